import { html } from "lit/html.js";
import type { Api } from "./api";
import type { Lang, Message, ReplyButton, Said } from "./contract";
import { Drawn } from "./drawn";
import { belongsToInputMethod } from "./ime";
import type { Unsent } from "./outbox";
import { Reader } from "./reader";
import { Session } from "./session";
import { EMPTY, Store, type State } from "./state";
import { tab } from "./storage";
import { saveFile } from "./sharing";
import { answerAsText, length } from "./text";
import type { Page, View } from "./view";
import { launcher } from "./views/launcher";
import { panel } from "./views/panel";
import { say, type Phrase } from "./words";
import answers from "./styles/answers.css";
import controls from "./styles/controls.css";
import frame from "./styles/frame.css";
import messages from "./styles/messages.css";
import theme from "./styles/theme.css";

const SHEET = "(max-width: 40em), (max-height: 30em)"; // as in frame.css; in em, so that zooming in counts
const FIELD = ".field textarea, #anew";
const COPIED_MS = 3_000;

/** `<yokohama-startup-chat>`: the chat, and the button that opens it. */
export class ChatElement extends Drawn implements View {
  static api: Api;
  static pageLang: Lang = "ja";

  readonly session: Session;
  page: Page;
  #reader = new Reader(this);
  #sheet = matchMedia(SHEET);
  #shown: State;
  #opener: HTMLElement | null = null;

  constructor() {
    super(theme + frame + controls + messages + answers);
    const store = new Store({ ...EMPTY, lang: ChatElement.pageLang, open: false, phase: "idle", link: "live", notice: null, quiet: true });
    this.session = new Session(ChatElement.api, store);
    this.#shown = store.state;
    this.page = {
      draft: tab.get("/draft") ?? "",
      menu: false,
      confirm: null,
      asking: new Set(),
      copied: null,
      sheet: this.#sheet.matches,
      below: false,
      touch: matchMedia("(hover: none) and (pointer: coarse)").matches,
    };
    store.subscribe(() => void this.draw());
  }

  // --- with the page it is on ------------------------------------------------------------------------------------------------

