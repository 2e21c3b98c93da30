// Every topic in one process, one after another, so that its ratios are of one machine at one time.
//   npm run bench              all of them
//   npm run bench -- fan-out   those whose name holds the word

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine } from "./machine.ts";
import { measure, type Row } from "./measure.ts";
import { weigh, weighings } from "./memory/weigh.ts";
import { table } from "./table.ts";
import type { Topic } from "./topic.ts";
import { allocation } from "./topics/allocation.ts";
import { analyse } from "./topics/analyse.ts";
import { brokenTexts } from "./topics/broken-text.ts";
import { chains } from "./topics/chains.ts";
import { checking } from "./topics/check.ts";
import { editor } from "./topics/editor.ts";
import { fanOut } from "./topics/fan-out.ts";
import { intent } from "./topics/intent.ts";
import { kernel } from "./topics/kernel.ts";
import { load } from "./topics/load.ts";
import { makespans } from "./topics/makespan.ts";
import { oneStep } from "./topics/one-step.ts";
import { parsing } from "./topics/parse.ts";
import { questions } from "./topics/questions.ts";
import { replay } from "./topics/replay.ts";
import { rivals } from "./topics/rivals.ts";
import { session } from "./topics/session.ts";
import { reading } from "./topics/signals.ts";
import { simulated } from "./topics/simulated.ts";
import { waits } from "./topics/timers.ts";
import { world } from "./topics/world.ts";

const topics: readonly Topic[] = [
  chains,
  fanOut,
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

function shown({ name, unit, tail }: Topic, rows: readonly Row[]): string {
  const [subject] = rows;
  const cells = rows.map((row) => [
    row.name,
    row.rate < 10 ? row.rate.toFixed(2) : Math.round(row.rate).toLocaleString("en"),
    `± ${(row.spread * 100).toFixed(0)} %`,
    subject === undefined ? "" : (subject.rate / row.rate).toFixed(3),
    ...(tail && subject !== undefined ? [(subject.rate / row.tail).toFixed(3)] : []),
  ]);
  const heads = ["", `${unit}/s`, "", "orch / it", ...(tail ? ["at p99"] : [])];
  return `${name}\n${table(heads, cells)}`;
}
