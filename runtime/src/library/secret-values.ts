/** The secret values in a run's events, by the labels of its plan: texts that leave must not contain them. */

import type { Key, Reads, Seq, ToRun } from "@orchlang/kernel";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Json, JsonObject, Parameter, Plan } from "@orchlang/plan";
import { type Clearance, hidden, isOpen, maskedArguments, maskedValue } from "./mask.ts";

/** Reads the events of one run, in order, from the first. */
interface SecretReader {
  /** The values in it that are secret, whole as they are labelled. */
  add(seq: Seq, event: RunEvent): readonly Json[];
}

/** A reader for the runs of a plan: which values are secret stands in the types of what it calls, starts with and reads. */
export function secretReader(of: Plan, clearance: Clearance = "personal"): SecretReader {
  const plan: Within = { ...of, clearance };
  const callees = new Map<Key, string>();
  const asked = new Map<Seq, string>();
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  const called = (name: string) => plan.capabilities[name] ?? plan.routines[name] ?? plan.goals[name];
  const inResult = (name: string | undefined, value: Json | undefined): readonly Json[] =>
    value === undefined ? [] : secretsIn(value, called(name ?? ""), plan);
  const inArgs = (name: string, args: Json): readonly Json[] =>
    secretArguments(called(name)?.params ?? [], args, plan);
  return {
    add: (seq, event) => {
      switch (event.t) {
        case "Started":
          return secretArguments(entry?.params ?? [], event.input, plan);
        case "Began":
        case "Deferred":
          callees.set(event.intent.key, event.capability);
          return [...inArgs(event.capability, event.args), ...secretReads(event.reads, plan)];
        case "Entered":
          return inArgs(event.target, event.input);
        case "Ended":
          return "ok" in event.outcome ? inResult(callees.get(event.key), event.outcome.ok) : [];
        case "Returned":
          return inResult(callees.get(event.key), event.value);
        case "Asked": {
          const { ask } = event;
          const task = ask.ask === "task" ? ask.task : ask.ask === "gate" ? ask : undefined;
          if (task === undefined) return [];
          if (ask.ask === "task") asked.set(seq, task.capability);
          if (event.intent !== undefined) callees.set(event.intent.key, task.capability);
          return inArgs(task.capability, task.args);
        }
        case "Told":
          return secretsTold(event.say, plan, inResult, asked);
        case "Settled":
          return inResult(callees.get(event.key ?? ""), event.value);
        case "Closed":
          return event.value === undefined ? [] : secretsIn(event.value, entry, plan);
        default:
          return [];
      }
    },
  };
}

/** The secret parts of one call's arguments. */
export function secretArguments(
  params: readonly Parameter[],
  args: Json | undefined,
  { schemas, clearance = "personal" }: Around,
): readonly Json[] {
  return args === undefined ? [] : between(args, maskedArguments(params, args, { schemas, clearance }));
}

/** The secret parts of a call's result, by its type. */
export function secretResult(
  value: Json,
  type: Parameters<typeof maskedValue>[1],
  { schemas, clearance = "personal" }: Around,
): readonly Json[] {
  return between(value, maskedValue(value, type, { schemas, clearance }));
}

/** Values labelled above `clearance` count as secret; by default those labelled `secret`. */
type Around = Pick<Plan, "schemas"> & { readonly clearance?: Clearance };
type Within = Plan & { readonly clearance: Clearance };

type Typed = { readonly result?: Parameters<typeof maskedValue>[1] } | undefined;

function secretsIn(value: Json, typed: Typed, plan: Within): readonly Json[] {
  return secretResult(value, typed?.result, plan);
}

function secretsTold(
  say: ToRun,
  plan: Within,
  inResult: (name: string | undefined, value: Json | undefined) => readonly Json[],
  asked: ReadonlyMap<Seq, string>,
): readonly Json[] {
  const reads = "reads" in say ? secretReads(say.reads, plan) : [];
  const answer = say.say === "answered" ? inResult(asked.get(say.ref.seq), say.value) : [];
  return [...reads, ...answer];
}

function secretReads(reads: Reads, { signals, flags, schemas, clearance }: Within): readonly Json[] {
  return reads.flatMap(({ name, value }) => {
    if (value === undefined) return [];
    const plain = name.replace(/\(.*$/u, "");
    const signal = signals[plain];
    if (signal !== undefined) return between(value, maskedValue(value, signal, { schemas, clearance }));
    const flag = flags[plain];
    return flag === undefined || isOpen(flag.label, clearance) ? [] : [value];
  });
}

const placeholders: ReadonlySet<Json> = new Set([hidden("personal"), hidden("secret")]);

/** The values behind `‹secret›` placeholders. */
export function secretsBetween(whole: object, shown: JsonObject): readonly Json[] {
  return between(whole as Json, shown);
}

function between(value: Json, masked: Json | undefined): readonly Json[] {
  if (masked !== undefined && placeholders.has(masked)) return value === masked ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  if (typeof masked !== "object" || masked === null) return [];
  const shown = new Map(Object.entries(masked));
  return Object.entries(value).flatMap(([name, each]) => between(each as Json, shown.get(name)));
}
