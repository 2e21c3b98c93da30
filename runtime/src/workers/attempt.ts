import { inspect } from "node:util";
import type { Chosen, Outcome, Spent } from "@orchlang/kernel";
import type { Json, Money } from "@orchlang/plan";
import { asJson, canonical } from "@orchlang/plan/json";
import { addMoney, money } from "@orchlang/plan/quantities";
import type { HandlerContext } from "../handler.ts";
import type { Job, Workplace } from "../world/world.ts";
import { classify, failed } from "./classify.ts";
import type { Loaded } from "./load.ts";
import type { Stop } from "./stopped.ts";
import { validArguments, validResult } from "./validate.ts";

/**
 * The result of an attempt: the outcome and the spending as JSON text; who made it, where that was chosen, and among whom;
 * `skipped` if the claim was refused.
 */
export type AttemptResult =
  | { readonly outcome: string; readonly spent: string; readonly by?: string; readonly chosen?: Chosen }
  | "skipped";

export interface Surroundings {
  readonly stop: Stop;
  load(): Loaded | Promise<Loaded>;
  /** True if the handler may be called; asked once, at the last moment. */
  claim(): boolean;
  /** The handler was called, and has returned or given back a promise. */
  called?(): void;
  say(by: "log" | "progress", text: string): void;
  /** It lives. */
  sign(): void;
  /** Rejects when something thrown outside the handler's own promise belongs to this attempt. Asked for once, if at all. */
  stray(): Promise<never>;
}

/** One attempt, wherever it is made: load, validate, call, validate. Never throws. */
export async function attempt(job: Job, place: Workplace, around: Surroundings): Promise<AttemptResult> {
  const { capability, schemas } = place;
  const loaded = await around.load();
  // A record of a plan may have more fields than the parameter's type names: a handler is given those that it names.
  const valid = validArguments(capability.params, job.args, schemas, { extra: "drop" });
  if (!around.claim()) return "skipped";
  if (job.heartbeat !== undefined) around.sign();
  if ("unusable" in loaded) return ended(failed("permanent", loaded.unusable, capability, "not_reached"), {});
  if ("faults" in valid) {
    const message = `The arguments of ${capability.name} do not fit: ${valid.faults[0]}`;
    return ended(failed("invalid_input", message, capability, "not_reached", valid.faults), {});
  }
  const result = await called(loaded, { job, place, around, args: valid.ok });
  const { by, chosen } = loaded;
  if (by === undefined) return result;
  return { ...result, by, ...(chosen === undefined ? {} : { chosen }) };
}

interface Call {
  readonly job: Job;
  readonly place: Workplace;
  readonly around: Surroundings;
  readonly args: Readonly<Record<string, Json>>;
}

async function called(
  loaded: Extract<Loaded, { call: unknown }>,
  { job, place, around, args }: Call,
): Promise<Exclude<AttemptResult, "skipped">> {
  const { capability, schemas } = place;
  const spending = newSpending();
  try {
    const context = new Context(job, around, spending);
    const call = loaded.call as (args: Json, context: HandlerContext) => unknown;
    const given = call(args, context);
    around.called?.();
    // The race is lost on purpose by a handler whose own promise never ends.
    const returned = isThenable(given) ? await Promise.race([given, around.stray()]) : given;
    if (job.token !== undefined) return { outcome: '{"ok":null}', spent: canonical(asJson(spending.used)) };
    const result = validResult(capability, returned, schemas);
    if ("json" in result)
      return { outcome: `{"ok":${result.json}}`, spent: canonical(asJson(spending.used)) };
    const first = result.faults[0] === undefined ? "" : `: ${result.faults[0]}`;
    const message = `The handler of ${capability.name} ${result.invalid}${first}`;
    return ended(failed("invalid_output", message, capability, "reached", result.faults), spending.used);
  } catch (error) {
    return ended(
      classify(error, capability, { signal: around.stop.signal, root: place.root }),
      spending.used,
    );
  }
}

