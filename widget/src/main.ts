import { Api } from "./api";
import { ChatElement } from "./element";
import { NAME } from "./storage";

/** The tag that loaded this. Tag managers may insert it in ways that hide it: then it is looked for by its address. */
const script =
  (document.currentScript as HTMLScriptElement | null) ?? document.querySelector<HTMLScriptElement>('script[src$="/chat/widget.js"]');

function start(): void {
  if (customElements.get(NAME)) return; // a second tag on the page does nothing
  const lang = script?.dataset.lang ?? document.documentElement.lang;
  ChatElement.api = new Api(new URL(script?.src ?? location.href, location.href).origin);
  // The page's language if it is one of ours; visitors of pages in other languages are more likely to read English.
  ChatElement.pageLang = !lang || /^ja\b/i.test(lang) ? "ja" : "en";
  customElements.define(NAME, ChatElement);
  if (document.querySelector(NAME)) return;
  const chat = document.createElement(NAME);
  if (script?.dataset.theme) chat.dataset.theme = script.dataset.theme;
  if (script?.dataset.launcher) chat.dataset.launcher = script.dataset.launcher;
  document.body.append(chat);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
