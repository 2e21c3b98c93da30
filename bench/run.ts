// Every topic in one process, one after another, so that its ratios are of one machine at one time.
//   npm run bench              all of them
//   npm run bench -- fan-out   those whose name holds the word
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { measure, type Row, table } from "./measure.ts";
import { weigh, weighings } from "./memory/weigh.ts";
import type { Topic } from "./topic.ts";
import { allocation } from "./topics/allocation.ts";
import { analyse, checking } from "./topics/analyse.ts";
import { editor } from "./topics/editor.ts";
import { intent } from "./topics/intent.ts";
import { kernel, replay } from "./topics/kernel.ts";
import { load } from "./topics/load.ts";
import { oneStep } from "./topics/one-step.ts";
import { brokenTexts, parsing } from "./topics/parse.ts";
import { questions } from "./topics/questions.ts";
import { rivals } from "./topics/rivals.ts";
import { ingestion, listing } from "./topics/server.ts";
import { session } from "./topics/session.ts";
import { chains, fanOut } from "./topics/shapes.ts";
import { makespans, simulated } from "./topics/simulated.ts";
import { stores } from "./topics/stores.ts";
import { takeOvers } from "./topics/take-over.ts";
import { waits } from "./topics/timers.ts";
import { reading, world } from "./topics/world.ts";

const topics: readonly Topic[] = [
  chains,
  fanOut,
  ...stores,
  takeOvers,
  oneStep,
  ...rivals,
  ...kernel,
  replay,
  load,
  questions,
  analyse,
  ...parsing,
  ...brokenTexts,
  checking,
  session,
  editor,
  world,
  allocation,
  reading,
  waits,
  makespans,
  ...simulated,
  intent,
  ingestion,
  listing,
];

const wanted = process.argv.slice(2);
const isWanted = ({ name }: { readonly name: string }): boolean =>
  wanted.length === 0 || wanted.some((word) => name.includes(word));
const folder = mkdtempSync(join(tmpdir(), "orch-bench-"));
try {
  for (const topic of topics.filter(isWanted)) {
    const notes: string[] = [];
    const rows = await measure(topic, folder, (line) => notes.push(`  ${line}`));
    console.log(`\n${[shown(topic, rows), ...notes].join("\n")}`);
  }
  for (const weighing of weighings.filter(isWanted)) {
    console.log(`\n${weighing.name}\n${await weigh(weighing, folder)}`);
  }
  console.log(`\n  ${machine(folder).join("\n  ")}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function shown({ name, unit, tail, adds }: Topic, rows: readonly Row[]): string {
  const [subject, beside] = rows;
  const cells = rows.map((row) => [
    row.name,
    row.rate < 10 ? row.rate.toFixed(2) : Math.round(row.rate).toLocaleString("en"),
    `± ${(row.spread * 100).toFixed(0)} %`,
    subject === undefined ? "" : (subject.rate / row.rate).toFixed(3),
    ...(tail && subject !== undefined ? [(subject.rate / row.tail).toFixed(3)] : []),
  ]);
  const heads = ["", `${unit}/s`, "", "orch / it", ...(tail ? ["at p99"] : [])];
  const whole = `${name}\n${table(heads, cells)}`;
  if (!adds || subject === undefined || beside === undefined) return whole;
  const added = 1_000 / subject.rate - 1_000 / beside.rate;
  return `${whole}\n  ${subject.name} adds ${added.toFixed(2)} ms to each of the ${unit}`;
}

/** The ground of the figures: without it they cannot be compared with those of another day. */
function machine(folder: string): readonly string[] {
  const load = loadavg().map((average) => average.toFixed(2));
  const syncs = syncTimes(folder, 200);
  const at = (share: number) => (syncs[Math.floor(syncs.length * share)] ?? 0).toFixed(2);
  return [
    `node ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "unknown kind"}`,
    `load ${load.join(" ")} over 1, 5 and 15 minutes`,
    `fdatasync of 4 KiB  median ${at(0.5)} ms, 9 of 10 within ${at(0.9)} ms`,
  ];
}

/** How long each of so many writes takes to reach the disk, in ms, the shortest first. */
function syncTimes(folder: string, times: number): readonly number[] {
  const file = openSync(join(folder, "sync"), "w");
  const page = Buffer.alloc(4_096, "x");
  const taken = Array.from({ length: times }, () => {
    const start = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  return taken.toSorted((a, b) => a - b);
}
