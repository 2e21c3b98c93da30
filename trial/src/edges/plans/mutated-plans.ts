import { decodePlanFile, encodePlanFile, type Json, type Plan, type PlanFile } from "@orchlang/plan";
import { memoryDisk } from "@orchlang/runtime";
import { simulate } from "@orchlang/simulator";
import { compileText } from "../../compile.ts";
import { Dice } from "../../dice.ts";
import { drawProgram } from "../../program/draw.ts";
import { TwinProcess } from "../../twin/process.ts";
import { VirtualTime } from "../../twin/virtual.ts";
import type { TwinWorld } from "../../twin/world.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";

/** The number of plan files for each program. */
const mutantsEach = 100;
/** A plan may go a thousand rounds where it went three: then it takes long, and is counted apart. */
const msMax = 5_000;

/** The share of played plans that are also run, with an orchestrator. */
const runShare = 0.1;
/** Plans that were played in less time are run. */
const msRunMax = 300;

/** Plan files with something changed and the hash made anew: decode rejects them, or they are played and run without a throw. */
export const mutatedPlans: EdgeKind = {
  name: "plans",
  count: 2_000,
  run: trial,
};

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const counts = { "plan files": 0, rejected: 0, played: 0, run: 0, "without an input": 0, long: 0 };
  const breaches = new Map<string, string>();
  for (let program = 0; counts["plan files"] < count; program++) {
    for (const file of plansOf(seed * 1_000_003 + program)) {
      const dice = new Dice(seed * 7_919 + program);
      for (let nth = 0; nth < mutantsEach && counts["plan files"] < count; nth++) {
        counts["plan files"] += 1;
        const came = await cameOf(mutated(file.plan as unknown as Json, dice), dice);
        if (came === "run") counts.played += 1;
        if (isCounted(came)) counts[came] += 1;
        else if (!breaches.has(came)) breaches.set(came, `${came} (program ${program}, plan file ${nth})`);
      }
    }
  }
  return { counts, breaches: [...breaches.values()] };
}

const nothing = { compiler: "", files: {}, map: {}, docs: {}, evidence: {}, choices: {} };

function plansOf(seed: number): readonly PlanFile[] {
  const compiled = compileText(drawProgram({ seed }));
  return compiled.targets.flatMap(({ name }) => compiled.plan(name) ?? []).slice(0, 1);
}

const counted = ["rejected", "played", "run", "without an input", "long"] as const;

function isCounted(came: string): came is (typeof counted)[number] {
  return counted.some((one) => one === came);
}

/** The outcome; a throw in words, with its origin. Some plans are run as well. */
export async function cameOf(plan: Json | Plan, dice: Dice): Promise<string> {
  const began = performance.now();
  try {
    const decoded = decodePlanFile(encodePlanFile(plan as unknown as Plan, nothing));
    if ("fault" in decoded) return "rejected";
    const { events } = simulate(decoded.ok, { seed: "0000000000000001" });
    const took = performance.now() - began;
    if (took > msRunMax || !dice.chance(runShare)) return took > msMax ? "long" : "played";
    const [first] = events;
    const input = first?.t === "Started" ? first.input : {};
    const status = await runPlan(decoded.ok, input, dice.below(2 ** 31));
    return status === "stopped" ? "stops the orchestrator" : "run";
  } catch (error) {
    // A start would be refused in the same words: generated values do not fit contradictory types.
    if (error instanceof Error && error.message.startsWith("The input does not fit"))
      return "without an input";
    if (!(error instanceof Error)) return `throws ${String(error)}`;
    const where = /at .*\/((?:plan|runtime)\/src\/[^)\s]*)/u.exec(error.stack ?? "")?.[1] ?? "";
    return `throws ${error.message.slice(0, 120)} at ${where}`;
  }
}

const day = 86_400_000;

/**
 * Runs a plan file with the orchestrator, over a journal in memory and a clock that goes by itself. Calls give numbers or
 * nothing, or fail; nobody answers.
 *
 * @returns how it stands after a day, or that it was refused.
 */
async function runPlan(plan: PlanFile, input: Json, salt: number): Promise<string> {
  const start = Date.UTC(2026, 0, 1, 12);
  const around = { readings: {}, happenings: [], deaths: 0, deathsAt: [] };
  const twin: TwinWorld = { start, until: day, salt, faults: 25, ...around };
  const time = new VirtualTime(start);
  let ids = 0;
  const process = new TwinProcess("process", memoryDisk(), time, twin, {
    appended: () => false,
    appendsMax: 1,
    called: () => undefined,
    dispatched: () => undefined,
    killed: () => undefined,
  });
  const orchestrator = await process.begin((bytes) => `${++ids}`.padStart(bytes * 2, "0"));
  try {
    const user = { id: "somebody", roles: ["*"], consents: ["*"] };
    const begun = await orchestrator.start({ plan, input, root: "/", user });
    if ("refused" in begun) return "refused";
    await time.play(start + day);
    return (await orchestrator.rest(begun.run, 0)).status;
  } finally {
    await orchestrator.close();
  }
}

/** Where something stands in a value: names and places, from the outside. */
type Place = readonly (string | number)[];