function isThenable(given: unknown): given is PromiseLike<unknown> {
  if ((typeof given !== "object" && typeof given !== "function") || given === null) return false;
  return "then" in given && typeof given.then === "function";
}

function ended(outcome: Outcome, spent: Spent): Exclude<AttemptResult, "skipped"> {
  return { outcome: canonical(asJson(outcome)), spent: canonical(asJson(spent)) };
}

/**
 * The context given to a handler. A class, because V8 gives each record with a literal getter a hidden class of its
 * own: creating and collecting those took longer than everything else about an attempt.
 */
class Context implements HandlerContext {
  readonly key: string;
  readonly run: string;
  readonly capability: string;
  readonly attempt: number;
  readonly dispatch: number;
  declare readonly deadline?: number;
  declare readonly fence?: number;
  declare readonly fences?: NonNullable<HandlerContext["fences"]>;
  declare readonly of?: string;
  declare readonly token?: string;
  readonly spend: HandlerContext["spend"];
  readonly heartbeat: () => void;
  readonly progress: HandlerContext["progress"];
  readonly log: HandlerContext["log"];
  readonly #stop: Stop;

  constructor(job: Job, around: Surroundings, spending: Spending) {
    const sign = (): void => {
      if (job.heartbeat !== undefined) around.sign();
    };
    this.#stop = around.stop;
    this.key = job.key;
    this.run = job.run;
    this.capability = job.capability;
    this.attempt = job.attempt;
    this.dispatch = job.dispatch;
    if (job.due !== undefined) this.deadline = job.due;
    if (job.fence !== undefined) this.fence = job.fence;
    if (job.fences !== undefined) this.fences = job.fences;
    if (job.of !== undefined) this.of = job.of;
    if (job.token !== undefined) this.token = job.token;
    // Each works also where a handler takes it out of its context.
    this.spend = (used) => spending.add(used);
    this.heartbeat = sign;
    this.progress = (done, total, says) => {
      around.say("progress", progressOf(done, total, says));
      sign();
    };
    this.log = (message, fields) => {
      around.say("log", fields === undefined ? message : `${message} ${onOneLine(fields)}`);
      sign();
    };
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }
}

/** `3 of 10: sorting`. A number that is none is the handler's mistake, and is thrown at it. */
function progressOf(done: number, total: number | undefined, says: string | undefined): string {
  const share =
    total === undefined
      ? `${amount(done, "progress: `done`")}`
      : `${amount(done, "progress: `done`")} of ${amount(total, "progress: `total`")}`;
  return says === undefined ? share : `${share}: ${says}`;
}

function onOneLine(fields: unknown): string {
  return inspect(fields, { breakLength: Number.POSITIVE_INFINITY, depth: 6 });
}

interface Spending {
  used: Spent;
  add(used: Parameters<HandlerContext["spend"]>[0]): void;
}

/** Adds up what a handler reports. A report that is no amount is the handler's mistake, and is thrown at it. */
function newSpending(): Spending {
  const spending: Spending = {
    used: {},
    add: ({ cost, tokens, energy }) => {
      spending.used = {
        ...spending.used,
        ...(cost === undefined ? {} : { cost: plus(spending.used.cost, cost) }),
        ...(tokens === undefined
          ? {}
          : { tokens: (spending.used.tokens ?? 0) + amount(tokens, "spend: `tokens`") }),
        ...(energy === undefined
          ? {}
          : { energy: (spending.used.energy ?? 0) + amount(energy, "spend: `energy`") }),
      };
    },
  };
  return spending;
}

function plus(before: Money | undefined, cost: { amount: string; currency: string }): Money {
  const more = money(String(cost.amount), cost.currency);
  if (more === undefined || more.amount.startsWith("-")) {
    throw new TypeError(`spend: a cost is { amount: "0.05", currency: "USD" }, not ${JSON.stringify(cost)}`);
  }
  return before === undefined ? more : addMoney(before, more);
}

function amount(value: number, of: string): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new TypeError(`${of} is a number from 0, not ${onOneLine(value)}`);
}
