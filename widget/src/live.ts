import { ApiError } from "./api";
import type { Conversation, Message, Said, Turn, Typing } from "./contract";
import type { Session } from "./session";
import type { ServerEvent } from "./sse";
import { EventStream } from "./stream";
import { waiting, withMessage } from "./transcript";
import { parsed } from "./storage";

const TYPING_SHOWN_MS = 6_000;
const LOST_AFTER_MS = 1_500; // a drop that heals at once is nobody's business
const DOUBT_MS = 6_000; // an answer takes at most 10 s; some proxies hold pushes back for good

/** Keeps the conversation up to date: by pushes, and by asking again where pushes do not get through. */
export class Live {
  #stream: EventStream | null = null;
  #after = 0;
  #lost: ReturnType<typeof setTimeout> | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;

  constructor(private session: Session) {}

  /** The history is known up to here. */
  from(after: number): void {
    this.#after = Math.max(after, this.#stream ? this.#after : 0);
  }

  stop(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#after = 0;
    for (const timer of [this.#lost, this.#typing, this.#doubt]) clearTimeout(timer);
    this.#lost = this.#doubt = undefined;
  }

  /** Connects anew at once: the network has changed, and the old connection may be dead without saying so. */
  again(): boolean {
    if (!this.#stream) return false;
    this.#stream.close();
    this.#listen();
    return true;
  }

  /** Listens only while there is something to hear: an open chat, an answer on its way, a person asked for. */
  tune(): void {
    const { phase, open, conversation, turns, unsent } = this.session.store.state;
    const person = conversation?.handoff?.state;
    const due = waiting(turns) && person !== "staff"; // people may take longer, and push tells
    const wanted = phase === "ready" && !conversation?.ended_at && (open || due || unsent.length > 0 || person === "waiting" || person === "staff");
    if (!wanted) {
      if (this.#stream) this.stop();
      return;
    }
    if (!this.#stream) this.#listen();
    if (!due) {
      clearTimeout(this.#doubt);
      this.#doubt = undefined;
    } else this.#doubt ??= setTimeout(() => this.#ask(), DOUBT_MS);
  }

  #listen(): void {
    const key = this.session.key!;
    const { store } = this.session;
    this.#stream = new EventStream((after, signal) => this.session.api.events(key, after, signal), this.#after, {
      open: () => {
        clearTimeout(this.#lost);
        this.#lost = undefined;
        // A reply that was on its way when the network went does not bring it back: the browser says when it is there.
        if (navigator.onLine && store.state.link !== "live") store.set({ link: "live" });
        this.session.resend(false);
      },
      event: (event) => this.#take(event),
      lost: () => {
        this.#lost ??= setTimeout(() => store.state.link === "live" && store.set({ link: "lost" }), LOST_AFTER_MS);
      },
      refused: (error: ApiError) => {
        this.stop();
        if (error.status === 401) void this.session.expired(key.id);
        else this.session.failed(error); // such as a site taken off the list: there is no use in asking on
      },
    });
  }

  async #ask(): Promise<void> {
    this.#doubt = undefined;
    const key = this.session.key;
    if (!key) return;
    try {
      const { conversation, messages, turns } = await this.session.api.load(key);
      if (this.session.key?.id !== key.id) return;
      for (const message of messages) this.#message(message);
      for (const turn of turns) this.session.turn(turn);
      this.session.know(conversation);
    } catch {
      // The stream and the outbox report what is wrong; this was only a second look.
    }
    this.tune();
  }

  #take(event: ServerEvent): void {
    const data = parsed<unknown>(event.data);
    if (!data) return;
    if (event.id) this.#after = Math.max(this.#after, Number(event.id) || 0);
    if (event.type === "message") this.#message(data as Message);
    else if (event.type === "turn") this.session.turn(data as Turn);
    else if (event.type === "conversation") this.session.know(data as Conversation);
    else if (event.type === "typing") this.#typed(data as Typing);
    // Something to say that passes, such as that the answer takes longer.
    else if (event.type === "notice") this.session.store.set({ notice: { say: data as Said, kind: "info" } });
  }

  #message(message: Message): void {
    const { store } = this.session;
    const { messages, notice, open, unread, unsent } = store.state;
    const isNew = !messages.some(({ seq }) => seq === message.seq);
    const theirs = message.author !== "visitor";
    store.set({
      messages: withMessage(messages, message),
      unread: isNew && theirs && !open ? unread + 1 : unread,
      // What the gateway said in passing is over; what we said ourselves stays until it is closed.
      ...(theirs && { typing: null, notice: notice?.kind === "info" && typeof notice.say === "object" ? null : notice }),
    });
    if (unsent.some(({ id }) => id === message.turn)) this.session.letGo(message.turn!);
  }

  #typed(typing: Typing): void {
    clearTimeout(this.#typing);
    this.session.store.set({ typing });
    this.#typing = setTimeout(() => this.session.store.set({ typing: null }), TYPING_SHOWN_MS);
  }
}
