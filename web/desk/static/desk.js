// The desk's own behaviour. Pages work without it, but for hearing of news and typing Japanese comfortably.
"use strict";

const find = (id) => document.getElementById(id);
const title = document.title;
const BUSY_MS = 3000; // how often the visitor is told that staff are typing

// --- who waits: in the title, at the menu, and aloud where that was asked for -------------------------------------------

let before = null;
let sound = null;

function count(name, number) {
  for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
    place.hidden = number === 0;
    place.textContent = String(number);
  }
}

function news() {
  const told = find("news")?.dataset;
  if (!told?.newest) return;
  const now = { newest: Number(told.newest), waiting: Number(told.waiting), heard: Number(told.heard) };
  const all = now.waiting + Number(told.unanswered);
  document.title = all ? `(${all}) ${title}` : title;
  count("all", all);
  count("waiting", now.waiting);
  count("unanswered", Number(told.unanswered));
  if (before) {
    const somebody = now.newest > before.newest || now.waiting > before.waiting;
    // Whoever looks at a conversation sees by themselves what is written in it.
    const something = now.heard > before.heard && (document.hidden || !find("transcript"));
    if (somebody || something) alertOf(somebody ? told.saidWaiting : told.saidUnanswered, `${now.newest}/${now.heard}`);
  }
  before = now;
}

/** Says it aloud and as a notification, from one of several open pages only. */
function alertOf(text, what) {
  if (localStorage.getItem("alerts") !== "on" || localStorage.getItem("alerted") === what) return;
  localStorage.setItem("alerted", what);
  tone();
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification(title, { body: text, tag: "desk", renotify: true });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

function tone() {
  sound ??= new AudioContext();
  sound.resume();
  for (const [start, hertz] of [[0, 660], [0.18, 880]]) {
    const one = sound.createOscillator();
    const volume = sound.createGain();
    const at = sound.currentTime + start;
    volume.gain.setValueAtTime(0.15, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.4);
    one.frequency.value = hertz;
    one.connect(volume).connect(sound.destination);
    one.start(at);
    one.stop(at + 0.4);
  }
}

const alerts = find("alerts");

/** Says what the browser does not allow; without a first press of anything it plays no sound. */
function allowed() {
  const on = localStorage.getItem("alerts") === "on";
  const hint = find("alerts-hint");
  alerts.setAttribute("aria-pressed", String(on));
  const silent = on && sound?.state === "suspended";
  const refused = on && "Notification" in window && Notification.permission === "denied";
  hint.textContent = silent ? hint.dataset.blocked : refused ? hint.dataset.refused : "";
}

if (localStorage.getItem("alerts") === "on") {
  sound = new AudioContext();
  const wake = () => void sound.resume().then(() => alerts && allowed());
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wake, { once: true });
}
if (alerts) {
  alerts.addEventListener("click", async () => {
    const on = localStorage.getItem("alerts") !== "on";
    localStorage.setItem("alerts", on ? "on" : "off");
    if (on) tone(); // so one knows what to listen for
    allowed();
    if (on && "Notification" in window) await Notification.requestPermission();
    allowed();
  });
  allowed();
}

// --- the conversation -----------------------------------------------------------------------------------------------------

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

const composer = find("composer");
const whose = find("transcript")?.dataset.state;

let asked = find("transcript")?.dataset.asked;

/** The visitor said something new: the articles below are those that fit it, unless somebody is searching there. */
function askedAnew() {
  const now = find("transcript")?.dataset.asked;
  if (!now || now === asked) return;
  asked = now;
  const found = find("found");
  if (found && !find("q").value.trim() && !found.contains(document.activeElement)) htmx.trigger(found, "asked");
}

/** A form of this page is on its way: what changes now is what one asked for, and the next page shows it. */
let leaving = false;
document.addEventListener("submit", (event) => {
  if (event.target !== composer) leaving = true;
});

/** Somebody else took, passed on or closed it: the buttons of this page are no longer right. */
function moved() {
  const now = find("transcript")?.dataset.state;
  if (leaving || !now || now === whose || !find("moved").hidden) return;
  const writing = [...document.querySelectorAll("main textarea")].some((box) => box.value.trim());
  if (writing) find("moved").hidden = false;
  else location.reload();
}

if (composer) {
  const text = find("text");
  if (location.hash === "#write") text.focus(); // no place of that name, so that the page does not scroll there
  let told = 0;
  text.addEventListener("keydown", (event) => {
    // While kana are converted, Enter chooses a word. Safari ends the conversion before the key: it says 229 then.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (text.value.trim()) composer.requestSubmit();
  });
  text.addEventListener("input", () => {
    if (Date.now() - told < BUSY_MS) return;
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
      find("suggested").replaceChildren();
      text.focus();
    } else problem.textContent = event.detail.xhr.status === 409 ? event.detail.xhr.responseText : find("offline").textContent;
  });
  // Suggestions come while one types: they must not take away what somebody has just gone to with the keyboard.
  find("suggested").addEventListener("htmx:beforeSwap", (event) => {
    if (find("suggested").contains(document.activeElement) || !text.value.trim()) event.detail.shouldSwap = false;
  });
}

/** Puts a text where the cursor is, as its own paragraph, so that Ctrl+Z takes it back. */
document.addEventListener("click", (event) => {
  const text = event.target.closest?.("[data-insert]")?.dataset.insert;
  const box = find("text");
  if (!text || !box) return;
  box.focus();
  const head = box.value.slice(0, box.selectionStart).trim() && !box.value.slice(0, box.selectionStart).endsWith("\n\n") ? "\n\n" : "";
  const tail = box.value.slice(box.selectionEnd).trim() ? "\n\n" : "";
  if (!document.execCommand("insertText", false, head + text + tail)) box.setRangeText(head + text + tail, box.selectionStart, box.selectionEnd, "end");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const offline = find("offline");
  if (offline && event.target.matches?.("#rows, #transcript")) offline.hidden = Boolean(event.detail.successful);
});
document.addEventListener("htmx:beforeSwap", noteEnd);
document.addEventListener("htmx:afterSwap", () => {
  news();
  toEnd();
  if (whose) {
    moved();
    askedAnew();
  }
});
news();
toEnd();
