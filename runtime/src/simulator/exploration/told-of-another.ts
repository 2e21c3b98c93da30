/** Whether what takes something back, or asks about it, was told of another thing than what was done. */
import { type Capability, canonical, freeReads, type Json, type JsonObject } from "@orchlang/plan";
import type { IntentState } from "../../kernel/run/state.ts";
import type { Effect } from "./effects.ts";

/** What was done, and what was spoken of instead. */
export interface Wrong {
  readonly own: string;
  readonly other: string;
}

/**
 * By parameters of the same name. What is asked after is what was told. Two that were told apart are told the same, or what one was told
 * is told another, that it did not have; or nothing that it is told is what the call
 * was told or gave. What goes back to how it was before (`set(to: before)`) is told something else on purpose, and so is
 * what swaps two (`move(from: to, to: from)`).
 */
export function ofOtherArguments({ intent, meant }: Effect, about: IntentState): Wrong | undefined {
  if (about.capability === intent.capability) return undefined;
  const own = textsIn(intent.args);
  const other = textsIn(about.args);
  const names = [...other.keys()].filter((name) => own.has(name) && own.get(name) !== other.get(name));
  if (about.role === "confirm" && names[0] !== undefined) return shown(names[0], own, other);
  const [mixed] = names.filter((name) =>
    [...other].some(
      ([each, value]) =>
        each !== name &&
        (own.has(each) ? own.get(each) === value && value === other.get(name) : value === own.get(name)),
    ),
  );
  if (mixed !== undefined) return shown(mixed, own, other);
  const known = new Set([
    ...leavesOf(intent.args),
    ...leavesOf(intent.hasResult ? (intent.result ?? null) : null),
  ]);
  if ([...leavesOf(about.args)].some((leaf) => known.has(leaf))) return undefined;
  const [name] = names.filter((each) => about.role === "confirm" || isHandedOn(meant, each));
  return name === undefined ? undefined : shown(name, own, other);
}

/**
 * A whole number that is counted on from: `undo shut(lane: lane + 1)`. What hangs on the result is meant, as what is left
 * of a number; so are amounts with fractions, of which a part may be kept.
 */
export function ofAnotherNumber(
  { undo }: Pick<Capability, "undo">,
  { args }: IntentState,
  about: IntentState,
): Wrong | undefined {
  for (const [name, back] of Object.entries(undo?.args ?? {})) {
    const [own, other] = [args, about.args].map((all) => (all as JsonObject)[name]);
    if (own === undefined || other === undefined || own === other || back.op !== "call") continue;
    if (!Number.isInteger(own) || !Number.isInteger(other)) continue;
    const reads = freeReads(back).map((read) => read.name);
    if (!reads.includes(name) || reads.includes("result")) continue;
    return { own: `${name} ${own}`, other: `${name} ${other}` };
  }
  return undefined;
}

/** The call was given what bears the parameter's own name, and what takes it back was given something else. */
function isHandedOn(meant: Effect["meant"], name: string): boolean {
  const given = meant?.args[name];
  const back = meant?.options.undo?.args[name];
  return given?.op === "read" && given.name === name && back !== undefined && back.op !== "constant";
}

function shown(name: string, own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): Wrong {
  const says = (value: string | undefined): string => `${name} ${JSON.stringify(value)}`;
  return { own: says(own.get(name)), other: says(other.get(name)) };
}

function textsIn(args: Json): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(args as JsonObject).flatMap(([name, value]): readonly (readonly [string, string])[] =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

function* leavesOf(value: Json): Generator<string> {
  if (typeof value !== "object" || value === null) yield canonical(value);
  else for (const inner of Object.values(value)) yield* leavesOf(inner as Json);
}
