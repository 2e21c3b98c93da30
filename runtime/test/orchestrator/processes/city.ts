/**
 * Begins the twenty workflows of the city, or goes on with them, until all are over: `node city.ts <journal> <book>`.
 * Each call is written into the book and printed; the clock is the one that the process before has left.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { compile } from "@orchlang/compiler";
import { stepName } from "@orchlang/kernel/run";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { createOrchestrator, openSqliteStore, readJournal } from "../../../src/index.ts";
import { answerTo, everybody, handlers, program, record } from "../city.ts";
import { noThreads, SetClock } from "../set-clock.ts";

const [path = "", book = ""] = process.argv.slice(2);
const store = openSqliteStore(path, { mode: "write", command: "city" });
if ("fault" in store) throw new Error(store.message);
const before = existsSync(`${book}.clock`) ? Number(readFileSync(`${book}.clock`, "utf8")) : 0;
const clock = new SetClock(Math.max(before, Date.parse("2026-05-04T08:00Z")));
let drawn = 0;
const random = { hex: (bytes: number) => `${process.pid % 65_536}${++drawn}`.padStart(bytes * 2, "0") };
const handled = handlers((call) => {
  appendFileSync(book, `${JSON.stringify(call)}\n`);
  writeSync(1, `${call.name}\n`);
});
const made = await createOrchestrator({
  store,
  world: { clock, random, workers: noThreads },
  capabilities: Object.entries(handled).map(([name, handler]) => ({ name, handler })),
});
if ("fault" in made) throw new Error(made.message);
const orch = made;
const text = (file: string) =>
  file === "/city.orch" ? { text: program } : { fault: "missing" as const, message: "there is no such file" };
const compiled = compile(
  { files: ["/city.orch"], root: "/" },
  { read: text, standard: standardModule, standardModules },
);
const { world, plans } = compiled.world();
for (const answer of [await orch.arm({ world, plans, root: "/" }), await orch.resume()])
  if ("refused" in answer) throw new Error(answer.message);
for (const one of record) await orch.ingest(one);
await orch.settled(0);

const journal = readJournal(store);
let turns = 0;

async function isOver(): Promise<boolean> {
  for await (const { status } of journal.runs()) if (status !== "completed") return false;
  return true;
}

/** Two people answer every question. */
async function answerAll(): Promise<void> {
  const answered = new Set<string>();
  for (;;) {
    const open = orch.questions().filter(({ ref }) => !answered.has(ref));
    if (open.length === 0) return;
    for (const { ref, run, call, show } of open) {
      answered.add(ref);
      for (const id of ["eve", "ida"])
        await orch.answer(run, stepName(call), answerTo(show), { id, roles: everybody, consents: [] });
    }
    await orch.settled(0);
  }
}

/** An hour goes by; whatever is due on the way comes about at its own time. */
async function anHour(): Promise<void> {
  const end = clock.at + 3_600_000;
  for (let next = clock.next ?? end; ; next = clock.next ?? end) {
    clock.at = Math.max(clock.at, Math.min(next, end));
    writeFileSync(`${book}.clock`, String(clock.at));
    clock.ring();
    const id = `turn ${process.pid} ${++turns}`;
    await orch.ingest({ kind: "member", id, pool: "nothing", member: "tick" });
    await orch.settled(0);
    if (next >= end) return;
  }
}

for (let hours = 0; hours < 40 && !(await isOver()); hours++) {
  await answerAll();
  await anHour();
}
await orch.close();
writeSync(1, "done\n");
