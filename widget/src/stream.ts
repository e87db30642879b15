import { ApiError } from "./api";
import { backoffMs } from "./backoff";
import { EventParser, type ServerEvent } from "./sse";

const SILENCE_MS = 40_000; // the gateway's heartbeat comes every 15 s: two missed and a bit more
const STEADY_MS = 5_000; // a connection that lived this long was a good one

export interface StreamEvents {
  open(): void;
  event(event: ServerEvent): void;
  lost(): void;
  /** The gateway refuses for good. */
  refused(error: ApiError): void;
}

/** Reads the pushes of one conversation, and comes back after the last event seen when the connection drops. */
export class EventStream {
  #stop = new AbortController();
  #wake: () => void = () => {};

  constructor(
    private connect: (after: number, signal: AbortSignal) => Promise<Response>,
    private after: number,
    private on: StreamEvents,
  ) {
    void this.#run();
  }

  close(): void {
    this.#stop.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    let attempt = 0;
    while (!this.#stop.signal.aborted) {
      const began = Date.now();
      let wait: number | null = null;
      try {
        await this.#read();
      } catch (error) {
        if (error instanceof ApiError) {
          if (!error.passing) {
            if (!this.#stop.signal.aborted) this.on.refused(error);
            return;
          }
          wait = error.retryAfterS;
        }
      }
      if (this.#stop.signal.aborted) return;
      this.on.lost();
      if (Date.now() - began > STEADY_MS) attempt = 0;
      await this.#sleep(backoffMs(attempt++, wait));
    }
  }

  async #read(): Promise<void> {
    const one = new AbortController();
    const stop = () => one.abort();
    this.#stop.signal.addEventListener("abort", stop);
    let watch: ReturnType<typeof setTimeout> | undefined;
    try {
      const response = await this.connect(this.after, one.signal);
      const reader = response.body!.getReader();
      this.on.open();
      const decoder = new TextDecoder();
      const parser = new EventParser();
      for (;;) {
        clearTimeout(watch);
        watch = setTimeout(stop, SILENCE_MS);
        const { done, value } = await reader.read();
        if (done || this.#stop.signal.aborted) return;
        for (const event of parser.push(decoder.decode(value, { stream: true }))) {
          this.on.event(event);
          if (event.id && Number(event.id) > this.after) this.after = Number(event.id);
        }
      }
    } finally {
      clearTimeout(watch);
      this.#stop.signal.removeEventListener("abort", stop);
      stop();
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
