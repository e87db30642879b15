import type { ReplyButton, Said } from "./contract";
import { parsed, shared } from "./storage";

/** A message on its way. The id is the turn's: sent twice, it is still one turn. */
export interface Unsent {
  id: string;
  text: string;
  button?: ReplyButton["id"];
  at: string;
  /** `sent`: accepted, and not yet come back as a message. */
  state: "sending" | "waiting" | "refused" | "sent";
  error?: Said | null;
}

/** Messages not yet accepted, one entry each: two tabs that write at the same moment cannot overwrite each other's. */
const place = (conversation: string, id = "") => `/outbox/${conversation}/${id}`;

export function unsent(conversation: string): Unsent[] {
  return shared
    .keys(place(conversation))
    .map((key) => parsed<Unsent>(shared.get(key)))
    .filter((item): item is Unsent => typeof item?.id === "string" && typeof item.text === "string")
    .map((item) => ({ ...item, state: "waiting" as const }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

export function keep(conversation: string, { id, text, button, at }: Unsent): void {
  shared.set(place(conversation, id), JSON.stringify({ id, text, button, at }));
}

export function drop(conversation: string, id: string): void {
  shared.set(place(conversation, id), null);
}

/** A random UUID (version 4). `crypto.randomUUID` exists on https pages only, and some sites are not there yet. */
export function newId(): string {
  const random = (digit: string) => {
    const bits = crypto.getRandomValues(new Uint8Array(1))[0]! & 15;
    return (digit === "x" ? bits : (bits & 3) | 8).toString(16);
  };
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, random);
}
