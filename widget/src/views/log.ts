import { html, nothing } from "lit/html.js";
import type { Message } from "../contract";
import { icon } from "../icons";
import { day } from "../text";
import { newestOfAssistant, waiting } from "../transcript";
import type { View } from "../view";
import { privacy } from "./link";
import { bubble, message } from "./message";

/** What was said, oldest first. New messages are announced; the history of a reload is not. */
export const log = (view: View) => {
  const { messages, unsent, quiet, phase, conversation, lang } = view.state;
  const echoes = unsent.filter(({ id }) => !messages.some((one) => one.author === "visitor" && one.turn === id));
  return html`<div class="scroll" role="region" aria-label=${view.say("conversation")} tabindex="0">
    ${
      conversation
        ? html`<p class="stored">
            ${view.say("stored", { date: day(conversation.delete_at, lang) })}
            ${privacy(view)}
          </p>`
        : nothing
    }
    ${phase === "opening" && !messages.length ? html`<p class="stored" role="status">${view.say("opening")}</p>` : nothing}
    <div class="log" role="log" aria-live=${quiet ? "off" : "polite"} aria-label=${view.say("conversation")}>
      ${messages.map((one, index) => html`${date(view, one, messages[index - 1])}${message(view, one)}`)}
      ${echoes.map((item) => bubble(view, item))}
    </div>
    ${typing(view)} ${replies(view, echoes.length > 0)}
    ${
      view.page.below
        ? html`<button type="button" class="newest" @click=${() => view.toNewest()}>${icon("down")}${view.say("newest")}</button>`
        : nothing
    }
  </div>`;
};

/** The day, where it changes; before the first message only if that was not today. */
const date = (view: View, { at }: Message, before: Message | undefined) => {
  const shown = day(at, view.state.lang);
  return day(before?.at ?? new Date().toISOString(), view.state.lang) === shown ? nothing : html`<p class="day">${shown}</p>`;
};

const typing = (view: View) => {
  const { typing: who, turns, conversation } = view.state;
  const staff = who?.author === "staff";
  const shown = !conversation?.ended_at && (who || (waiting(turns) && conversation?.handoff?.state !== "staff"));
  return html`<div class="typing" role="status">
    ${
      shown
        ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span
            ><span>${view.say(staff ? "typing_staff" : "typing_assistant")}</span>`
        : nothing
    }
  </div>`;
};

/** Buttons of the assistant's newest message. Outside of the log, so that they are not read out as if they were said. */
const replies = (view: View, sending: boolean) => {
  const { messages, turns, conversation } = view.state;
  const buttons = newestOfAssistant(messages)?.buttons ?? [];
  const staff = conversation?.handoff?.state === "staff";
  if (!buttons.length || sending || waiting(turns) || staff || conversation?.ended_at) return nothing;
  return html`<div class="replies" role="group" aria-label=${view.say("replies")} lang=${newestOfAssistant(messages)!.language}>
    ${buttons.map(
      (button) => html`<button
        type="button"
        class="reply ${button.kind ?? "article"}"
        lang=${button.lang ?? nothing}
        @click=${() => view.press(button)}
      >
        ${button.kind === "person" ? icon("person") : nothing}<span>${button.title}</span>
      </button>`,
    )}
  </div>`;
};
