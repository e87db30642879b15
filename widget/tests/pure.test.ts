// What needs no browser, tried in node. The rest is in tests/browser/.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs } from "../src/backoff";
import type { Message, Turn } from "../src/contract";
import { sends } from "../src/ime";
import { newId } from "../src/outbox";
import { EventParser } from "../src/sse";
import { answerAsText, day, length, webAddress, withLinks } from "../src/text";
import { waiting, withMessage, withTurn } from "../src/transcript";
import { WORDS, say } from "../src/words";

test("an event stream in any pieces gives the same events", () => {
  const text =
    ": hello\r\nretry: 1000\r\n\r\nid: 7\nevent: message\ndata: {\"a\":\ndata:1}\n\n\revent:typing\rdata: é横\r\rid: 8\ndata\n\nid: x\0\ndata: z\n\n";
  const whole = new EventParser().push(text);
  assert.deepEqual(whole, [
    { type: "message", data: '{"a":\n1}', id: "7" },
    { type: "typing", data: "é横", id: null },
    { type: "message", data: "", id: "8" },
    { type: "message", data: "z", id: null },
  ]);
  for (let size = 1; size < 9; size++) {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)));
    assert.deepEqual(events, whole, `pieces of ${size}`);
  }
});

test("an event that was cut off is not given out", () => {
  assert.deepEqual(new EventParser().push("data: {"), []);
});

test("waiting doubles from a second to half a minute, half of it by chance, and obeys Retry-After", () => {
  assert.deepEqual([0, 1, 2, 5, 50].map((attempt) => backoffMs(attempt, null, () => 1)), [1000, 2000, 4000, 30_000, 30_000]);
  assert.equal(backoffMs(0, null, () => 0), 500);
  assert.equal(backoffMs(0, 12, () => 1), 12_000);
  assert.ok(backoffMs(9, 0, () => 1) >= 10_000, "a gateway that says 0 is not stormed");
});

test("only web addresses become links, and the pieces are the text", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://x", "x", "", null]) assert.equal(webAddress(url), null);
  assert.equal(webAddress("https://example.org/a?b#c"), "https://example.org/a?b#c");
  const text = "書類は https://example.org/a(b)?c=d、窓口は（http://例え.テスト）。See https://example.org/x.";
  const pieces = withLinks(text);
  assert.equal(pieces.map((piece) => piece.text).join(""), text);
  assert.deepEqual(
    pieces.filter((piece) => piece.url).map((piece) => piece.text),
    ["https://example.org/a", "https://example.org/x"],
  );
});

test("characters beyond the basic plane count as one", () => {
  assert.equal(length("𠮷野家😀"), 4);
});

test("a day is the same day everywhere, and words stay words", () => {
  assert.equal(day("2026-03-31", "ja"), "2026年3月31日");
  assert.equal(day("2026-03-31", "en"), "31 March 2026");
  assert.equal(day("2022年度", "ja"), "2022年度");
  assert.equal(day("2026-99-99", "en"), "2026-99-99");
});

test("a copied answer carries its sources", () => {
  const source = { title: "T", url: "https://example.org/", date: "2025-04-01", where: null };
  const answer = { article: "a/b", title: "H", text: "Text", sources: [source], as_of: "As of: 2025", notes: ["Note"] };
  assert.equal(answerAsText(answer, "Source", "en"), "H\nText\nSource: T, 1 April 2025, https://example.org/\nAs of: 2025\nNote");
  assert.ok(answerAsText(answer, "出典", "ja").includes("出典：T、2025年4月1日、https://example.org/"));
});

test("messages stand in order, once", () => {
  const one = (seq: number, text = "") => ({ seq, text }) as Message;
  const seqs = (messages: Message[]) => messages.map(({ seq }) => seq);
  assert.deepEqual(seqs([3, 1, 2, 3, 1].reduce((all, seq) => withMessage(all, one(seq)), [] as Message[])), [1, 2, 3]);
  assert.equal(withMessage([one(1, "old")], one(1, "new"))[0]!.text, "new");
});

test("a turn never goes back to waiting", () => {
  const turn = (status: string) => ({ id: "a", status }) as Turn;
  let turns = withTurn(new Map(), turn("waiting"));
  assert.equal(waiting(turns), true);
  turns = withTurn(withTurn(turns, turn("answered")), turn("waiting"));
  assert.equal(waiting(turns), false);
});

test("ids are UUIDs, each its own", () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("Enter sends only when it is the visitor's and not the input method's", () => {
  const key = (more: object) => ({ key: "Enter", isComposing: false, keyCode: 13, ...more }) as KeyboardEvent;
  assert.equal(sends(key({})), true);
  for (const more of [{ isComposing: true, keyCode: 229 }, { keyCode: 229 }, { shiftKey: true }, { altKey: true }, { repeat: true }, { key: "a" }])
    assert.equal(sends(key(more)), false, JSON.stringify(more));
});

test("both languages say everything, with the same places to fill in", () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [phrase, ja] of Object.entries(WORDS.ja)) {
    const en = WORDS.en[phrase as keyof typeof WORDS.en];
    assert.ok(ja && en, phrase);
    assert.deepEqual(places(ja), places(en), phrase);
    if (phrase !== "language") assert.doesNotMatch(en, /[\u3040-\u30ff\u4e00-\u9fff]/, phrase);
    if (/[。、]/.test(ja) && /。$/.test(ja)) assert.match(ja, /(です|ます|ません|ました|ください|ますか|ましたか)[^。]*。$/, phrase);
  }
  assert.equal(say("ja", "count", { n: 10 }), "あと10文字");
});
