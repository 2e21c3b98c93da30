// What `node start.mjs` does: `orch up` with a morning in which all twenty workflows of the library go on at once, two
// people who answer all that is asked, and then what the journal knows of it.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { exported, holdings, mostAtOnce, runsIn } from "./journal.ts";
import { answered } from "./people.mjs";
import { stagesOf } from "./stages.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const orch = fileURLToPath(new URL("../../../cli/bin/orch.js", import.meta.url));
const out = join(process.env.ORCH_EXAMPLE_OUT ?? join(here, "../out"), "city");
const shown = (path) => relative(process.cwd(), path) || ".";
const journal = join(out, "journal.db");

// The next time begins anew: on its old journal `orch up` would know the morning already.
rmSync(out, { recursive: true, force: true });

const command = [
  ...["up", shown(join(here, "city.orch"))],
  ...["--registry", shown(join(here, "pools.json")), "--ingest", shown(join(here, "morning.ndjson"))],
  ...["--speed", "max", "--drain", "--format", "json", "--store", shown(journal)],
];
console.log(`$ orch ${command.join(" ")}\n`);
const up = spawn(process.execPath, [orch, ...command], {
  env: { ...process.env, ORCH_EXAMPLE_OUT: join(out, "..") },
  stdio: ["ignore", "pipe", "inherit"],
});

/** Nobody answers before all twenty go on. */
const begun = new Map();
const questions = [];
let said = Promise.resolve();
createInterface({ input: up.stdout }).on("line", (line) => {
  const { type, event, ...question } = JSON.parse(line);
  if (event?.t === "Fired" && event.target.startsWith("std.response.workflows."))
    begun.set(event.run, event.target.split(".").at(-1));
  if (type === "question") questions.push(question);
  if (begun.size < 20) return;
  for (const asked of questions.splice(0)) said = said.then(() => answered(`${journal}-socket`, asked));
});
const [status] = await once(up, "close");
await said;
if (status !== 0) process.exit(status ?? 130);

const audit = ["audit", "--store", shown(journal), "--export", shown(join(out, "export"))];
const { stdout, status: whole } = spawnSync(process.execPath, [orch, ...audit], { encoding: "utf8" });
const events = exported(join(out, "export"));

console.log("What the journal says of the shots:\n");
const morning = readFileSync(join(here, "morning.ndjson"), "utf8").trim().split("\n");
const shots = { event: "shots_heard", id: ["detection", "D1"] };
for (const [at, { stage, time, says }] of stagesOf(events, morning, shots).entries())
  console.log(`  ${at + 1}  ${stage.padEnd(19)}  ${time}  ${says}`);

console.log("\nThe twenty workflows:\n");
for (const { plan, status: ended, asked, held } of runsIn(events))
  console.log(`  ${plan.padEnd(20)}  ${ended}, ${asked} decided, ${held.join(" ") || "nothing held"}`);

const { holds, twice, members } = holdings(events);
console.log(`
  ${mostAtOnce(events)} of them went on at once.
  ${holds} times one of ${members} members was held, and ${twice.length} times one that somebody else still held.
`);
console.log(`$ orch ${audit.join(" ")}\n\n${stdout.trim()}`);
process.exitCode = whole ?? 130;
