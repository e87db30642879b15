// Takes the conversation into this browser's chat, when the visitor asks for it: nothing is stored by looking at the page.
"use strict";

const NAME = "yokohama-startup-chat";
const button = document.getElementById("continue");
const show = (id, shown) => {
  document.getElementById(id).hidden = !shown;
};

function chat() {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = "/chat/widget.js";
    script.onload = () => done(document.querySelector(NAME));
    script.onerror = failed;
    document.body.append(script);
  });
}

button.addEventListener("click", async () => {
  button.disabled = true;
  show("failed", false);
  try {
    const link = location.pathname.split("/").pop();
    const headers = { "Content-Type": "application/json" };
    const response = await fetch("/chat/returns", { method: "POST", headers, body: JSON.stringify({ link }) });
    if (!response.ok) throw new Error(String(response.status));
    const { conversation, token } = await response.json();
    localStorage.setItem(NAME, JSON.stringify({ id: conversation.id, token, lang: document.documentElement.lang, live: true }));
    (await chat()).open();
    button.hidden = true;
    show("opened", true);
  } catch {
    button.disabled = false;
    show("failed", true);
  }
});
button.hidden = false;
