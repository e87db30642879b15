import type { Lang, Message, ReplyButton, Said } from "./contract";
import type { Unsent } from "./outbox";
import type { Session } from "./session";
import type { State } from "./state";
import type { Phrase } from "./words";

/** What only this page knows: what is open, what is typed. */
export interface Page {
  draft: string;
  menu: boolean;
  confirm: "remove" | "anew" | null;
  /** Turns whose visitor is being asked why the answer did not help. */
  asking: Set<string>;
  /** The message that was copied last. */
  copied: number | null;
  /** The chat covers the whole window. */
  sheet: boolean;
  /** Something new came while the visitor read further up. */
  below: boolean;
  /** No mouse: Enter is a new line, as on every telephone, and the keyboard does not pop up by itself. */
  touch: boolean;
}

/** What the views may use: the state, and what a visitor can do. */
export interface View {
  readonly state: State;
  readonly session: Session;
  readonly page: Page;
  /** A phrase of the chat, in its language or the one given. */
  say(phrase: Phrase, values?: Record<string, string | number>, lang?: Lang): string;
  said(what: Phrase | Said): string;
  change(what: Partial<Page>): void;
  toggle(): void;
  close(): void;
  submit(): void;
  press(button: ReplyButton): void;
  edit(item: Unsent): void;
  copy(message: Message): void;
  download(): void;
  carryOut(): void;
  ask(what: Page["confirm"]): void;
  switchLanguage(): void;
  call(): void;
  rate(turn: string, helpful: boolean): void;
  why(turn: string, form: HTMLFormElement | null): void;
  remark(form: HTMLFormElement): void;
  /** Moves the focus within the chat, after what had it is gone. */
  focusOn(selector: string): void;
  toNewest(): void;
}