  connectedCallback(): void {
    this.#sheet.addEventListener("change", this.#resized);
    document.addEventListener("click", this.#linked);
    // On a small screen the open chat would cover the page the visitor has just gone to.
    this.session.connect(!this.#sheet.matches);
    void this.draw();
  }

  disconnectedCallback(): void {
    this.#sheet.removeEventListener("change", this.#resized);
    document.removeEventListener("click", this.#linked);
    this.session.disconnect();
  }

  /** Opens the chat and puts the cursor where one writes. For the page's own buttons. */
  open(): void {
    this.#opener = document.activeElement as HTMLElement | null;
    this.session.open();
    this.focusOn(this.page.touch ? ".scroll" : FIELD);
  }

  close(): void {
    this.session.close();
    this.change({ menu: false, confirm: null });
    const opener = this.#opener;
    // Back to the link of the page that opened it, if there was one; a click on a button does not give it the focus everywhere.
    if (opener && opener !== document.body && opener !== this) opener.focus();
    else this.focusOn(".launcher");
  }

  toggle(): void {
    if (this.state.open) this.close();
    else this.open();
  }

  #resized = () => this.change({ sheet: this.#sheet.matches });

  /** A link to #yokohama-startup-chat anywhere on the page opens the chat. */
  #linked = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest?.(`a[href="#${this.localName}"]`);
    if (!link) return;
    event.preventDefault();
    this.open();
  };

  // --- what the views use ----------------------------------------------------------------------------------------------------

  get state(): State {
    return this.session.store.state;
  }

  say(phrase: Phrase, values?: Record<string, string | number>, lang = this.state.lang): string {
    return say(lang, phrase, values);
  }

  said(what: Phrase | Said): string {
    return typeof what === "string" ? this.say(what) : what[this.state.lang];
  }

  change(what: Partial<Page>): void {
    this.page = { ...this.page, ...what };
    if (what.draft !== undefined) tab.set("/draft", what.draft || null);
    void this.draw();
  }

  submit(): void {
    const text = this.page.draft.trim();
    const limit = this.state.conversation?.limits?.message_chars;
    if (text && !(limit && length(this.page.draft) > limit)) {
      this.session.send(text);
      this.change({ draft: "" });
      this.#reader.follow();
    }
    this.focusOn(FIELD);
  }

  press(button: ReplyButton): void {
    this.session.send(button.title, button);
    this.#reader.follow();
    this.#backToWriting();
  }

  edit({ id, text }: Unsent): void {
    this.session.letGo(id);
    this.change({ draft: this.page.draft ? `${text}\n${this.page.draft}` : text });
    this.focusOn(FIELD);
  }

  async copy(message: Message): Promise<void> {
    const source = this.say("source", {}, message.language);
    await navigator.clipboard.writeText(message.answers.map((one) => answerAsText(one, source, message.language)).join("\n\n"));
    this.change({ copied: message.seq });
    setTimeout(() => this.page.copied === message.seq && this.change({ copied: null }), COPIED_MS);
  }

  async download(): Promise<void> {
    this.change({ menu: false });
    this.focusOn("#menu");
    const blob = await this.session.transcript();
    if (blob) saveFile(blob, `${this.say("title").replace("\u200b", "")}.txt`);
  }

  ask(what: Page["confirm"]): void {
    this.change({ confirm: what, menu: false });
    this.focusOn(what ? "#cancel" : "#menu");
  }

  async carryOut(): Promise<void> {
    const remove = this.page.confirm === "remove";
    this.change({ confirm: null });
    this.focusOn(FIELD);
    await (remove ? this.session.remove() : this.session.anew());
    this.#backToWriting();
  }

  switchLanguage(): void {
    void this.session.switchLanguage(this.state.lang === "ja" ? "en" : "ja");
  }

  call(): void {
    void this.session.askForPerson();
    this.#backToWriting(); // the button is about to go
  }

  async rate(turn: string, helpful: boolean): Promise<void> {
    if (!(await this.session.rate(turn, { helpful }))) return;
    if (!helpful) this.change({ asking: new Set(this.page.asking).add(turn) });
    this.focusOn(helpful ? `[data-turn="${turn}"]` : ".why input");
  }

  async why(turn: string, form: HTMLFormElement | null): Promise<void> {
    const data = form && new FormData(form);
    const reason = data?.get("reason") as "other" | null;
    const comment = String(data?.get("comment") ?? "").trim();
    if (reason || comment) {
      const sent = await this.session.rate(turn, { helpful: false, reason: reason ?? "other", ...(comment && { comment }) });
      if (!sent) return;
    }
    const asking = new Set(this.page.asking);
    asking.delete(turn);
    this.change({ asking });
    this.focusOn(`[data-turn="${turn}"]`);
  }

  async remark(form: HTMLFormElement): Promise<void> {
    const comment = String(new FormData(form).get("comment")).trim();
    if (comment && (await this.session.remark(comment))) this.#backToWriting();
  }

  focusOn(selector: string): void {
    void this.draw().then(() => this.root.querySelector<HTMLElement>(selector)?.focus());
  }

  toNewest(): void {
    this.#reader.follow();
    this.#reader.settle(true);
    this.#backToWriting();
  }

  // --- drawing ---------------------------------------------------------------------------------------------------------------

  protected override template() {
    const { open, lang } = this.state;
    return html`<div lang=${lang} class="root ${open ? "open" : ""}" @keydown=${this.#key}>
      ${launcher(this)}
      <dialog
        aria-labelledby="title"
        @cancel=${(event: Event) => {
          event.preventDefault();
          this.close();
        }}
      >
        ${panel(this)}
      </dialog>
    </div>`;
  }

  protected override drawn(): void {
    this.#present();
    const { open } = this.#shown;
    this.#reader.settle(!open && this.state.open);
    this.#shown = this.state;
  }

  /** Beside the page the dialog leaves the page usable; as a sheet it is modal, since nothing of the page can be seen. */
  #present(): void {
    const dialog = this.root.querySelector("dialog")!;
    const modal = this.state.open && this.page.sheet;
    if (dialog.open === this.state.open && dialog.matches(":modal") === modal) return;
    const focused = this.root.activeElement as HTMLElement | null;
    if (dialog.open) dialog.close();
    if (modal) dialog.showModal();
    // The attribute and not show(), which takes the focus even when the chat opens by itself on the next page.
    else dialog.open = this.state.open;
    if (this.state.open && focused && dialog.contains(focused)) focused.focus();
  }

  #key = (event: KeyboardEvent) => {
    // Escape during a conversion takes back the conversion.
    if (event.key !== "Escape" || belongsToInputMethod(event) || !this.state.open) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.page.menu) this.change({ menu: false });
    else if (this.page.confirm) this.ask(null);
    else this.close();
    if (this.state.open) this.focusOn("#menu");
  };

  /** On a telephone the keyboard would cover the answer that is about to come. */
  #backToWriting(): void {
    this.focusOn(this.page.touch ? ".scroll" : FIELD);
  }
}
