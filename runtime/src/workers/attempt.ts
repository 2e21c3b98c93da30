import { inspect } from "node:util";
import type { Json, Money } from "@orchlang/plan";
import { addMoney, money } from "@orchlang/plan";
import type { HandlerContext } from "../handler.ts";
import type { Outcome, Spent } from "../kernel/failure.ts";
import type { Job, Workplace } from "../world/world.ts";
import { classify, failed } from "./classify.ts";
import type { Loaded } from "./load.ts";
import { validArguments, validResult } from "./validate.ts";

/** What an attempt gives: the outcome and the spending as JSON text; `skipped` where the claim was refused. */
export type AttemptResult = { readonly outcome: string; readonly spent: string } | "skipped";

export interface Surroundings {
  /** Made when it is first asked for. */
  readonly signal: AbortSignal;
  load(): Loaded | Promise<Loaded>;
  /** Whether the handler may be called; asked once, at the last moment. */
  claim(): boolean;
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
  const valid = validArguments(capability.params, job.args, schemas);
  if (!around.claim()) return "skipped";
  if (job.heartbeat !== undefined) around.sign();
  if ("unusable" in loaded) return ended(failed("permanent", loaded.unusable, capability, "not_reached"), {});
  if ("faults" in valid) {
    const message = `The arguments of ${capability.name} do not fit: ${valid.faults[0]}`;
    return ended(failed("invalid_input", message, capability, "not_reached", valid.faults), {});
  }
  const spending = newSpending();
  try {
    const context = contextOf(job, around, spending);
    const call = loaded.call as (args: Json, context: HandlerContext) => unknown;
    const given = call(valid.ok, context);
    // The race is lost on purpose by a handler whose own promise never ends.
    const returned = isThenable(given) ? await Promise.race([given, around.stray()]) : given;
    if (job.token !== undefined) return { outcome: '{"ok":null}', spent: JSON.stringify(spending.used) };
    const result = validResult(capability, returned, schemas);
    if ("json" in result) return { outcome: `{"ok":${result.json}}`, spent: JSON.stringify(spending.used) };
    const first = result.faults[0] === undefined ? "" : `: ${result.faults[0]}`;
    const message = `The handler of ${capability.name} ${result.invalid}${first}`;
    return ended(failed("invalid_output", message, capability, "reached", result.faults), spending.used);
  } catch (error) {
    return ended(classify(error, capability, around.signal), spending.used);
  }
}

function isThenable(given: unknown): given is PromiseLike<unknown> {
  if ((typeof given !== "object" && typeof given !== "function") || given === null) return false;
  return "then" in given && typeof given.then === "function";
}

function ended(outcome: Outcome, spent: Spent): AttemptResult {
  return { outcome: JSON.stringify(outcome), spent: JSON.stringify(spent) };
}

function contextOf(job: Job, around: Surroundings, spending: Spending): HandlerContext {
  const sign = (): void => {
    if (job.heartbeat !== undefined) around.sign();
  };
  return {
    key: job.key,
    run: job.run,
    capability: job.capability,
    attempt: job.attempt,
    dispatch: job.dispatch,
    get signal() {
      return around.signal;
    },
    ...(job.due === undefined ? {} : { deadline: job.due }),
    ...(job.fence === undefined ? {} : { fence: job.fence }),
    ...(job.fences === undefined ? {} : { fences: job.fences }),
    ...(job.of === undefined ? {} : { of: job.of }),
    ...(job.token === undefined ? {} : { token: job.token }),
    spend: (used) => spending.add(used),
    heartbeat: sign,
    progress: (done, total, says) => {
      around.say("progress", progressOf(done, total, says));
      sign();
    },
    log: (message, fields) => {
      around.say("log", fields === undefined ? message : `${message} ${onOneLine(fields)}`);
      sign();
    },
  };
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
