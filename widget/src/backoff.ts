const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before trying again, in milliseconds.
 *
 * Doubles from one second to thirty. Half of it is chance: after an outage the visitors must not all come back in the same instant.
 * A gateway that names a time (Retry-After) is obeyed.
 */
export function backoffMs(attempt: number, retryAfterS: number | null = null, random: () => number = Math.random): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  const own = most / 2 + (most / 2) * random();
  return retryAfterS === null ? own : Math.max(retryAfterS * 1000, own / 2);
}
