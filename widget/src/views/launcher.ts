import { html, nothing } from "lit/html.js";
import { icon } from "../icons";
import type { View } from "../view";

/** The button that opens the chat. It stays in place while the chat is open, so that the focus has somewhere to return to. */
export const launcher = (view: View) => {
  const { open, unread } = view.state;
  return html`<button
    type="button"
    class="launcher"
    aria-expanded=${open}
    aria-label=${open ? view.say("close") : unread ? view.say("launcher_unread", { n: unread }) : view.say("launcher")}
    @click=${() => view.toggle()}
  >
    ${icon(open ? "close" : "chat")}
    ${open ? nothing : html`<span>${view.say("launcher")}</span>`}
    ${unread && !open ? html`<span class="unread" aria-hidden="true">${unread}</span>` : nothing}
  </button>`;
};
