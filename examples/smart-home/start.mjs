// What `node start.mjs` does: one sentence and what would come of it, then `orch up` with a day of readings, which ends
// when all that it started is over, and then why each run went the way it did.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const orch = fileURLToPath(new URL("../../cli/bin/orch.js", import.meta.url));
const out = process.env.ORCH_EXAMPLE_OUT ?? join(here, "out");
const shown = (path) => relative(process.cwd(), path) || ".";
const program = shown(join(here, "home.orch"));
const store = ["--store", shown(join(out, "journal.db"))];

// The next time begins anew: on its old journal `orch up` would know the day already.
for (const end of ["", "-wal", "-shm"]) rmSync(join(out, `journal.db${end}`), { force: true });

run("intent", "show Playtime", program);

/** Ada lives here. In the morning the camera at the door may recognise her. */
const ada = { id: "ada", consents: ["camera.door"] };
const runs = await day("up", program, [
  ...["--ingest", shown(join(here, "day.ndjson")), "--speed", "max", "--drain"],
  ...["--user", JSON.stringify(ada), ...store],
]);

for (const id of [...(runs.get("greeted") ?? []), ...(runs.get("charge_car") ?? [])])
  run("timeline", id, ...store);
for (const id of runs.get("film_night") ?? []) run("show", id, ...store);
run("context", ...store);

function run(...command) {
  announce(command);
  const { status, error } = spawnSync(process.execPath, [orch, ...command], { stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 130);
  console.log("");
}

/** The runs that the day has started, by the plan. */
async function day(...[command, file, options]) {
  announce([command, file, ...options]);
  const up = spawn(process.execPath, [orch, command, file, ...options], {
    stdio: ["inherit", "pipe", "inherit"],
  });
  const started = new Map();
  createInterface({ input: up.stdout }).on("line", (line) => {
    console.log(line);
    const [, plan, id] = / starts (\w+) as run (\w+)/.exec(line) ?? [];
    if (id !== undefined) started.set(plan, [...(started.get(plan) ?? []), id]);
  });
  const [status] = await once(up, "close");
  if (status !== 0) process.exit(status ?? 130);
  console.log("");
  return started;
}

function announce(command) {
  const quoted = command.map((word) => (/[\s{]/.test(word) ? `'${word}'` : word));
  console.log(`$ orch ${quoted.join(" ")}\n`);
}
