// Bundles the extension, the language server and what they read, into dist/ and syntaxes/.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { projectSchema } from "@orchlang/compiler";
import { build } from "esbuild";
import { grammar } from "./grammar.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(here("dist"), { recursive: true, force: true });
mkdirSync(here("dist"), { recursive: true });
mkdirSync(here("syntaxes"), { recursive: true });
writeFileSync(here("syntaxes/orch.tmLanguage.json"), `${JSON.stringify(grammar, null, 2)}\n`);
writeFileSync(here("dist/orch.schema.json"), `${JSON.stringify(projectSchema, null, 2)}\n`);
cpSync(here("../stdlib/std"), here("dist/std"), { recursive: true });

const options = {
  bundle: true,
  format: "cjs",
  platform: "node",
  // What the oldest editor brings along.
  target: "node20.9",
  conditions: ["orch-source"],
  // Bundled for an editor there is no module to ask for its address.
  define: { "import.meta.url": "moduleAddress" },
  banner: { js: 'const moduleAddress = require("node:url").pathToFileURL(__filename).href;' },
  minify: true,
  keepNames: false,
  logLevel: "warning",
};
await build({
  ...options,
  entryPoints: [here("src/extension.ts")],
  outfile: here("dist/extension.cjs"),
  external: ["vscode"],
});
await build({
  ...options,
  entryPoints: [here("src/server.ts")],
  outfile: here("dist/server.cjs"),
  external: ["node:sqlite", "piscina"],
});
