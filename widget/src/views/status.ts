import { html, nothing } from "lit/html.js";
import type { Handoff } from "../contract";
import { icon } from "../icons";
import type { View } from "../view";
import { link as external, linked } from "./link";

/** What is going on: connection, handoff, the last mishap. Always there, so that changes are announced. */
export const status = (view: View) => {
  const { link, notice, phase } = view.state;
  return html`<div class="status" role="status">
    ${link === "offline" ? line(view, view.say("offline"), "alert") : link === "lost" && phase === "ready" ? line(view, view.say("lost"), "alert") : nothing}
    ${
      notice && !(notice.say === "unreachable" && link === "offline")
        ? html`<div class="notice ${notice.kind}">
            ${icon(notice.kind === "error" ? "alert" : "check")}
            <p>${linked(view, view.said(notice.say), view.state.lang)}</p>
            ${
              phase === "failed"
                ? html`<button type="button" class="quiet" @click=${() => view.session.enter()}>${view.say("try_again")}</button>`
                : html`<button
                    type="button"
                    class="plain square"
                    aria-label=${view.say("dismiss")}
                    @click=${() => {
                      view.session.store.set({ notice: null });
                      view.focusOn(".field textarea");
                    }}
                  >
                    ${icon("close")}
                  </button>`
            }
          </div>`
        : nothing
    }
    ${handoff(view)}
  </div>`;
};

const line = (view: View, text: string, name: "alert" | "person", page?: Handoff["email_page"]) => {
  const { lang } = view.state;
  return html`<div class="notice ${name}">
    ${icon(name)}
    <p>${linked(view, text, lang)} ${page ? external(view, page.url, page[lang], lang) : nothing}</p>
  </div>`;
};

const handoff = (view: View) => {
  const open = view.state.conversation?.handoff;
  if (!open || view.state.conversation?.ended_at) return nothing;
  const { state, staff_name: name, place, message, email_page } = open;
  if (state === "closed") return line(view, view.say("person_closed"), "person");
  if (state === "staff") return line(view, name ? view.say("person_named", { name }) : view.say("person_staff"), "person");
  const words = message ? view.said(message) : view.say("person_waiting");
  return line(view, words + (typeof place === "number" ? ` ${view.say("person_place", { n: place })}` : ""), "person", email_page);
};
