// Sends the report of a week: `orch intent --run` with the sentence that asks for it, then shows the message. Another
// sentence erases what was kept. With the
// keys of two providers in the environment it asks their models, else rules on this machine (`local-model.mjs`).
// At a terminal you are asked whether the report may be sent; elsewhere the answer is given here.

import { spawn } from "node:child_process";
import { copyFileSync, cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { serveLocalModel } from "./local-model.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const orch = fileURLToPath(new URL("../../cli/bin/orch.js", import.meta.url));
const out = process.env.ORCH_EXAMPLE_OUT ?? join(here, "out");
const shown = (path) => relative(process.cwd(), path) || ".";

const { OPENAI_API_KEY, ANTHROPIC_API_KEY } = process.env;
const isReal = Boolean(OPENAI_API_KEY && ANTHROPIC_API_KEY);
const server = isReal ? undefined : await serveLocalModel(18439);
const folder = isReal ? realProject() : here;

const sentence = process.argv[2] ?? "send the weekly sales report of 2026-11-16 to team@example.com";
const sends = sentence.startsWith("send");
const asks = process.stdin.isTTY && process.stdout.isTTY;
const command = [
  ...["intent", sentence],
  ...[shown(join(folder, "sales.orch")), "--run"],
  ...["--store", shown(join(out, ".orch", "journal.db"))],
  ...(asks || !sends ? [] : ["--answer", 'may={"granted":true}']),
];

console.log(`$ orch ${command.map((word) => (/[{" ]/.test(word) ? `'${word}'` : word)).join(" ")}\n`);
const env = { ...process.env, ORCH_EXAMPLE_OUT: out };
const child = spawn(process.execPath, [orch, ...command], { stdio: "inherit", env });
child.once("close", (status) => {
  server?.close();
  server?.closeAllConnections();
  if (status === 0 && sends) console.log(`\n${newest(join(out, "outbox"))}`);
  process.exitCode = status ?? 130;
});

/** The same project with the settings of real providers. */
function realProject() {
  const project = join(here, "out", "real");
  const own = readdirSync(here).filter((name) => !["out", "test", "node_modules"].includes(name));
  for (const name of own) cpSync(join(here, name), join(project, name), { recursive: true });
  copyFileSync(join(here, "real.json"), join(project, "orch.json"));
  return project;
}

/** The message that was written last. */
function newest(outbox) {
  const files = readdirSync(outbox).map((name) => join(outbox, name));
  const last = files.reduce((one, file) => (statSync(file).mtimeMs > statSync(one).mtimeMs ? file : one));
  return readFileSync(last, "utf8").replaceAll("\r", "").trimEnd();
}
