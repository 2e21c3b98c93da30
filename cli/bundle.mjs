// Bundles the command line, so that `orch check` reads a few files instead of hundreds. What runs plans stays outside:
// it is loaded only by the commands that run, and its workers need files of their own.
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(here("dist/bundle"), { recursive: true, force: true });
const result = await build({
  entryPoints: [here("src/main.ts")],
  outdir: here("dist/bundle"),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.18",
  conditions: ["orch-source"],
  external: ["@orchlang/runtime", "@orchlang/stdlib", "@orchlang/lsp", "pino"],
  // Bundled CommonJS packages call `require`, which an ES module has not.
  banner: {
    js: 'import { createRequire as orchRequire } from "node:module"; const require = orchRequire(import.meta.url);',
  },
  sourcemap: true,
  // Names stay, so that a report of a fault can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "warning",
});
if (result.errors.length > 0) process.exitCode = 1;

// What `orch explain` prints, for the published package.
rmSync(here("dist/docs"), { recursive: true, force: true });
cpSync(here("../docs/diagnostics"), here("dist/docs/diagnostics"), { recursive: true });
