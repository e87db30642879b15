import type { Key } from "./api";
import type { Lang } from "./contract";

export const NAME = "yokohama-startup-chat";

/** What a browser remembers of its conversation, shared by all tabs of the site. */
export interface Remembered extends Key {
  /** The language the visitor chose; absent while it is the page's. */
  lang?: Lang;
  /** A person was asked for: keep listening although the chat is closed. */
  live?: boolean;
}

/** A browser may refuse storage (private mode, settings). The chat then works, and forgets at the next page. */
class Shelf {
  #own = new Map<string, string>();

  constructor(private kind: "localStorage" | "sessionStorage") {}

  get(key: string): string | null {
    try {
      return window[this.kind].getItem(NAME + key) ?? this.#own.get(key) ?? null;
    } catch {
      return this.#own.get(key) ?? null;
    }
  }

  set(key: string, value: string | null): void {
    this.#own.delete(key);
    try {
      if (value === null) window[this.kind].removeItem(NAME + key);
      else window[this.kind].setItem(NAME + key, value);
    } catch {
      if (value !== null) this.#own.set(key, value);
    }
  }

  keys(prefix: string): string[] {
    let stored: string[] = [];
    try {
      stored = Object.keys(window[this.kind])
        .filter((key) => key.startsWith(NAME + prefix))
        .map((key) => key.slice(NAME.length));
    } catch {
      // Refused: only what this page holds.
    }
    return [...stored, ...[...this.#own.keys()].filter((key) => key.startsWith(prefix))];
  }
}

/** Shared by the tabs of a site. */
export const shared = new Shelf("localStorage");
/** Of one tab: what is typed and whether the chat is open. */
export const tab = new Shelf("sessionStorage");

export function parsed<T>(text: string | null): T | null {
  try {
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

export function remembered(): Remembered | null {
  const found = parsed<Remembered>(shared.get(""));
  return typeof found?.id === "string" && typeof found.token === "string" ? found : null;
}

export function remember(what: Remembered | null): void {
  shared.set("", what && JSON.stringify(what));
}
