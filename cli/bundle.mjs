// Bundles the command line and the runtime, so that a command reads a few files instead of hundreds. The runtime's own
// chunks are loaded only by the commands that run. Threads and child processes begin with files of their own, which the
// runtime finds beside the module that starts them: each is an entry point under its own name.
import { cpSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * V8 keeps a file in twice the memory if one of its characters is above U+00FF, and esbuild leaves those in regular
 * expressions: a megabyte for one `€`.
 */
const narrow = {
  name: "narrow",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!/[^\0-\xff]/.test(text) || text.includes("String.raw")) return undefined;
      const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
      return { contents: text.replace(/[^\0-\xff]/g, escaped), loader: "ts" };
    }),
};

rmSync(here("dist/bundle"), { recursive: true, force: true });
const result = await build({
  entryPoints: [
    here("src/main.ts"),
    ...[
      "runtime/src/journal/stores/sqlite/writer-entry",
      "simulator/src/threads/lane-entry",
      "runtime/src/workers/handler-entry",
      "runtime/src/workers/process-entry",
    ].map((entry) => ({ in: here(`../${entry}.ts`), out: entry.split("/").at(-1) })),
  ],
  outdir: here("dist/bundle"),
  bundle: true,
  plugins: [narrow],
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.18",
  conditions: ["orch-source"],
  external: [
    "@orchlang/stdlib",
    "@orchlang/lsp",
    "@restatedev/restate-sdk",
    "@fastify/swagger",
    "fastify",
    "ws",
    // Megabytes that few commands read: loaded from where `@orchlang/memory` has them anyway.
    "gpt-tokenizer",
    "pino",
    "piscina",
  ],
  // Bundled CommonJS packages call `require`, which an ES module has not.
  banner: {
    js: 'import { createRequire as orchRequire } from "node:module"; const require = orchRequire(import.meta.url);',
  },
  sourcemap: true,
  sourcesContent: false,
  // Names stay, so that a report of a fault can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "warning",
});
if (result.errors.length > 0) process.exitCode = 1;

// What `orch explain` prints and `orch mcp` serves, for the published package.
rmSync(here("dist/docs"), { recursive: true, force: true });
for (const pages of ["diagnostics", "language", "agents.md"])
  cpSync(here(`../docs/${pages}`), here(`dist/docs/${pages}`), { recursive: true });
