/**
 * Whether a key press belongs to an input method (kana-kanji conversion) and not to us.
 *
 * Chromium and Firefox send the Enter that ends a conversion as keydown with `isComposing` true, then compositionend. Safari sends
 * compositionend first and then keydown with `isComposing` false; only the key code 229 ("handled by an input method") tells.
 * `keyCode` is deprecated and has no replacement for this.
 */
export function belongsToInputMethod(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether this Enter sends. Shift+Enter is a new line; other modifiers are left to the browser and the page. */
export function sends(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.altKey && !event.repeat && !belongsToInputMethod(event);
}
