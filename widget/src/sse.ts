/** One event of a stream. `id` is its own, or null: here only lasting events have one. */
export interface ServerEvent {
  type: string;
  data: string;
  id: string | null;
}

/**
 * Takes a text/event-stream apart, whatever the pieces it arrives in.
 *
 * After the HTML standard, section "Server-sent events". Fetch is used instead of EventSource because EventSource can send no
 * Authorization header, and a token in an address ends up in logs.
 */
export class EventParser {
  #rest = "";
  #type = "";
  #data: string[] = [];
  #id: string | null = null;

  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const text = this.#rest + chunk;
    // A carriage return at the very end may be half of a CRLF: it waits for the next piece.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length) events.push({ type: this.#type || "message", data: this.#data.join("\n"), id: this.#id });
        this.#type = "";
        this.#data = [];
        this.#id = null;
        continue;
      }
      const [, field, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === "event") this.#type = value ?? "";
      else if (field === "data") this.#data.push(value ?? "");
      else if (field === "id" && !value?.includes("\0")) this.#id = value ?? "";
    }
    return events;
  }
}
