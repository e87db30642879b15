import { html } from "lit/html.js";
import type { Lang } from "../contract";
import { icon } from "../icons";
import { withLinks } from "../text";
import type { View } from "../view";

/** A link that leaves the page, and says so: a new tab, so that the conversation stays where it is. */
export const link = (view: View, url: string, text: string, lang: Lang) =>
  html`<a href=${url} target="_blank" rel="noopener noreferrer"
    >${text}${icon("external")}<span class="unseen"> ${view.say("new_tab", {}, lang)}</span></a
  >`;

/** A text whose web addresses can be followed. */
export const linked = (view: View, text: string, lang: Lang) =>
  withLinks(text).map((piece) => (piece.url ? link(view, piece.url, piece.text, lang) : piece.text));

export const privacy = (view: View) => link(view, view.session.api.privacy(view.state.lang), view.say("stored_more"), view.state.lang);
