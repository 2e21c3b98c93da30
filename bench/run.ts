// Every topic in one process, one after another, so that its ratios are of one machine at one time.
//   npm run bench              all of them
//   npm run bench -- fan-out   those whose name holds the word

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine } from "./machine.ts";
import { measure, type Row } from "./measure.ts";
import { table } from "./table.ts";
import type { Topic } from "./topic.ts";
import { brokenTexts } from "./topics/broken-text.ts";
import { chains } from "./topics/chains.ts";
import { fanOut } from "./topics/fan-out.ts";
import { load } from "./topics/load.ts";
import { parsing } from "./topics/parse.ts";

const topics: readonly Topic[] = [chains, fanOut, load, ...parsing, ...brokenTexts];

const wanted = process.argv.slice(2);
const chosen = topics.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
const folder = mkdtempSync(join(tmpdir(), "orch-bench-"));
try {
  for (const topic of chosen) console.log(`\n${shown(topic, await measure(topic, folder))}`);
  console.log(`\n  ${machine(folder).join("\n  ")}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function shown({ name, unit }: Topic, rows: readonly Row[]): string {
  const [subject] = rows;
  const cells = rows.map(({ name: contestant, rate, spread }) => [
    contestant,
    Math.round(rate).toLocaleString("en"),
    `± ${(spread * 100).toFixed(0)} %`,
    subject === undefined ? "" : (subject.rate / rate).toFixed(3),
  ]);
  return `${name}\n${table(["", `${unit}/s`, "", "orch / it"], cells)}`;
}
