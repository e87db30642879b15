import type { Message, Turn } from "./contract";

/** Messages with one more, in order; a message that is already there is replaced, so a repeat after reconnecting does no harm. */
export function withMessage(messages: Message[], message: Message): Message[] {
  if ((messages.at(-1)?.seq ?? -1) < message.seq) return [...messages, message];
  return [...messages.filter(({ seq }) => seq !== message.seq), message].sort((a, b) => a.seq - b.seq);
}

/** Turns with one more. The reply to a send may arrive after the push that it was answered: a turn never goes back to waiting. */
export function withTurn(turns: Map<string, Turn>, turn: Turn): Map<string, Turn> {
  const known = turns.get(turn.id);
  const status = known && turn.status === "waiting" ? known.status : turn.status;
  return new Map(turns).set(turn.id, { ...turn, status });
}

export function waiting(turns: Map<string, Turn>): boolean {
  return [...turns.values()].some((turn) => turn.status === "waiting");
}

/** The message whose buttons may be pressed: the assistant's newest. */
export function newestOfAssistant(messages: Message[]): Message | undefined {
  return messages.filter(({ author }) => author === "assistant").at(-1);
}
