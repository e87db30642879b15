import { html, nothing } from "lit/html.js";
import type { Message } from "../contract";
import { icon } from "../icons";
import type { Unsent } from "../outbox";
import { time } from "../text";
import type { View } from "../view";
import { answer } from "./answer";
import { feedback, remark } from "./feedback";
import { linked } from "./link";

/** One message: who, when, what. The name comes first, so that a screen reader says it first. */
export const message = (view: View, one: Message) => {
  const { author, language, text, answers, turn, outcome } = one;
  if (author === "system")
    return html`<article class="message system" data-seq=${one.seq}>
      <p class="text" lang=${language}><span class="unseen">${view.say("system")}: </span>${linked(view, text, language)}</p>
    </article>`;
  const said = (words: string | null | undefined) =>
    words ? html`<p class="text" dir="auto">${author === "visitor" ? words : linked(view, words, language)}</p>` : nothing;
  // An answer can be rated, and so can the admission that there is none.
  const rated = author === "assistant" && turn && (answers.length || outcome === "unsure");
  return html`<article class="message ${author}" data-seq=${one.seq}>
    ${who(view, author, one.name, one.at)}
    <div class="body" lang=${language}>
      ${answers.length ? [said(one.lead), answers.map((part) => answer(view, part, language)), said(one.after)] : said(text)}
    </div>
    ${
      rated
        ? html`<div class="tools" aria-live="off">
            ${
              answers.length && navigator.clipboard // which exists on https pages only
                ? html`<button type="button" class="plain copy" @click=${() => view.copy(one)}>
                    ${icon(view.page.copied === one.seq ? "check" : "copy")}<span role="status"
                      >${view.say(view.page.copied === one.seq ? "copied" : "copy")}</span
                    >
                  </button>`
                : nothing
            }
            ${feedback(view, turn)}
          </div>`
        : outcome === "rated" && one === view.state.messages.at(-1)
          ? remark(view)
          : nothing
    }
  </article>`;
};

/** A message of the visitor that is on its way, with what became of it. */
export const bubble = (view: View, item: Unsent) => html`<article class="message visitor pending ${item.state}">
  ${who(view, "visitor", null, item.at)}
  <div class="body"><p class="text" dir="auto">${item.text}</p></div>
  <p class="fate">
    ${item.state === "waiting" || item.state === "refused" ? icon("alert") : nothing}
    ${item.error ? view.said(item.error) : view.say(item.state)}
    ${
      item.state === "waiting"
        ? html` ${view.say("again")} <button type="button" class="link" @click=${() => view.session.resend(true)}>${view.say("retry")}</button>`
        : nothing
    }
    ${
      item.state === "refused"
        ? html`<button type="button" class="link" @click=${() => view.edit(item)}>${view.say("edit")}</button>`
        : nothing
    }
  </p>
</article>`;

const who = (view: View, author: "visitor" | "assistant" | "staff", name: string | null, at: string) => {
  const label = view.say(author === "visitor" ? "you" : author);
  return html`<p class="who">
    ${author === "visitor" ? nothing : html`<span class="mark">${icon(author === "staff" ? "person" : "wave")}</span>`}
    <b>${label}</b>${author === "staff" && name ? html`<span>${name}</span>` : nothing}
    <time datetime=${at}>${time(at, view.state.lang)}</time>
  </p>`;
};
