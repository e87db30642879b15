import { html } from "lit/html.js";
import type { View } from "../view";

/** Asks before something that cannot be undone. */
export const confirmation = (view: View) => {
  const what = view.page.confirm!;
  return html`<div class="confirmation" role="alertdialog" aria-labelledby="ask">
    <p id="ask">${view.say(`${what}_ask`)}</p>
    <div class="row">
      <button type="button" id="cancel" class="quiet" @click=${() => view.ask(null)}>${view.say("cancel")}</button>
      <button type="button" class=${what === "remove" ? "solid danger" : "solid"} @click=${() => view.carryOut()}>
        ${view.say(`${what}_yes`)}
      </button>
    </div>
  </div>`;
};
