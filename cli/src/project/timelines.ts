/** Timelines of scenarios, kept in a file beside the program that has them: `tea.timelines` beside `tea.orch`. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { plainPaint } from "@orchlang/language/display";
import type { SimulatedRun } from "@orchlang/simulator";
import { UsageError } from "../exit.ts";
import { storyOf } from "../render/event-words.ts";
import { linesDifference } from "../render/lines-difference.ts";
import { shortName } from "../render/short-name.ts";
import type { ComparedTimeline, TestedScenario } from "./tested.ts";

/** By what scenario it is of: `"title" for target`. */
export type Timelines = ReadonlyMap<string, readonly string[]>;

export function timelinesPath(file: string): string {
  return file.replace(/\.orch$/, ".timelines");
}

/** Those that are kept of a program; `undefined` where none are. Throws {@link UsageError} for what is no such file. */
function readTimelines(file: string): Timelines | undefined {
  const path = timelinesPath(file);
  if (!existsSync(path)) return undefined;
  const timelines = new Map<string, string[]>();
  let lines: string[] | undefined;
  readFileSync(path, "utf8")
    .split(/\r?\n/)
    .forEach((line, place) => {
      if (line === "" || line.startsWith("#")) return;
      const name = /^scenario (".*" for \S+)$/.exec(line)?.[1];
      if (name !== undefined) {
        lines = [];
        timelines.set(name, lines);
      } else if (line.startsWith("  ") && lines !== undefined) lines.push(line.slice(2));
      else
        throw new UsageError(`${path}:${place + 1} is not a line of timelines: fix it, or remove the file.`);
    });
  return timelines;
}

/** In the order in which they stand; without any the file goes. */
function writeTimelines(file: string, timelines: Timelines): void {
  const path = timelinesPath(file);
  if (timelines.size === 0) {
    rmSync(path, { force: true });
    return;
  }
  const head = `# Timelines of the scenarios of ${basename(file)}. \`orch test --update\` rewrites this file; \`orch test\` compares.\n`;
  const texts = [...timelines].map(
    ([name, lines]) => `\nscenario ${name}\n${lines.map((line) => `  ${line}\n`).join("")}`,
  );
  writeFileSync(path, head + texts.join(""));
}

/** A program of which timelines are kept. */
export interface KeptTimelines {
  readonly file: string;
  /** Timelines without a scenario. */
  readonly obsolete: readonly string[];
}

/** The result of `--update` for one program. */
interface UpdatedTimelines {
  readonly file: string;
  readonly kept: number;
  readonly added: number;
  readonly dropped: number;
}

/** Holds what was played against what is kept beside the programs. `names`: of all scenarios of each file. */
export function compareTimelines(
  tested: readonly TestedScenario[],
  names: ReadonlyMap<string, readonly string[]>,
): { readonly tested: readonly TestedScenario[]; readonly kept: readonly KeptTimelines[] } {
  const known = new Map([...names.keys()].map((file) => [file, readTimelines(file)] as const));
  if ([...known.values()].every((timelines) => timelines === undefined)) return { tested, kept: [] };
  const compared = tested.map((one) => {
    const timelines = known.get(one.scenario.file);
    const now = timelineOf(one.played.run);
    if (timelines === undefined || now === undefined) return one;
    return { ...one, timeline: beside(timelines.get(nameOf(one)), now) };
  });
  const kept = [...known].flatMap(([file, timelines]) => {
    if (timelines === undefined) return [];
    const there = new Set(names.get(file));
    return [{ file, obsolete: [...timelines.keys()].filter((name) => !there.has(name)) }];
  });
  return { tested: compared, kept };
}

function beside(before: readonly string[] | undefined, now: readonly string[]): ComparedTimeline {
  if (before === undefined) return { status: "new" };
  if (before.length === now.length && before.every((line, place) => line === now[place]))
    return { status: "same" };
  return { status: "other", difference: linesDifference(before, now) };
}

/** Keeps what was played; of scenarios that were not, what is kept stays. */
export function updateTimelines(
  tested: readonly TestedScenario[],
  names: ReadonlyMap<string, readonly string[]>,
): readonly UpdatedTimelines[] {
  return [...names].flatMap(([file, all]) => {
    const before = readable(file);
    const played = new Map(
      tested.flatMap((one): readonly (readonly [string, readonly string[]])[] => {
        const lines = one.scenario.file === file ? timelineOf(one.played.run) : undefined;
        return lines === undefined ? [] : [[nameOf(one), lines]];
      }),
    );
    const timelines = new Map(
      all.flatMap((name): readonly (readonly [string, readonly string[]])[] => {
        const lines = played.get(name) ?? before.get(name);
        return lines === undefined ? [] : [[name, lines]];
      }),
    );
    if (timelines.size === 0 && before.size === 0) return [];
    writeTimelines(file, timelines);
    const added = [...timelines.keys()].filter((name) => !before.has(name)).length;
    const dropped = [...before.keys()].filter((name) => !timelines.has(name)).length;
    return [{ file, kept: timelines.size, added, dropped }];
  });
}

function readable(file: string): Timelines {
  return readTimelines(file) ?? new Map();
}

/** Without what changes with every change of the program: the plan's id. */
function timelineOf(run: SimulatedRun | undefined): readonly string[] | undefined {
  if (run === undefined) return undefined;
  const lines = (one: SimulatedRun): readonly string[] =>
    storyOf(one, plainPaint, run.started).map(({ text }) =>
      text.replace(/▸ run of plan [0-9a-f]{8} /, "▸ run "),
    );
  return [run, ...run.others].flatMap((one, nth) => (nth === 0 ? lines(one) : ["and a run", ...lines(one)]));
}

export function nameOf({ scenario }: Pick<TestedScenario, "scenario">): string {
  return `${JSON.stringify(scenario.says)} for ${shortName(scenario.target)}`;
}
