/** Whether what takes something back, or asks about it, was told of another thing than what was done. */
import { canonical, type Json, type JsonObject } from "@orchlang/plan";
import type { IntentState } from "../../kernel/run/state.ts";
import type { Effect } from "./effects.ts";

/** What was done, and what was spoken of instead. */
export interface Wrong {
  readonly own: string;
  readonly other: string;
}

/**
 * By parameters of the same name. Two that were told apart are told the same; or nothing that it is told is what the call
 * was told or gave. What goes back to how it was before (`set(to: before)`) is told something else on purpose, and so is
 * what swaps two (`move(from: to, to: from)`).
 */
export function ofOtherArguments({ intent, meant }: Effect, about: IntentState): Wrong | undefined {
  if (about.capability === intent.capability) return undefined;
  const own = textsIn(intent.args);
  const other = textsIn(about.args);
  const names = [...other.keys()].filter((name) => own.has(name) && own.get(name) !== other.get(name));
  const [mixed] = names.filter((name) =>
    [...other].some(
      ([each, value]) =>
        each !== name && value === other.get(name) && own.has(each) && own.get(each) === value,
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
