import { ApiError } from "./api";
import { backoffMs } from "./backoff";
import { drop, keep, newId, unsent, type Unsent } from "./outbox";
import type { Session } from "./session";

/** Sends what is in the outbox, one message at a time and in order, until the gateway has accepted or refused each. */
export class Sender {
  #busy = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #notBefore = 0;

  constructor(private session: Session) {}

  add(item: Unsent): void {
    keep(this.#conversation, item);
    this.#put([...this.#items, item]);
    this.now();
  }

  /** What this browser still has to send. */
  stored(): Unsent[] {
    return unsent(this.#conversation);
  }

  /** Sends what waits; before the time the gateway named only if the visitor asked for it. */
  now(asked = false): void {
    if (!asked && Date.now() < this.#notBefore) {
      this.#turn("sending", "waiting");
      return;
    }
    clearTimeout(this.#timer);
    this.#turn("waiting", "sending");
    void this.#flush();
  }

  /** Lets go of a message: accepted, come back, or taken back by the visitor. */
  done(id: string): void {
    drop(this.#conversation, id);
    this.#put(this.#items.filter((item) => item.id !== id));
  }

  /** Lets go of what has come back in the history. */
  arrived(): void {
    const { messages } = this.session.store.state;
    for (const { id } of this.#items) if (messages.some((message) => message.turn === id)) this.done(id);
  }

  /** Another tab wrote to the outbox: shows its messages, and forgets those it has sent. */
  refresh(): void {
    const stored = this.stored();
    const mine = this.#items.filter((item) => item.state === "sent" || stored.some(({ id }) => id === item.id));
    this.#put([...mine, ...stored.filter(({ id }) => !mine.some((item) => item.id === id))]);
  }

  forget(): void {
    for (const { id } of this.stored()) drop(this.#conversation, id);
  }

  /**
   * Takes what was meant for another conversation into the present one.
   *
   * They become new turns, and a button becomes its words: a conversation obeys only the buttons it has offered.
   */
  move(from: string): void {
    if (from === this.#conversation) return;
    for (const item of unsent(from)) {
      drop(from, item.id);
      keep(this.#conversation, { ...item, id: newId(), button: undefined });
    }
  }

  get #conversation(): string {
    return this.session.key?.id ?? "";
  }

  get #items(): Unsent[] {
    return this.session.store.state.unsent;
  }

  #put(items: Unsent[]): void {
    this.session.store.set({ unsent: items });
  }

  #turn(from: Unsent["state"], to: Unsent["state"]): void {
    if (this.#items.some(({ state }) => state === from))
      this.#put(this.#items.map((item) => (item.state === from ? { ...item, state: to } : item)));
  }

  #mark(id: string, change: Partial<Unsent>): void {
    this.#put(this.#items.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }

  async #flush(): Promise<void> {
    if (this.#busy || this.session.store.state.phase !== "ready") return;
    this.#busy = true;
    try {
      for (;;) {
        const item = this.#items.find(({ state }) => state === "sending");
        if (!item || !(await this.#send(item))) break;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Sends one message; false if the rest has to wait. */
  async #send({ id, text, button }: Unsent): Promise<boolean> {
    const key = this.session.key!;
    try {
      const { turn } = await this.session.api.turn(key, id, button ? { button } : { text });
      this.#attempt = 0;
      drop(key.id, id);
      this.#mark(id, { state: "sent" });
      this.session.turn(turn);
      this.arrived();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#refused(key.id, id, error);
    }
  }

  async #refused(conversation: string, id: string, error: ApiError): Promise<boolean> {
    if (error.status === 401) await this.session.expired(conversation);
    else if (error.code === "conversation_full") await this.session.rotate(conversation);
    else if (error.passing) {
      // Those behind it wait too: they must arrive in the order they were written.
      this.#turn("sending", "waiting");
      this.#mark(id, { error: error.said });
      const wait = backoffMs(this.#attempt++, error.retryAfterS);
      this.#notBefore = error.retryAfterS === null ? 0 : Date.now() + wait;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.now(true), wait);
      return false;
    } else {
      drop(conversation, id);
      this.#mark(id, { state: "refused", error: error.said });
    }
    return this.session.store.state.phase === "ready";
  }
}
