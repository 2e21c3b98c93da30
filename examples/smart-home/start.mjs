// What `node start.mjs` does: `orch up` with a day of readings, which ends when all that it started is over.

import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const orch = fileURLToPath(new URL("../../cli/bin/orch.js", import.meta.url));
const out = process.env.ORCH_EXAMPLE_OUT ?? join(here, "out");
const shown = (path) => relative(process.cwd(), path) || ".";

// The next time begins anew: on its old journal `orch up` would know the day already.
for (const end of ["", "-wal", "-shm"]) rmSync(join(out, `journal.db${end}`), { force: true });

const command = [
  "up",
  shown(join(here, "home.orch")),
  ...["--news", shown(join(here, "day.ndjson")), "--speed", "max", "--drain"],
  ...["--store", shown(join(out, "journal.db"))],
];
console.log(`$ orch ${command.join(" ")}\n`);
const { status, error } = spawnSync(process.execPath, [orch, ...command], { stdio: "inherit" });
if (error !== undefined) throw error;
process.exitCode = status ?? 130;