/** A value with a few things changed: taken out, put twice, put elsewhere, or made another of its kind. */
function mutated(value: Json, dice: Dice): Json {
  let changed = value;
  for (let left = dice.within(1, 3); left > 0; left--) changed = once(changed, dice);
  return changed;
}

/** Names under which stands what runs count and compute with: tried more often than chance would. */
const computed: ReadonlySet<string | number> = new Set([
  "amount",
  "cost",
  "energy",
  "tokens",
  "latency",
  "times",
  "count",
  "atOnce",
  "nodes",
  "needs",
  "of",
  "branches",
  "blocks",
  "minItems",
  "minLength",
]);

function once(value: Json, dice: Dice): Json {
  const place = dice.chance(0.3) ? reckonedPlace(value, dice) : somePlace(value, dice);
  const result = at(value, place);
  switch (dice.below(6)) {
    case 0:
      return without(value, place);
    case 1:
      return twice(value, place);
    case 2:
      return put(value, place, at(value, somePlace(value, dice)));
    case 3:
      return put(value, place, another(result, place.at(-1), dice));
    case 4:
      return put(value, place, alike(value, result, dice));
    default:
      return put(value, place, dice.one<Json>([null, true, 0, -1, 100, 0.5, "", "x", [], {}, [[]]]));
  }
}

/** The first of some walks to the leaves that passes one of these names, up to it or one step further. */
function reckonedPlace(value: Json, dice: Dice): Place {
  for (let walks = 0; walks < 10; walks++) {
    const place = somePlace(value, dice);
    const last = place.findLastIndex((name) => computed.has(name));
    if (last >= 0) return place.slice(0, last + 1 + dice.below(2));
  }
  return somePlace(value, dice);
}

/** Deep places and shallow ones alike. */
function somePlace(value: Json, dice: Dice): Place {
  const place: (string | number)[] = [];
  for (let here = value; ; ) {
    if (typeof here !== "object" || here === null) return place;
    const names = Array.isArray(here) ? [...here.keys()] : Object.keys(here);
    if (names.length === 0 || (place.length > 0 && dice.chance(0.12))) return place;
    const name = dice.one<string | number>(names);
    place.push(name);
    here = inner(here, name);
  }
}

function inner(value: Json, name: string | number): Json {
  if (typeof value !== "object" || value === null) return null;
  return (Reflect.get(value, name) as Json | undefined) ?? null;
}

function at(value: Json, place: Place): Json {
  return place.reduce<Json>(inner, value);
}

function put(value: Json, [name, ...rest]: Place, what: Json): Json {
  if (name === undefined) return what;
  const within = put(inner(value, name), rest, what);
  if (Array.isArray(value)) return value.map((item: Json, index) => (index === name ? within : item));
  return { ...(value as object), [name]: within };
}

function edited(value: Json, place: Place, edit: (list: Json[], index: number) => void): Json {
  const [name] = place.slice(-1);
  const around = at(value, place.slice(0, -1));
  if (Array.isArray(around) && typeof name === "number") {
    const list: Json[] = [...around];
    edit(list, name);
    return put(value, place.slice(0, -1), list);
  }
  return value;
}

function without(value: Json, place: Place): Json {
  const [name] = place.slice(-1);
  const around = at(value, place.slice(0, -1));
  if (Array.isArray(around)) return edited(value, place, (list, index) => list.splice(index, 1));
  if (typeof around !== "object" || around === null || name === undefined) return value;
  const left = Object.fromEntries(Object.entries(around).filter(([key]) => key !== name));
  return put(value, place.slice(0, -1), left as Json);
}

/** The last list on the way to it has the same once more. */
function twice(value: Json, place: Place): Json {
  const depth = place.findLastIndex((name) => typeof name === "number");
  if (depth < 0) return value;
  return edited(value, place.slice(0, depth + 1), (list, index) =>
    list.splice(index, 0, list[index] ?? null),
  );
}

/** Where a number says how much there has to be: what can't be is told of by decode, however much that is. */
const sizes: ReadonlySet<string | number | undefined> = new Set([
  "count",
  "minItems",
  "minLength",
  "minProperties",
]);

/** Other numbers stay small: a loop that may go 2^53 rounds is played for as long, which is not on trial here. */
function another(value: Json, name: string | number | undefined, dice: Dice): Json {
  if (typeof value === "number" && sizes.has(name) && dice.chance(0.5))
    return dice.one([1e6, 1e9, Number.MAX_SAFE_INTEGER, 1e300]);
  if (typeof value === "number") return dice.one([0, -value, value + 1, value * 10, value / 3]);
  if (typeof value === "boolean") return !value;
  if (typeof value === "string")
    return dice.one([`${value}x`, value.slice(1), value.toUpperCase(), "__proto__"]);
  if (Array.isArray(value)) return [...value].reverse();
  return value;
}

/** Another text of the same value: names that are there, where they do not belong. */
function alike(value: Json, found: Json, dice: Dice): Json {
  for (let tries = 0; tries < 20; tries++) {
    const other = at(value, somePlace(value, dice));
    if (typeof other === typeof found && other !== found) return other;
  }
  return found;
}
