import { html, nothing } from "lit/html.js";
import { icon } from "../icons";
import type { View } from "../view";
import { composer } from "./composer";
import { confirmation } from "./confirmation";
import { privacy } from "./link";
import { log } from "./log";
import { status } from "./status";

/** The chat itself: head, conversation, what is going on, and where to write. */
export const panel = (view: View) => html`
  ${head(view)} ${log(view)} ${status(view)}
  ${view.page.confirm ? confirmation(view) : composer(view)}
`;

const head = (view: View) => {
  const other = view.state.lang === "ja" ? "en" : "ja";
  return html`<div class="head">
    <span class="mark">${icon("wave")}</span>
    <h2 id="title">${view.say("title")}</h2>
    <button type="button" class="plain lang" lang=${other} @click=${() => view.switchLanguage()}>${view.say("language")}</button>
    <button
      type="button"
      class="plain square"
      id="menu"
      aria-label=${view.say("menu")}
      aria-expanded=${view.page.menu}
      aria-controls="choices"
      @click=${() => view.change({ menu: !view.page.menu })}
    >
      ${icon("menu")}
    </button>
    <button type="button" class="plain square" aria-label=${view.say("close")} @click=${() => view.close()}>${icon("close")}</button>
    <div id="choices" ?hidden=${!view.page.menu}>${view.page.menu ? choices(view) : nothing}</div>
  </div>`;
};

const choices = (view: View) => html`<ul>
  ${
    view.state.conversation
      ? html`<li><button type="button" @click=${() => view.download()}>${view.say("download")}</button></li>
          <li><button type="button" @click=${() => view.ask("anew")}>${view.say("anew")}</button></li>
          <li><button type="button" class="grave" @click=${() => view.ask("remove")}>${view.say("remove")}</button></li>`
      : nothing
  }
  <li>
    ${privacy(view)}
  </li>
</ul>`;
