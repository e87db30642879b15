import { waiting } from "./transcript";
import type { View } from "./view";

const NEAR_PX = 80; // this close to the end counts as reading the newest

/** Keeps the newest message in view for a visitor who reads it, and leaves a visitor who reads further up in peace. */
export class Reader {
  #seen = "";
  #following = true;
  #box: HTMLElement | null = null;

  constructor(private host: View & { root: ShadowRoot }) {}

  /** The visitor has sent something, and wants to see what comes of it. */
  follow(): void {
    this.#following = true;
  }

  /** After drawing. What is longer than the window is shown from its beginning, not from its end. */
  settle(jump: boolean): void {
    const { messages, unsent, turns, typing, open } = this.host.state;
    this.#box ??= this.#watched();
    const box = this.#box;
    const shown = `${messages.length} ${unsent.map(({ state }) => state)} ${!!typing} ${waiting(turns)}`;
    if (!open || !box || (shown === this.#seen && !jump)) return;
    const more = !this.#seen.startsWith(`${messages.length} `);
    this.#seen = shown;
    if (this.#following || jump) {
      // At the first visit the note on what is stored comes before the greeting, and is to be seen.
      box.scrollTop = messages.length > 1 ? this.#last(box) - 12 : unsent.length * box.scrollHeight;
      if (this.host.page.below) this.host.change({ below: false });
    } else if (more && !this.host.page.below && messages.at(-1)?.author !== "visitor") this.host.change({ below: true });
  }

  /** Where the newest message begins. */
  #last(box: HTMLElement): number {
    return [...box.querySelectorAll<HTMLElement>(".message")].at(-1)?.offsetTop ?? 0;
  }

  #watched(): HTMLElement | null {
    const box = this.host.root.querySelector<HTMLElement>(".scroll");
    box?.addEventListener(
      "scroll",
      () => {
        this.#following = box.scrollTop + box.clientHeight > box.scrollHeight - NEAR_PX;
        if (this.#following && this.host.page.below) this.host.change({ below: false });
      },
      { passive: true },
    );
    return box;
  }
}
