// `node start.mjs` runs 10,000 jobs (or `--jobs N`) on three sites, and five things that operators do meanwhile.
// `--store postgres://…` keeps the journal in PostgreSQL; further options go to `orch serve`.

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { exported, grantsIn, mostHeld } from "./journal.ts";
import { day } from "./story.ts";
import { allDone, outFolder } from "./world.ts";

const orch = fileURLToPath(new URL("../../cli/bin/orch.js", import.meta.url));
const { values, positionals } = parseArgs({
  options: { jobs: { type: "string", default: "10000" }, store: { type: "string" } },
  allowPositionals: true,
});
const out = outFolder();
const jobs = Number(values.jobs);
const shown = (path) => (path.includes("://") ? path : relative(process.cwd(), path) || ".");

// The next time begins anew: on its old journal the server would know the batches already.
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const store = values.store ?? join(out, "journal.db");

const begun = Date.now();
const seconds = () => `${((Date.now() - begun) / 1000).toFixed(0).padStart(4)} s`;
const progress = setInterval(() => {
  const done = new Set(allDone().map(({ job }) => job)).size;
  if (done > 0) console.log(`${seconds()}  ${done} of ${jobs} done`);
}, 10_000);
try {
  await day({ jobs, store, options: positionals, say: (line) => console.log(`${seconds()}  ${line}`) });
} finally {
  clearInterval(progress);
}

const done = allDone();
const lines = audited();
const grants = grantsIn(lines);
const sites = Map.groupBy(grants, ({ given }) => given);
const spilt = grants.filter(({ asked, given }) => asked !== given);
const keys = new Set(done.map(({ key }) => key));
console.log(`
  ${new Set(done.map(({ job }) => job)).size} jobs under ${keys.size} keys, ${done.length - keys.size} repeated under their own key
  ${[...sites].map(([site, own]) => `${own.length} on ${site}`).join(", ")}; ${spilt.length} away from home
  at most ${Object.entries(mostHeld(lines))
    .map(([site, most]) => `${most} nodes of ${site}`)
    .join(", ")} at once`);
process.exitCode = keys.size === jobs ? 0 : 1;

/** The journal, exported and verified without it. */
function audited() {
  const folder = join(out, "export");
  console.log("");
  run(["audit", "--store", store, "--export", folder]);
  run(["audit", "--exported", folder]);
  return exported(folder);
}

function run(command) {
  console.log(`$ orch ${command.map(shown).join(" ")}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [orch, ...command], { encoding: "utf8" });
  console.log(`${stdout}${stderr}`.trim());
  if (status !== 0) process.exit(status ?? 130);
}
