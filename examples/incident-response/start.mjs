// What `node start.mjs` does: `orch up` with a morning of events, and a commander who answers; then a whole city, in
// `city/start.mjs`.
// At a terminal the commander is you; elsewhere checkout is switched over, and search is left alone.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const orch = fileURLToPath(new URL("../../cli/bin/orch.js", import.meta.url));
const out = process.env.ORCH_EXAMPLE_OUT ?? join(here, "out");
const shown = (path) => relative(process.cwd(), path) || ".";

// The outages of `events.ndjson`, in their order, and what is said to them where nobody is at a terminal.
const outages = [
  { part: "checkout", byItself: { granted: true } },
  { part: "search", byItself: { granted: false, reason: "the index is back before that" } },
];

// The next time begins anew: on its old journal `orch up` would know the runs, and debounce what comes again.
for (const kind of ["journal.db", "journal.db-wal", "journal.db-shm", "traffic", "spares", "notes", "pages"])
  rmSync(join(out, kind), { recursive: true, force: true });

const command = [
  "up",
  shown(join(here, "incident.orch")),
  ...["--ingest", shown(join(here, "events.ndjson")), "--ingest", "-", "--drain"],
  ...["--store", shown(join(out, "journal.db"))],
];
console.log(`$ orch ${command.join(" ")}\n`);
const up = spawn(process.execPath, [orch, ...command], {
  env: { ...process.env, ORCH_EXAMPLE_OUT: out },
});
const ended = new Promise((resolve, reject) => up.on("error", reject).on("close", resolve));

/** Outages that nobody has decided yet: when there is none left nothing more is to be said. */
const undecided = new Set();
let answers = Promise.resolve();
let decisions = outages.length;

lines(up.stderr, () => undefined);
lines(up.stdout, (line) => {
  const begun = /starts restore as run (\w+)/.exec(line)?.[1];
  const closed = /run (\w+) (?:completed|failed|cancelled)/.exec(line)?.[1];
  // Below each question stands how it is answered.
  const asked = /\/answers .*-d '(\{.*\})'$/.exec(line)?.[1];
  if (begun !== undefined) undecided.add(begun);
  if (asked !== undefined) {
    const { run, step } = JSON.parse(asked);
    answers = answers.then(() => commanded(run, step));
  }
  if (closed !== undefined && undecided.has(closed)) decided(closed);
});

process.exitCode = await ended;
tellWhatIsThere();
console.log("");
const city = spawn(process.execPath, [join(here, "city/start.mjs")], {
  stdio: ["ignore", "inherit", "inherit"],
});
city.on("close", (status) => {
  if (status !== 0) process.exitCode = status ?? 130;
});

function lines(stream, hear) {
  createInterface({ input: stream }).on("line", (line) => {
    console.log(line);
    hear(line);
  });
}

/** What the commander says of one outage. Where traffic was switched, operations tell that the part is well again. */
async function commanded(run, step) {
  const { part, byItself } = outages.shift();
  const value = await saidOf(part, byItself);
  tell({ answer: run, step, value });
  if (value.granted) tell({ event: "recovered", fields: { part } });
  decided(run);
}

function tell(record) {
  up.stdin.write(`${JSON.stringify(record)}\n`);
}

function decided(run) {
  if (!undecided.delete(run)) return;
  decisions -= 1;
  if (decisions === 0) up.stdin.end();
}

async function saidOf(part, byItself) {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return byItself;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const said = await terminal.question(`Send the traffic of ${part} to the spare? [y/n] `);
  terminal.close();
  return said.trim().startsWith("y")
    ? { granted: true }
    : { granted: false, reason: "the commander said no" };
}

function tellWhatIsThere() {
  console.log("");
  for (const kind of ["notes", "pages", "traffic", "spares"]) {
    const kept = filesIn(join(out, kind)).map((file) => readFileSync(file, "utf8").trim());
    console.log(`  ${kind.padEnd(8)} ${kept.toSorted().join("  ") || "as ever"}`);
  }
}

function filesIn(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
