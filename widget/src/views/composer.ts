import { html, nothing } from "lit/html.js";
import { icon } from "../icons";
import { sends } from "../ime";
import { length } from "../text";
import type { View } from "../view";

const CHARS = 2000; // where the gateway names no limit
const NEAR = 200; // characters left from which on the counter shows

/** Where the visitor writes. After the end of a conversation: how to begin another. */
export const composer = (view: View) => {
  const { phase, conversation } = view.state;
  if (phase === "gone" || conversation?.ended_at)
    return html`<div class="over">
      <p>${view.say(phase === "gone" ? "gone" : "ended")}</p>
      <button type="button" id="anew" class="solid" @click=${() => view.carryOut()}>${view.say("anew")}</button>
    </div>`;
  const left = (conversation?.limits?.message_chars ?? CHARS) - length(view.page.draft);
  const over = left < 0;
  return html`<form
    class="composer"
    @submit=${(event: Event) => {
      event.preventDefault();
      view.submit();
    }}
  >
    <div class="field">
      <textarea
        rows="1"
        aria-label=${view.say("input")}
        aria-describedby="hint left"
        aria-invalid=${over}
        placeholder=${view.say("input")}
        .value=${view.page.draft}
        @input=${(event: Event) => {
          view.change({ draft: (event.target as HTMLTextAreaElement).value });
          view.session.typing();
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (view.page.touch || !sends(event)) return;
          event.preventDefault();
          view.submit();
        }}
      ></textarea>
      <button type="submit" class="solid send" aria-label=${view.say("send")}>${icon("send")}</button>
    </div>
    <p id="left" class=${over ? "over-limit" : ""} role="status">
      ${left > NEAR ? nothing : view.say(over ? "too_long" : "count", { n: Math.abs(left) })}
    </p>
    <div class="foot">
      <span id="hint">${view.page.touch ? nothing : view.say("hint")}</span>
      ${person(view)}
    </div>
  </form>`;
};

const person = (view: View) => {
  const state = view.state.conversation?.handoff?.state;
  if (state === "waiting" || state === "staff") return nothing;
  return html`<button type="button" class="plain call" @click=${() => view.call()}>
    ${icon("person")}${view.say("person")}
  </button>`;
};
