// What the gateway's visitor API says and takes (its OpenAPI file is at /chat/openapi.json). Times are ISO 8601 in UTC.

export type Lang = "ja" | "en";
export type Said = Record<Lang, string>;

export interface Handoff {
  state: "waiting" | "staff" | "closed";
  since: string;
  staff_name: string | null;
  place: number | string | null;
  message: Said | null;
  email_page?: (Said & { url: string }) | null;
  stars?: number | null;
  comment?: string | null;
}

export interface Conversation {
  id: string;
  language: Lang;
  created_at: string;
  ended_at: string | null;
  delete_at: string;
  last_seq: number;
  handoff: Handoff | null;
  rotated_to: string | null;
  limits?: { message_chars?: number };
}

export interface Feedback {
  helpful: boolean;
  reason?: Reason | null;
  comment?: string | null;
}

export type Reason = "wrong" | "outdated" | "unclear" | "other";

export interface Turn {
  id: string;
  seq: number;
  status: "waiting" | "answered" | "apologised";
  at: string;
  text: string;
  button: string | null;
  language: Lang;
  feedback: Feedback | null;
}

export interface Source {
  title: string;
  url: string | null;
  date: string | null;
  where: string | null;
}

export interface Answer {
  article: string;
  title: string;
  text: string;
  sources: Source[];
  as_of: string | null;
  notes: string[];
}

export interface ReplyButton {
  id: string;
  title: string;
  kind?: "article" | "person" | "language" | "topics" | "none";
  lang?: Lang;
}

export interface Message {
  seq: number;
  turn: string | null;
  author: "visitor" | "assistant" | "staff" | "system";
  name: string | null;
  language: Lang;
  at: string;
  lead?: string | null;
  text: string;
  answers: Answer[];
  after?: string | null;
  buttons: ReplyButton[];
  outcome: string | null;
}

export interface Typing {
  author: "assistant" | "staff";
  name?: string;
}

export interface Snapshot {
  conversation: Conversation;
  messages: Message[];
  turns: Turn[];
}

export interface Started {
  conversation: Conversation;
  token: string;
}
