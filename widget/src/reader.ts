import type { View } from "./view";

const NEAR_PX = 80; // this close to the end counts as reading the newest

/** Keeps the newest message in view for a visitor who reads it, and leaves a visitor who reads further up in peace. */
export class Reader {
  #seen = 0;
  #following = true;
  #box: HTMLElement | null = null;

  constructor(private host: View & { root: ShadowRoot }) {}

  /** The visitor has sent something, and wants to see what comes of it. */
  follow(): void {
    this.#following = true;
  }

  /** After drawing. A long answer is shown from its beginning, not from its end. */
  settle(jump: boolean): void {
    const { messages, unsent, quiet, open } = this.host.state;
    this.#box ??= this.#watched();
    const box = this.#box;
    if (!open || !box) return;
    const count = messages.length + unsent.length;
    const more = count !== this.#seen;
    if (!more && !jump && !(quiet && this.#following)) return;
    this.#seen = count;
    if (!this.#following && !jump) {
      if (messages.at(-1)?.author !== "visitor") this.host.change({ below: true });
      return;
    }
    const last = [...box.querySelectorAll<HTMLElement>(".message")].at(-1);
    const end = box.scrollHeight - box.clientHeight;
    const fromBelow = last && !quiet && !jump && !unsent.length ? last.offsetTop - 12 : end;
    box.scrollTop = Math.min(end, fromBelow);
    if (this.host.page.below) this.host.change({ below: false });
  }

  #watched(): HTMLElement | null {
    const box = this.host.root.querySelector<HTMLElement>(".scroll");
    box?.addEventListener(
      "scroll",
      () => {
        const { messages } = this.host.state;
        const last = [...box.querySelectorAll<HTMLElement>(".message")].at(-1);
        const left = box.scrollHeight - box.clientHeight - box.scrollTop;
        // The newest message's beginning in view is as good as the end of the page.
        const atNewest = !!messages.length && !!last && last.offsetTop <= box.scrollTop + box.clientHeight - NEAR_PX;
        this.#following = left < NEAR_PX || atNewest;
        if (this.#following && this.host.page.below) this.host.change({ below: false });
      },
      { passive: true },
    );
    return box;
  }
}
