import type { Conversation, Lang, Message, Said, Turn, Typing } from "./contract";
import type { Unsent } from "./outbox";
import type { Phrase } from "./words";

/** `failed`: no conversation could be opened; `gone`: the visitor deleted it. */
export type Phase = "idle" | "opening" | "ready" | "failed" | "gone";

/** A line above the composer that says what just happened. */
export interface Notice {
  say: Phrase | Said;
  kind: "error" | "info";
}

/** Everything the views show. Replaced field by field, never changed in place. */
export interface State {
  lang: Lang;
  open: boolean;
  phase: Phase;
  conversation: Conversation | null;
  messages: Message[];
  turns: Map<string, Turn>;
  unsent: Unsent[];
  /** Whether pushes arrive. `offline` is what the browser says, `lost` what we found. */
  link: "live" | "lost" | "offline";
  typing: Typing | null;
  notice: Notice | null;
  unread: number;
  /** History is being filled in: screen readers are not to be told of every old message. */
  quiet: boolean;
}

export class Store {
  #listeners = new Set<() => void>();

  constructor(public state: State) {}

  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }
}

export const EMPTY: Pick<State, "conversation" | "messages" | "turns" | "unsent" | "typing" | "unread"> = {
  conversation: null,
  messages: [],
  turns: new Map(),
  unsent: [],
  typing: null,
  unread: 0,
};
