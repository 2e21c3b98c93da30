import type { Member } from "@orchlang/language/ast";
import { internalLabel } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { durationType, instantType, recordType, stringType } from "../types/kinds.ts";
import { notAValue, ofBinding } from "./reference.ts";
import type { Binding, Checking, Environment, Typed } from "./typed.ts";

const type: Type = recordType({ id: stringType, started: instantType, elapsed: durationType });

/** `run` in a plan. Only its fields are values: `elapsed` reads the clock, and the others stay as they are. */
const runBinding: Binding = {
  read: { op: "read", from: "context", name: "run" },
  type,
  label: internalLabel,
  refused: (place) =>
    notAValue.at(
      place,
      { name: "run", what: "what a plan knows of its run" },
      { help: "Write `run.id`, `run.started` or `run.elapsed`." },
    ),
};

/** The names of a plan: `run` is known, unless the module has something else of that name. */
export function withRun(env: Environment): Environment {
  return {
    lookup: (name) => env.lookup(name) ?? (name === "run" ? runBinding : undefined),
    names: () => new Set([...env.names(), "run"]),
  };
}

/** The `run` of `run.id`; undefined where a member of something else is asked. */
export function runAsked({ object }: Member, env: Environment, ctx: Checking): Typed | undefined {
  if (object.kind !== "reference" || env.lookup(object.text)?.read !== runBinding.read) return undefined;
  const typed = ofBinding(runBinding, object);
  ctx.watch?.expression(object, typed, undefined, env);
  return typed;
}

/** `run.elapsed` is a reading of the clock like `now`, and everything treats it as one. */
export function elapsedOf(object: Typed, name: string): Pick<Typed, "expression" | "readsNow"> | undefined {
  if (object.expression !== runBinding.read || name !== "elapsed") return undefined;
  const started = { op: "field", of: object.expression, name: "started" } as const;
  const now = { op: "read", from: "context", name: "now" } as const;
  return { expression: { op: "call", fn: "instant.difference", args: [now, started] }, readsNow: true };
}
