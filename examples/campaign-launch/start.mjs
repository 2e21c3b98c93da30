// What `npm start` does: runs the campaign on this example's own journal, then says where to look.
// At a terminal you are asked whether the page may be sent; elsewhere the answer is given here.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const orch = fileURLToPath(new URL("../../cli/bin/orch.js", import.meta.url));
const out = process.env.ORCH_EXAMPLE_OUT ?? join(here, "out");
const shown = (path) => relative(process.cwd(), path) || ".";

const asks = process.stdin.isTTY && process.stdout.isTTY;
const program = shown(join(here, "campaign.orch"));
const store = ["--store", shown(join(process.env.ORCH_EXAMPLE_OUT ?? here, ".orch", "journal.db"))];
const command = [
  "run",
  program,
  "--input",
  `@${shown(join(here, "input.json"))}`,
  ...store,
  ...(asks ? [] : ["--answer", 'review={"granted":true}']),
];

console.log(`$ orch ${command.map((word) => (/[{"]/.test(word) ? `'${word}'` : word)).join(" ")}\n`);
const { status, error } = spawnSync(process.execPath, [orch, ...command], { stdio: "inherit" });
if (error !== undefined) throw error;
if (status === 0) tellWhatIsThere();
process.exitCode = status ?? 130;

function tellWhatIsThere() {
  const page = newest(join(out, "pages"));
  const { id, messages } = JSON.parse(readFileSync(newest(join(out, "mailings")), "utf8"));
  const outbox = join(out, "outbox");
  const there = readdirSync(outbox).filter((name) => name.startsWith(`${id}-`));
  console.log(`\n  ${there.length} of ${messages} messages   ${shown(outbox)}`);
  console.log(`  the page as approved   ${shown(page)}`);
  console.log(`\nThe same run in the console:\n  npx orch serve ${[program, ...store].join(" ")}`);
}

/** The file of a folder that was written last. */
function newest(folder) {
  const files = readdirSync(folder).map((name) => join(folder, name));
  return files.reduce((last, file) => (statSync(file).mtimeMs > statSync(last).mtimeMs ? file : last));
}
