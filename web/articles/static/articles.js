// The editor's own behaviour. It works without it, but for taking over a colleague's text with one press.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-take]");
  if (!button) return;
  const field = document.getElementById(button.dataset.take);
  field.value = button.dataset.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// What was typed and not saved is not lost by a wrong click.
const form = document.getElementById("edit");
let changed = false;
if (form) {
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
