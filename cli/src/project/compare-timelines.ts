import { plainPaint } from "@orchlang/language/display";
import type { SimulatedRun } from "@orchlang/simulator";
import { storyOf } from "../render/event-words.ts";
import { linesDifference } from "../render/lines-difference.ts";
import { shortName } from "../render/short-name.ts";
import type { ComparedTimeline, TestedScenario } from "./tested.ts";
import { readTimelines, type Timelines, writeTimelines } from "./timelines.ts";

/** A program of which timelines are kept. */
export interface KeptTimelines {
  readonly file: string;
  /** Timelines without a scenario. */
  readonly obsolete: readonly string[];
}

/** The result of `--update` for one program. */
export interface UpdatedTimelines {
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
  return run === undefined
    ? undefined
    : storyOf(run, plainPaint).map(({ text }) => text.replace(/▸ run of plan [0-9a-f]{8} /, "▸ run "));
}

export function nameOf({ scenario }: Pick<TestedScenario, "scenario">): string {
  return `${JSON.stringify(scenario.says)} for ${shortName(scenario.target)}`;
}
