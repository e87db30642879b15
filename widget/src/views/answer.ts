import { html, nothing } from "lit/html.js";
import type { Answer, Lang, Source } from "../contract";
import { icon } from "../icons";
import { day, webAddress } from "../text";
import type { View } from "../view";
import { link, linked } from "./link";

/** An article as an answer: what it says, what it rests on, the date it holds for, and what to mind. In the language it is written in. */
export const answer = (view: View, part: Answer, lang: Lang) => html`<section class="answer">
  <h3>${part.title}</h3>
  <p class="text" dir="auto">
    ${linked(view, part.text, lang)}
  </p>
  ${part.notes.map((note) => html`<p class="note">${icon("alert")}<span>${linked(view, note, lang)}</span></p>`)}
  <div class="basis">
    ${
      part.sources.length
        ? html`<h4>${view.say("source", {}, lang)}</h4>
            <ul>
              ${part.sources.map((one) => html`<li>${source(view, one, lang)}</li>`)}
            </ul>`
        : nothing
    }
    ${part.as_of ? html`<p class="as-of">${part.as_of}</p>` : nothing}
  </div>
</section>`;

const source = (view: View, { title, url, where, date }: Source, lang: Lang) => {
  const address = webAddress(url);
  const more = [where, date && day(date, lang)].filter(Boolean).join(lang === "ja" ? "、" : ", ");
  return html`${address ? link(view, address, title, lang) : html`<span>${title}</span>`}
  ${more ? html`<span class="where">${more}</span>` : nothing}`;
};
