/**
 * The one place that reads what worker threads and their processes say. Handlers share a realm with the code that sends
 * these messages, so that each may be anything: a message counts only if all of it is what a worker says.
 */

import type { Failure, FailureClass, Outcome, Reach, Spent } from "@orchlang/kernel";
import { type Capability, callFailures, type Json, planFailures, type Schema } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";
import { money } from "@orchlang/plan/quantities";

import { limits } from "../limits.ts";
import type { Job, JobResult, Workplace } from "../world/world.ts";
import { isDelay } from "./classify.ts";
import type { FromProcess, FromThread, Settled, ThreadOutput } from "./messages.ts";
import { isRecord } from "./project.ts";

/** The job and place that a result has to fit; undefined: no such job. */
type Expected = { readonly job: Job; readonly place: Workplace } | undefined;

/** Why something is no message of a worker. */
interface Unreadable {
  readonly wrong: string;
}

/** Thrown within this file only. */
class Wrong extends Error {}

/** `expected`: what is under way at a slot. The values of results are held against their types once more. */
export function decodeFromThread(
  raw: unknown,
  slots: number,
  expected: (slot: number) => Expected,
): FromThread | Unreadable {
  return guarded(raw, (message) => {
    const { stopping, settled, output, alive = [] } = message;
    const slotOf = (value: unknown): number => wholeBelow(slots, value);
    return {
      stopping: listOf(stopping, "stopping").map(slotOf),
      alive: listOf(alive, "alive").map(slotOf),
      output: listOf(output, "output").map((one) => outputOf(one, slotOf)),
      settled: listOf(settled, "settled").map((one): Settled => {
        const { slot: said, skipped, outcome, spent } = record(one, "a result");
        const slot = slotOf(said);
        if (skipped === true) return { slot, skipped };
        return { slot, outcome: outcomeOf(outcome, expected(slot)), spent: spentOf(spent) };
      }),
    };
  });
}

export function decodeFromProcess(raw: unknown, expected: () => Expected): FromProcess | Unreadable {
  return guarded(raw, (message): FromProcess => {
    const { says } = message;
    if (says === "ready" || says === "alive") return { says };
    if (says === "output") {
      const { by, text } = outputOf(message, () => 0);
      return { says, by, text, mine: message.mine === true };
    }
    if (says !== "result") throw new Wrong(`it says ${shown(says)}`);
    return { says, full: message.full === true, result: resultOf(message.result, expected()) };
  });
}

/** A result as an object of a message that was parsed already. */
export function resultIn(value: unknown, expected: Expected): JobResult | Unreadable {
  return caught(() => resultOf(value, expected));
}

/** A line of output as an object of a message that was parsed already. */
export function outputIn(value: unknown): Pick<ThreadOutput, "by" | "text"> | Unreadable {
  return caught(() => {
    const { by, text } = outputOf(value, () => 0);
    return { by, text };
  });
}

function guarded<T>(raw: unknown, read: (message: Readonly<Record<string, unknown>>) => T): T | Unreadable {
  if (typeof raw !== "string") return { wrong: `it is no text but ${kindOf(raw)}` };
  if (raw.length > limits.workerMessageCharsMax) return { wrong: `it has ${raw.length} characters` };
  return caught(() => read(record(JSON.parse(raw), "it")));
}

function caught<T>(read: () => T): T | Unreadable {
  try {
    return read();
  } catch (error) {
    // Endless nesting exhausts the reader's stack.
    if (error instanceof Wrong || error instanceof SyntaxError || error instanceof RangeError)
      return { wrong: error.message };
    throw error;
  }
}

function resultOf(value: unknown, expected: Expected): JobResult {
  const { lost, outcome, spent } = record(value, "its result");
  if (lost === "worker") return { lost };
  return { outcome: outcomeOf(outcome, expected), spent: spentOf(spent) };
}

function outcomeOf(value: unknown, expected: Expected): Outcome {
  const outcome = record(value, "the outcome");
  if ("failure" in outcome) {
    return { failure: failureOf(outcome.failure, expected?.place.capability), reach: reachOf(outcome.reach) };
  }
  if (!("ok" in outcome)) throw new Wrong("an outcome has neither a value nor a failure");
  if (expected === undefined) return { ok: null };
  return { ok: declaredValue(outcome.ok, expected) };
}

