// The desk's own behaviour. Pages work without it, but for hearing of news and typing Japanese comfortably.
"use strict";

const find = (id) => document.getElementById(id);
const title = document.title;
let before = null;

/** Number of those who wait: in the title, at the menu, and aloud where that was asked for. */
function news() {
  const rows = find("rows");
  if (!rows) return;
  const waiting = Number(rows.dataset.waiting);
  const badge = find("badge");
  document.title = waiting ? `(${waiting}) ${title}` : title;
  if (badge) {
    badge.hidden = waiting === 0;
    badge.textContent = String(waiting);
  }
  if (before !== null && waiting > before && localStorage.getItem("alerts") === "on") alertOf(rows.dataset.news);
  before = waiting;
}

function alertOf(text) {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  volume.gain.setValueAtTime(0.15, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.5);
  tone.frequency.value = 880;
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.5);
  tone.onended = () => context.close();
  if ("Notification" in window && Notification.permission === "granted") new Notification(title, { body: text });
}

/** Whoever has scrolled up to read is left there. */
let atEnd = true;

function noteEnd() {
  const box = document.querySelector(".scrolled");
  if (box) atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
}

function toEnd() {
  const box = document.querySelector(".scrolled");
  if (box && atEnd) box.scrollTop = box.scrollHeight;
}

const alerts = find("alerts");
if (alerts) {
  const show = () => alerts.setAttribute("aria-pressed", String(localStorage.getItem("alerts") === "on"));
  alerts.addEventListener("click", () => {
    const on = localStorage.getItem("alerts") !== "on";
    localStorage.setItem("alerts", on ? "on" : "off");
    if (on && "Notification" in window) Notification.requestPermission();
    show();
  });
  show();
}

const composer = find("composer");
if (composer) {
  const text = find("text");
  let told = 0;
  text.addEventListener("keydown", (event) => {
    // While kana are converted, Enter chooses a word. Safari ends the conversion before the key: it says 229 then.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (text.value.trim()) composer.requestSubmit();
  });
  text.addEventListener("input", () => {
    if (Date.now() - told < 3000) return;
    told = Date.now();
    const token = composer.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(composer.dataset.typing, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
  });
  composer.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== composer) return;
    const problem = find("problem");
    problem.hidden = event.detail.successful;
    if (event.detail.successful) {
      text.value = "";
      text.focus();
    } else problem.textContent = event.detail.xhr.status === 409 ? event.detail.xhr.responseText : find("offline").textContent;
  });
}

document.addEventListener("click", (event) => {
  const text = event.target.closest?.("[data-insert]")?.dataset.insert;
  if (!text || !find("text")) return;
  const box = find("text");
  box.value = box.value ? `${box.value.trimEnd()}\n\n${text}` : text;
  box.focus();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const offline = find("offline");
  if (offline && event.target.matches?.("#rows, #transcript")) offline.hidden = event.detail.successful;
});
document.addEventListener("htmx:beforeSwap", noteEnd);
document.addEventListener("htmx:afterSwap", () => {
  news();
  toEnd();
});
news();
toEnd();
