import { render, type TemplateResult } from "lit/html.js";

/**
 * An element with a shadow root that is drawn anew when something changed, once for all changes of one moment.
 *
 * Lit's templates do the drawing. Its element class is left out: its reactive properties would be half of our bytes, and all that
 * changes here comes from one store.
 */
export abstract class Drawn extends HTMLElement {
  readonly root: ShadowRoot;
  #due: Promise<void> | null = null;

  constructor(css: string) {
    super();
    this.root = this.attachShadow({ mode: "open" });
    // Adopted and not written as <style>: a strict content-security policy refuses inline styles.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    this.root.adoptedStyleSheets = [sheet];
  }

  protected abstract template(): TemplateResult;
  /** After each drawing. */
  protected abstract drawn(): void;

  /** Draws soon; resolved when it is done. */
  draw(): Promise<void> {
    return (this.#due ??= Promise.resolve().then(() => {
      this.#due = null;
      if (!this.isConnected) return;
      render(this.template(), this.root);
      this.drawn();
    }));
  }
}