/** As its capability declares it: what the run goes on with is never of another type. */
function declaredValue(value: unknown, { job, place: { capability, schemas } }: NonNullable<Expected>): Json {
  const schema: Schema =
    capability.result === null || job.token !== undefined ? { type: "null" } : capability.result.schema;
  const admitted = admit(schema, value, schemas, { extra: "drop" });
  if ("ok" in admitted) return admitted.ok;
  throw new Wrong(`a result of ${capability.name} is not as declared: ${admitted.faults[0]?.says}`);
}

const classes: ReadonlySet<unknown> = new Set<FailureClass>([...callFailures, ...planFailures]);

function isClass(value: unknown): value is FailureClass {
  return classes.has(value);
}

function failureOf(value: unknown, capability: Capability | undefined): Failure {
  const { class: kind, name, message, details, after } = record(value, "the failure");
  if (!isClass(kind)) throw new Wrong(`there is no class of failure ${shown(kind)}`);
  const failure = {
    class: kind,
    name: nameOf(name, kind, capability),
    message: line(message, "its message"),
    ...(isDelay(after) ? { after } : {}),
  };
  if (details === undefined) return failure;
  return { ...failure, details: listOf(details, "details").map((one) => line(one, "a detail")) };
}

function nameOf(value: unknown, kind: FailureClass, capability: Capability | undefined): string {
  const name = line(value, "its name");
  if (name === kind || (kind === "permanent" && (capability?.fails.includes(name) ?? true))) return name;
  throw new Wrong(`${shown(name)} is no name of a failure`);
}

function reachOf(value: unknown): Reach {
  if (value === "reached" || value === "not_reached" || value === "unknown") return value;
  throw new Wrong(`${shown(value)} is no reach`);
}

function spentOf(value: unknown): Spent {
  const { cost, tokens, energy } = record(value, "what was spent");
  return {
    ...(cost === undefined ? {} : { cost: costOf(cost) }),
    ...(tokens === undefined ? {} : { tokens: amountOf(tokens) }),
    ...(energy === undefined ? {} : { energy: amountOf(energy) }),
  };
}

function costOf(value: unknown): NonNullable<Spent["cost"]> {
  const { amount, currency } = record(value, "a cost");
  const cost =
    typeof amount === "string" && typeof currency === "string" ? money(amount, currency) : undefined;
  if (cost === undefined || cost.amount.startsWith("-")) throw new Wrong("a cost is no amount of money");
  return cost;
}

function amountOf(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new Wrong(`${shown(value)} is no amount`);
}

const writers: ReadonlySet<unknown> = new Set<ThreadOutput["by"]>(["log", "progress", "stdout", "stderr"]);

function isWriter(value: unknown): value is ThreadOutput["by"] {
  return writers.has(value);
}

function outputOf(value: unknown, slotOf: (slot: unknown) => number): ThreadOutput {
  const { slot, by, text } = record(value, "a line");
  if (!isWriter(by)) throw new Wrong(`nothing is written by ${shown(by)}`);
  const written = { by, text: bounded(text, limits.logCharsMax, "a line") };
  return slot === undefined ? written : { slot: slotOf(slot), ...written };
}

function line(value: unknown, what: string): string {
  return bounded(value, limits.failureCharsMax, what);
}

/** Truncated texts end in two more characters. */
function bounded(value: unknown, most: number, what: string): string {
  if (typeof value === "string" && value.length <= most + 2) return value.toWellFormed();
  throw new Wrong(`${what} is ${typeof value === "string" ? "too long" : `no text but ${kindOf(value)}`}`);
}

function wholeBelow(most: number, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < most) return value;
  throw new Wrong(`there is no slot ${shown(value)}`);
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Wrong(`${what} is no list but ${kindOf(value)}`);
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new Wrong(`${what} is no record but ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : `of type ${typeof value}`;
}

function shown(value: unknown): string {
  return typeof value === "string" ? `\`${value.slice(0, 40)}\`` : kindOf(value);
}
