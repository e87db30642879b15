// Builds the one script that sites embed: `node build.mjs [file]`. With `--tests`, the unit tests instead, for node's own runner.
import { build, transform } from "esbuild";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { minify } from "terser";

const here = new URL(".", import.meta.url).pathname;

/** Style sheets are imported as minified text: they are adopted by the shadow root, never written into the page. */
const styles = {
  name: "styles",
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "chrome111" });
      // Our own properties get short names; those a site may set (--ysc-...) are defined nowhere and keep theirs.
      const theme = await readFile(`${here}src/styles/theme.css`, "utf8");
      const own = [...new Set([...theme.matchAll(/(--(?!ysc)[a-z-]+):/g)].map((match) => match[1]))];
      const short = (name) => (own.includes(name) ? `--${own.indexOf(name).toString(36)}` : name);
      return { contents: code.trim().replace(/--[a-z-]+/g, short), loader: "text" };
    });
  },
};

/** White space around tags is the source's layout, not the page's: it is left out of templates, where it would show. */
const templates = {
  name: "templates",
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /\/src\/(views\/.*|element|icons)\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/>\s*\n\s*/g, ">").replace(/\s*\n\s*(?=<)/g, "").replace(/\n\s+/g, "\n"),
      loader: "ts",
    }));
  },
};

/** Methods and fields of our own classes, which nothing outside reads, under short names. What is stored, sent or named by the browser keeps its own. */
const OURS = new RegExp(
  `^(${[
    ...["session", "page", "store", "draft", "asking", "below", "sheet", "touch", "unread", "unsent", "phase", "quiet", "notice"],
    ...["focusOn", "carryOut", "switchLanguage", "askForPerson", "letGo", "toNewest", "resend", "tune", "settle", "follow", "arrived"],
    ...["rotate", "subscribe", "remark"],
  ].join("|")})$`,
);

const common = { bundle: true, charset: "utf8", target: "es2022", legalComments: "none", logLevel: "warning" };

if (process.argv[2] === "--tests") {
  await rm(`${here}.tests`, { recursive: true, force: true });
  const tests = (await readdir(`${here}tests`)).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: tests.map((name) => `${here}tests/${name}`),
    outdir: `${here}.tests`,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    format: "esm",
  });
} else {
  const { outputFiles } = await build({
    ...common,
    absWorkingDir: here,
    entryPoints: ["src/main.ts"],
    outfile: "widget.js",
    write: false,
    format: "iife",
    minify: true,
    mangleProps: OURS,
    plugins: [styles, templates],
  });
  // A second look by another tool takes 2 % off, which is what is left of 20 KB after the Japanese and English texts.
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 3, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
    format: { preamble: "/* Built from widget/src. Contains Lit, (c) Google LLC, BSD-3-Clause. */" },
  });
  await writeFile(process.argv[2] ?? `${here}dist/widget.js`, `${code}\n`);
}
