import { ApiError, type Api, type Key } from "./api";
import { backoffMs } from "./backoff";
import type { Conversation, Feedback, Lang, ReplyButton, Snapshot, Turn } from "./contract";
import { Live } from "./live";
import { newId } from "./outbox";
import { Sender } from "./sender";
import { EMPTY, type Notice, type Store } from "./state";
import { NAME, remember, remembered, tab } from "./storage";
import { withTurn } from "./transcript";

const QUIET_MS = 500; // until the history is on the page and read by nobody
const TYPING_EVERY_MS = 4_000;
const SEEN_MS = 1_000; // what one tab stores the others see a moment later, of which a lock knows nothing: so long it is kept

/** The conversation of this browser: opens it, keeps it in step with the gateway and the other tabs, and lets go of it. */
export class Session {
  readonly #sender: Sender;
  readonly #live: Live;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #typedAt = 0;

  constructor(
    readonly api: Api,
    readonly store: Store,
  ) {
    this.#sender = new Sender(this);
    this.#live = new Live(this);
    store.subscribe(() => this.#live.tune());
  }

  get key(): Key | null {
    return remembered();
  }

  // --- with the page -------------------------------------------------------------------------------------------------------

  /** Picks up what this browser remembers. Nothing is asked of the gateway for a visitor who never opened the chat. */
  connect(reopen: boolean): void {
    addEventListener("online", this.#online);
    addEventListener("offline", this.#offline);
    addEventListener("storage", this.#stored);
    const known = remembered();
    if (known?.lang) this.store.set({ lang: known.lang });
    if (!navigator.onLine) this.#offline();
    if (reopen && tab.get("/open")) this.open();
    else if (known && (known.live || this.#sender.stored().length)) void this.enter();
  }

  disconnect(): void {
    removeEventListener("online", this.#online);
    removeEventListener("offline", this.#offline);
    removeEventListener("storage", this.#stored);
    clearTimeout(this.#retry);
    this.#live.stop();
  }

  open(): void {
    tab.set("/open", "1");
    this.store.set({ open: true, unread: 0 });
    void this.enter();
  }

  close(): void {
    tab.set("/open", null);
    clearTimeout(this.#retry);
    const { phase } = this.store.state;
    this.store.set({ open: false, notice: null, phase: phase === "ready" || phase === "opening" ? phase : "idle" });
  }

  // --- opening and letting go ------------------------------------------------------------------------------------------------

  /** Loads the conversation, or begins one. Tries again by itself as long as there is hope. */
  async enter(): Promise<void> {
    const { phase } = this.store.state;
    if (phase === "opening" || phase === "gone") return;
    clearTimeout(this.#retry);
    if (phase !== "ready") this.store.set({ phase: "opening", unsent: this.#sender.stored() });
    let key = this.key;
    try {
      if (!key) await this.#begin(undefined, false);
      key = this.key!;
      this.#show(await this.api.load(key));
    } catch (error) {
      if (key && error instanceof ApiError && error.status === 401) await this.expired(key.id);
      else this.failed(error);
    }
  }

  /** The gateway no longer knows the conversation. Nothing the visitor wrote is lost: it goes into a new one. */
  async expired(id: string): Promise<void> {
    const known = this.key;
    if (known && known.id !== id) return; // a late refusal: it has been replaced already
    const had = this.store.state.messages.length > 0;
    await this.#replace(id, false, had ? { say: "expired", kind: "info" } : null);
  }

  /** The conversation reached its length: the next one carries on, and says so in its first message. */
  async rotate(id: string): Promise<void> {
    await this.#replace(id, true, null);
  }

  /** Starts afresh at the visitor's wish. */
  async anew(): Promise<void> {
    await this.#replace(this.key?.id, false, null);
  }

  async remove(): Promise<void> {
    await this.#attempted(async (key) => {
      try {
        await this.api.remove(key);
      } catch (error) {
        // Already gone is what was wanted.
        if (!(error instanceof ApiError && error.status === 401)) throw error;
      }
      this.#sender.forget();
      remember(null);
      this.#left();
    });
  }

  // --- what a visitor does -----------------------------------------------------------------------------------------------------

  send(text: string, button?: ReplyButton): void {
    this.#sender.add({ id: newId(), text, button: button?.id, at: new Date().toISOString(), state: "sending" });
  }

  /** Sends again what waits; a visitor who asks for it need not wait for the time the gateway named. */
  resend(asked: boolean): void {
    this.#sender.now(asked);
  }

  /** Lets go of a message: it has come back from the gateway, or the visitor writes it anew. */
  letGo(id: string): void {
    this.#sender.done(id);
  }

  async switchLanguage(lang: Lang): Promise<void> {
    this.store.set({ lang });
    const known = remembered();
    if (!known) return;
    remember({ ...known, lang });
    await this.#attempted(async (key) => this.know((await this.api.language(key, lang)).conversation));
  }

  async askForPerson(): Promise<void> {
    if (!this.key) await this.enter();
    await this.#attempted(async (key) => this.know((await this.api.handoff(key)).conversation));
  }

  /** Tells staff that the visitor is typing; the assistant has no use for it. */
  typing(): void {
    const now = Date.now();
    if (!this.key || this.store.state.conversation?.handoff?.state !== "staff" || now - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = now;
    this.api.typing(this.key).catch(() => {});
  }

  async rate(turn: string, feedback: Feedback): Promise<boolean> {
    return this.#attempted(async (key) => this.turn((await this.api.feedback(key, turn, feedback)).turn));
  }

  /** What the visitor has to say of the staff who were there. */
  remark = (comment: string) => this.#attempted(async (key) => this.know((await this.api.remark(key, comment)).conversation));

  async transcript(): Promise<Blob | null> {
    let blob: Blob | null = null;
    await this.#attempted(async (key) => {
      blob = await this.api.transcript(key);
    });
    return blob;
  }

  // --- what the parts report -----------------------------------------------------------------------------------------------------

  turn(turn: Turn): void {
    this.store.set({ turns: withTurn(this.store.state.turns, turn) });
  }

  // --- within ----------------------------------------------------------------------------------------------------------------

  #online = () => {
    this.store.set({ link: this.#live.again() ? "lost" : "live" });
    this.#sender.now();
    if (this.store.state.phase === "failed") void this.enter();
  };

  #offline = () => this.store.set({ link: "offline" });

  /** Another tab wrote: to the outbox, or to what is remembered. */
  #stored = (event: StorageEvent) => {
    if (event.key?.startsWith(`${NAME}/outbox/`)) this.#sender.refresh();
    if (event.key !== NAME) return;
    const known = remembered();
    if (known?.lang && known.lang !== this.store.state.lang) this.store.set({ lang: known.lang });
    if (known?.id === this.store.state.conversation?.id) return;
    if (!known) this.#left();
    else if (this.store.state.phase === "ready" || this.store.state.phase === "gone") {
      this.#live.stop();
      this.store.set({ phase: "idle", ...EMPTY });
      if (this.store.state.open) void this.enter();
    }
  };

  #left(): void {
    this.#live.stop();
    this.store.set({ ...EMPTY, phase: this.store.state.open ? "gone" : "idle", notice: null });
  }

  async #replace(before: string | undefined, continues: boolean, notice: Notice | null): Promise<void> {
    this.#live.stop();
    try {
      await this.#begin(before, continues);
      this.#sender.move(before ?? "");
      this.store.set({ ...EMPTY, phase: "opening", unsent: this.#sender.stored() });
      this.#show(await this.api.load(this.key!));
      this.store.set({ notice });
    } catch (error) {
      this.failed(error);
    }
  }

  /** Begins a conversation in place of `before`, unless another tab did so a moment ago. */
  async #begin(before: string | undefined, continues: boolean): Promise<void> {
    const begin = async () => {
      const known = remembered();
      if (known && known.id !== before) return;
      const { conversation, token } = await this.api.begin(this.store.state.lang, continues ? known : null);
      remember({ id: conversation.id, token, lang: known?.lang });
      this.#sender.move("");
    };
    await new Promise<void>((done, failed) => {
      const held = async () => {
        await begin();
        done();
        await new Promise((free) => setTimeout(free, SEEN_MS));
      };
      (navigator.locks ? navigator.locks.request(NAME, held) : held()).catch(failed);
    });
  }

  #show({ conversation, messages, turns }: Snapshot): void {
    this.#attempt = 0;
    this.#live.from(conversation.last_seq);
    // What was pushed while the history was on its way is newer than the history.
    const now = this.store.state;
    const same = now.conversation?.id === conversation.id;
    const newer = same ? now.messages.filter(({ seq }) => seq > conversation.last_seq) : [];
    this.store.set({
      phase: "ready",
      quiet: true,
      notice: null,
      messages: [...messages, ...newer],
      turns: turns.reduce(withTurn, same ? now.turns : new Map<string, Turn>()),
    });
    this.know(conversation);
    setTimeout(() => this.store.set({ quiet: false }), QUIET_MS);
    this.#sender.arrived();
    this.#sender.now();
  }

  /** Takes over what the gateway says of the conversation; a change of its language changes ours. */
  know(conversation: Conversation): void {
    const { conversation: before } = this.store.state;
    const known = remembered();
    if (known?.id !== conversation.id) return;
    const same = before?.id === conversation.id;
    // A reply that took its time may be older than what was pushed meanwhile.
    if (same && conversation.last_seq < before.last_seq) return;
    const changed = same && before.language !== conversation.language;
    const lang = changed ? conversation.language : (known.lang ?? undefined);
    const state = conversation.handoff?.state;
    const live = state === "waiting" || state === "staff";
    if (lang !== known.lang || live !== !!known.live) remember({ ...known, lang, live });
    this.store.set({ conversation, ...(lang && { lang }) });
  }

  /** The gateway refuses, or there is no way to it. */
  failed(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.#live.stop();
    this.store.set({ phase: "failed", notice: { say: error.said ?? (error.status ? "failed" : "unreachable"), kind: "error" } });
    if (error.passing) this.#retry = setTimeout(() => void this.enter(), backoffMs(this.#attempt++, error.retryAfterS));
  }

  /** Does what a visitor asked; what goes wrong is said, not thrown. */
  async #attempted(work: (key: Key) => Promise<void>): Promise<boolean> {
    const { key } = this;
    if (!key) return false;
    try {
      await work(key);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) await this.expired(key.id);
      else this.store.set({ notice: { say: error.said ?? (error.status ? "failed" : "unreachable"), kind: "error" } });
      return false;
    }
  }
}
