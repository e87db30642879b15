import type { Answer, Lang } from "./contract";

/** A web address that may become a link, or null. Anything but http and https (javascript:, data:, ...) is shown as text. */
export function webAddress(url: string | null): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A text in pieces, each with the address it links to, if it is one. The pieces put together are the text. */
export function withLinks(text: string): { text: string; url: string | null }[] {
  return text
    .split(/(https?:\/\/[\w\-.~:/?#[\]@!$&'*+,;=%]*[\w\-~/#=])/)
    .filter((piece) => piece !== "")
    .map((piece) => ({ text: piece, url: /^https?:\/\//.test(piece) ? webAddress(piece) : null }));
}

/** Characters as a person, and the gateway, counts them: an emoji of two UTF-16 units is one. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Formats are made once: making one takes longer than drawing a message. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatted(date: Date, lang: Lang, options: Intl.DateTimeFormatOptions): string {
  const key = lang + Object.values(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(lang === "ja" ? "ja-JP" : "en-GB", options));
  return formats.get(key)!.format(date);
}

/** A day in words; what is not an ISO date ("fiscal 2022") stays as it is. */
export function day(value: string, lang: Lang): string {
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return value;
  // A date without a time is that day everywhere: it must not slip to the day before west of Greenwich.
  const date = new Date(value);
  const timeZone = value.length === 10 ? "UTC" : undefined;
  return Number.isNaN(+date) ? value : formatted(date, lang, { dateStyle: "long", timeZone });
}

export function time(value: string, lang: Lang): string {
  return formatted(new Date(value), lang, { hour: "numeric", minute: "2-digit" });
}

/** An answer as it is copied: with what it rests on, so that it can be checked where it is pasted. */
export function answerAsText(answer: Answer, label: string, lang: Lang): string {
  const [colon, comma] = lang === "ja" ? ["：", "、"] : [": ", ", "];
  const sources = answer.sources.map(
    ({ title, where, date, url }) => label + colon + [title, where, date && day(date, lang), url].filter(Boolean).join(comma),
  );
  return [
    answer.title,
    answer.text,
    ...sources,
    ...(answer.as_of ? [answer.as_of] : []),
    ...answer.notes,
  ].join("\n");
}
