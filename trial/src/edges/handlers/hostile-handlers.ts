/**
 * Handlers that do what harm they can to the engine that calls them: draws some, runs a batch of them beside runs that harm
 * nobody, each batch in a process of its own, and goes on with its journal in another. Broken is: an engine that ends as it
 * should not, or never; a run that harms nobody and does not complete; a journal that can't be gone on with; memory
 * without a bound. What no thread can be kept from (a deadly signal to its own process, writing into its files) is no part.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodePlanFile } from "@orchlang/plan";
import { compileText, subjectsOf } from "../../compile.ts";
import { Dice } from "../../dice.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import type { Told } from "./engine.ts";
import { drawHandler, type HostileHandler } from "./harms.ts";

const batchSize = 50;
/** The memory of a whole engine with four handler threads, in MiB: its own, and the growth between two measurements. */
const memoryMbMax = 3_000;
const secondsMax = 1_200;

const engine = fileURLToPath(new URL("./engine.ts", import.meta.url));
const commandLine = new URL("../../../../cli/src/main.ts", import.meta.url).href;
const exitCodes: readonly (number | null)[] = [0, 1, 2, 3, 70, 130];

export const hostileHandlers: EdgeKind = {
  name: "handlers",
  count: 1_000,
  async run(count, seed) {
    const counts: Record<string, number> = { handlers: 0, "runs that harm nobody": 0, "most MiB": 0 };
    const breaches: string[] = [];
    for (let from = 0; from < count; from += batchSize) {
      const seeds = Array.from({ length: Math.min(batchSize, count - from) }, (_, nth) => seed + from + nth);
      const report = await ofBatch(seeds.map((one) => drawHandler(new Dice(one))));
      for (const [what, many] of Object.entries(report.counts))
        counts[what] = what === "most MiB" ? Math.max(counts[what] ?? 0, many) : (counts[what] ?? 0) + many;
      const results = report.breaches.map((says) => `seeds ${seeds[0]} to ${seeds.at(-1)}: ${says}`);
      breaches.push(...results);
      for (const breach of results) console.error(breach);
      console.error(`${counts.handlers} handlers, ${breaches.length} broken`);
    }
    return { counts, breaches };
  },
};

async function ofBatch(handlers: readonly HostileHandler[]): Promise<EdgeReport> {
  const folder = mkdtempSync(join(tmpdir(), "orch-edges-"));
  try {
    writeProject(folder, handlers);
    const ran = await ended(["--conditions=orch-source", engine, folder]);
    if (ran.code !== 0) return { counts: {}, breaches: [`the engine ended with ${ran.how}: ${ran.stderr}`] };
    const { hostile, wrong, mostMb } = JSON.parse(ran.stdout) as Told;
    const breaches = [...wrong];
    if (mostMb > memoryMbMax) breaches.push(`the engine took ${mostMb} MiB`);
    breaches.push(...(await goneOnWith(folder)));
    const runs = Object.entries(hostile).map(([status, many]) => [`hostile runs ${status}`, many] as const);
    const counts = {
      handlers: handlers.length,
      "runs that harm nobody": handlers.length,
      "most MiB": mostMb,
    };
    return { counts: { ...counts, ...Object.fromEntries(runs) }, breaches };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Faults of `orch resume`, and of a run after it. */
async function goneOnWith(folder: string): Promise<readonly string[]> {
  const store = join(folder, "journal.db");
  const input = JSON.stringify({ number: 1 });
  const commands = [
    ["resume", "--store", store, "--root", folder],
    ["run", join(folder, "kind.plan.json"), "--store", store, "--input", input],
  ];
  const breaches: string[] = [];
  for (const args of commands) {
    const { code, how, stderr } = await ended([
      "--conditions=orch-source",
      join(folder, "orch.mjs"),
      ...args,
    ]);
    const isWell = args[0] === "run" ? code === 0 : exitCodes.includes(code) && code !== 70;
    if (!isWell) breaches.push(`\`orch ${args[0]}\` ended with ${how}: ${stderr}`);
  }
  return breaches;
}

function writeProject(folder: string, handlers: readonly HostileHandler[]): void {
  mkdirSync(folder, { recursive: true });
  const callsIt = `import { main } from ${JSON.stringify(commandLine)};\nawait main(process.argv.slice(2));\n`;
  writeFileSync(join(folder, "orch.mjs"), callsIt);
  const write = (name: string, text: string): void => {
    const [subject, ...others] = subjectsOf(text, compileText(text));
    if (subject === undefined || others.length > 0)
      throw new Error(`the program of ${name} is none:\n${text}`);
    writeFileSync(join(folder, `${name}.plan.json`), encodePlanFile(subject.file.plan, subject.file.about));
  };
  writeFileSync(join(folder, "kind.mjs"), "export function more({ number }) { return number + 1; }\n");
  write("kind", kindProgram);
  for (const [nth, { text, effect }] of handlers.entries()) {
    writeFileSync(join(folder, `hostile${nth}.mjs`), text);
    write(`hostile${nth}`, hostileProgram(nth, effect));
  }
}

const kindProgram = `module program

tool more(number: Int) -> Int {
  effect  pure
  latency <= 10m
  run     module "./kind.mjs#more"
}

plan main(number: Int) -> Int {
  step one = more(number) { timeout 10m }
  step two = more(number: one) { timeout 10m }
  return two
}
`;

function hostileProgram(nth: number, effect: HostileHandler["effect"]): string {
  const lasting = effect === "pure" ? "" : '  irreversible because "it is a trial"\n';
  return `module program

tool act() -> Json {
  effect  ${effect}
${lasting}  latency <= 3s
  run     module "./hostile${nth}.mjs#act"
}

plan main() -> Json {
  step done = act() { timeout 3s }
  return done
}
`;
}

interface Ended {
  readonly code: number | null;
  readonly how: string;
  readonly stdout: string;
  readonly stderr: string;
}

function ended(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (stderr.length < 4_000) stderr += text;
  });
  const late = setTimeout(() => child.kill("SIGKILL"), secondsMax * 1_000);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(late);
      resolve({ code, how: code === null ? `${signal}` : `${code}`, stdout, stderr });
    });
  });
}
