import { html } from "lit/html.js";
import type { Reason } from "../contract";
import type { View } from "../view";

const REASONS: Reason[] = ["wrong", "outdated", "unclear", "other"];
const COMMENT_CHARS = 500; // as many as the gateway takes

/** "Was this helpful?", and after a no, why. */
export const feedback = (view: View, turn: string) => {
  const given = view.state.turns.get(turn)?.feedback;
  if (view.page.asking.has(turn)) return why(view, turn);
  if (given) return html`<p class="thanks" tabindex="-1" data-turn=${turn}>${view.say("thanks")}</p>`;
  return html`<div class="helpful" role="group" aria-labelledby="helpful-${turn}">
    <span id="helpful-${turn}">${view.say("helpful")}</span>
    <div class="row">
      <button type="button" class="quiet small" @click=${() => view.rate(turn, true)}>${view.say("yes")}</button>
      <button type="button" class="quiet small" @click=${() => view.rate(turn, false)}>${view.say("no")}</button>
    </div>
  </div>`;
};

/** After the stars for the staff: in the visitor's own words, if they like. */
export const remark = (view: View) =>
  view.state.conversation?.handoff?.comment
    ? html`<p class="thanks">${view.say("thanks")}</p>`
    : html`<form
        class="why"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          view.remark(event.target as HTMLFormElement);
        }}
      >
        ${comment(view)}
        <div class="row"><button type="submit" class="solid small">${view.say("send")}</button></div>
      </form>`;

const comment = (view: View) => html`<label class="comment"
  ><span>${view.say("comment")}</span><textarea name="comment" rows="2" maxlength=${COMMENT_CHARS}></textarea
></label>`;

const why = (view: View, turn: string) => html`<form
  class="why"
  @submit=${(event: SubmitEvent) => {
    event.preventDefault();
    view.why(turn, event.target as HTMLFormElement);
  }}
>
  <fieldset>
    <legend>${view.say("why")}</legend>
    ${REASONS.map(
      (reason) => html`<label><input type="radio" name="reason" value=${reason} /><span>${view.say(reason)}</span></label>`,
    )}
    ${comment(view)}
  </fieldset>
  <div class="row">
    <button type="button" class="quiet small" @click=${() => view.why(turn, null)}>${view.say("cancel")}</button>
    <button type="submit" class="solid small">${view.say("send")}</button>
  </div>
</form>`;
