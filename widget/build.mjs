// Builds the one script that sites embed: `node build.mjs [file]`. With `--tests`, the unit tests instead, for node's own runner.
import { build, transform } from "esbuild";
import { readFile, readdir, rm } from "node:fs/promises";

const here = new URL(".", import.meta.url).pathname;

/** Style sheets are imported as minified text: they are adopted by the shadow root, never written into the page. */
const styles = {
  name: "styles",
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "chrome111" });
      return { contents: code.trim(), loader: "text" };
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
  await build({
    ...common,
    absWorkingDir: here,
    entryPoints: ["src/main.ts"],
    outfile: process.argv[2] ?? "dist/widget.js",
    format: "iife",
    minify: true,
    plugins: [styles, templates],
    banner: { js: "/* Yokohama Startup Support Chat. Built from widget/src; contains Lit, (c) Google LLC, BSD-3-Clause. */" },
  });
}
