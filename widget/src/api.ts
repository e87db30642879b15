import type { Conversation, Feedback, Lang, Said, Snapshot, Started, Turn } from "./contract";

const TIMEOUT_MS = 15_000; // the gateway answers at once: the assistant's answer comes by push

/** A refusal of the gateway, or no answer at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly said: Said | null = null,
    readonly retryAfterS: number | null = null,
  ) {
    super(code);
  }

  /** Whether sending the same again later may succeed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Who is speaking: the conversation and the secret that opens it. */
export interface Key {
  id: string;
  token: string;
}

async function refusal(response: Response): Promise<ApiError> {
  const error = (await response.json().catch(() => null))?.error;
  const after = response.headers.get("Retry-After");
  return new ApiError(response.status, String(error?.code), error?.ja && error.en ? error : null, after === null ? null : Number(after) || 0);
}

/** The routes below `/chat/` of one gateway. No cookies: the token goes into a header and never into an address. */
export class Api {
  constructor(readonly origin: string) {}

  begin(language: Lang, old: Key | null): Promise<Started> {
    return this.#json("POST", "", old, { language, ...(old && { continues: old.id }) });
  }

  load(key: Key): Promise<Snapshot> {
    return this.#json("GET", `/${key.id}`, key);
  }

  language(key: Key, language: Lang): Promise<{ conversation: Conversation }> {
    return this.#json("PUT", `/${key.id}/language`, key, { language });
  }

  turn(key: Key, turn: string, body: { text: string } | { button: string }): Promise<{ turn: Turn }> {
    return this.#json("PUT", `/${key.id}/turns/${turn}`, key, body);
  }

  feedback(key: Key, turn: string, feedback: Feedback): Promise<{ turn: Turn }> {
    return this.#json("PUT", `/${key.id}/turns/${turn}/feedback`, key, feedback);
  }

  handoff(key: Key): Promise<{ conversation: Conversation }> {
    return this.#json("POST", `/${key.id}/handoff`, key, {});
  }

  remark(key: Key, comment: string): Promise<{ conversation: Conversation }> {
    return this.#json("PUT", `/${key.id}/handoff/rating`, key, { comment });
  }

  async typing(key: Key): Promise<void> {
    await this.#fetch("POST", `/${key.id}/typing`, key, {});
  }

  async transcript(key: Key): Promise<Blob> {
    return (await this.#fetch("GET", `/${key.id}/transcript?format=text`, key)).blob();
  }

  async remove(key: Key): Promise<void> {
    await this.#fetch("DELETE", `/${key.id}`, key);
  }

  events(key: Key, after: number, signal: AbortSignal): Promise<Response> {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(after) };
    return this.#fetch("GET", `/${key.id}/events`, key, undefined, headers, signal);
  }

  privacy(lang: Lang): string {
    return `${this.origin}/chat/privacy?lang=${lang}`;
  }

  async #json<T>(method: string, path: string, key: Key | null, body?: object): Promise<T> {
    const response = await this.#fetch(method, path, key, body);
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError(0, "garbled");
    }
  }

  async #fetch(
    method: string,
    path: string,
    key: Key | null,
    body?: object,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    if (key) headers.Authorization = `Bearer ${key.token}`;
    if (body) headers["Content-Type"] = "application/json";
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), TIMEOUT_MS);
    signal?.addEventListener("abort", () => patience.abort());
    let response: Response;
    try {
      response = await fetch(`${this.origin}/chat/conversations${path}`, {
        method,
        headers,
        body: body && JSON.stringify(body),
        signal: patience.signal,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
    } catch {
      throw new ApiError(0, "offline");
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }
}
