// Keyboard shortcuts of the review. All of it works without; single keys can be turned off (WCAG 2.1.4).
"use strict";

{
  const by = (id) => document.getElementById(id);
  const dialog = by("keys");
  const on = () => localStorage.getItem("review-keys") !== "off";
  const open = () => {
    if (!dialog || dialog.open) return;
    by("keys-on").checked = on();
    dialog.showModal();
  };
  by("keys-open")?.addEventListener("click", open);
  by("keys-on")?.addEventListener("change", (event) => localStorage.setItem("review-keys", event.target.checked ? "on" : "off"));

  const parts = () => [...document.querySelectorAll(".part[id]")];
  const here = () => {
    const all = parts();
    const within = all.findIndex((part) => part.contains(document.activeElement));
    return within >= 0 ? within : all.findIndex((part) => `#${part.id}` === location.hash);
  };
  const step = (by) => {
    const all = parts();
    const to = all[Math.max(0, Math.min(all.length - 1, here() + by))];
    to?.focus({ preventScroll: true });
    to?.scrollIntoView({ block: "start" });
  };
  const follow = (id) => by(id)?.click();
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: () => follow("to-next"),
    p: () => follow("to-previous"),
    u: () => follow("to-list"),
    r: () => parts()[here()]?.querySelector("button[value=right]")?.click(),
    "/": () => by("q")?.focus(),
    "?": open,
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog?.open) return;
    const act = keys[event.key];
    if (!act || !on()) return;
    event.preventDefault();
    act();
  });
}
