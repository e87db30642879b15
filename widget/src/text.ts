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

/** A day in words; what is not an ISO date ("fiscal 2022") stays as it is. */
export function day(value: string, lang: Lang): string {
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return value;
  // A date without a time is that day everywhere: it must not slip to the day before west of Greenwich.
  const date = new Date(value);
  const timeZone = value.length === 10 ? "UTC" : undefined;
  return Number.isNaN(+date) ? value : date.toLocaleDateString(locale(lang), { dateStyle: "long", timeZone });
}

export function time(value: string, lang: Lang): string {
  return new Date(value).toLocaleTimeString(locale(lang), { hour: "numeric", minute: "2-digit" });
}

function locale(lang: Lang): string {
  return lang === "ja" ? "ja-JP" : "en-GB";
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
