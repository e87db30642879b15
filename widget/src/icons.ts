import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit/html.js";

const PATHS = {
  // A speech bubble with a wave: the assistant of a port city.
  chat: svg`<path d="M4 4h16v13h-8l-5 4v-4H4z"/><path d="M7.5 11.5q1.5-2.5 3 0t3 0 3 0"/>`,
  wave: svg`<path d="M3 9.5q3-4.5 6 0t6 0 6 0"/><path d="M3 15.5q3-4.5 6 0t6 0 6 0"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  send: svg`<path d="M12 19V5M6 11l6-6 6 6"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4.5 3.6-6.5 7.5-6.5s6.7 2 7.5 6.5"/>`,
  external: svg`<path d="M13 5h6v6M19 5l-9 9M16 14v5H5V8h5"/>`,
  copy: svg`<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
  alert: svg`<path d="M12 4L2.5 20h19zM12 10v4.5M12 17v.5"/>`,
  down: svg`<path d="M12 5v14M6 13l6 6 6-6"/>`,
} satisfies Record<string, SVGTemplateResult>;

/** A drawing beside words that say the same. */
export function icon(name: keyof typeof PATHS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}
