import { createHmac, timingSafeEqual } from "node:crypto";
import type { Json, Plan } from "@orchlang/plan";
import type { Key } from "../kernel/identity.ts";
import type { RunId } from "../kernel/machine.ts";
import { callsBack } from "../kernel/run/call.ts";
import type { User } from "../kernel/run/events.ts";
import type { RunState } from "../kernel/run/state.ts";
import type { Refusal } from "../orchestrator-api.ts";
import { admitted, type Done, stopped } from "./answer.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";
import { isText } from "./unlike.ts";

/**
 * What a request that calls back is given to bring: the run, the intent's key, and a code that only who knows the run's
 * seed can make. It is worked out anew whenever it is wanted, so that it outlives every crash, and is the same for every
 * try under one key.
 */
export function tokenFor(
  { plan, state }: { readonly plan: Plan; readonly state: RunState },
  { capability, key, of }: { readonly capability: string; readonly key: Key; readonly of?: Key },
): { readonly token?: string } {
  if (of !== undefined || state.start === undefined || !callsBack(plan, capability)) return {};
  return { token: `${state.start.run}.${key}.${codeOf(state.start.seed, key)}` };
}

function codeOf(seed: string, key: Key): string {
  return createHmac("sha256", seed).update(`callback ${key}`).digest("hex").slice(0, 32);
}

/** The run that a token speaks of; undefined where it is no token. */
export function runOfToken(token: string): RunId | undefined {
  if (!isText(token)) return undefined;
  const [run, key, code, ...more] = token.split(".");
  return run === undefined || key === undefined || code === undefined || more.length > 0 ? undefined : run;
}

/** Somebody brings a token: the value is fitted to what the step gives before anything is journalled. */
export async function callback(runs: Runs, run: Run, token: string, value: Json, by: User): Promise<Done> {
  const [, key = "", code = ""] = token.split(".");
  const { plan, state } = run.live;
  const expected = Buffer.from(codeOf(state.start?.seed ?? "", key));
  const given = Buffer.from(code);
  const intent = state.intents.get(key);
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isRight || intent === undefined || !callsBack(plan, intent.capability)) return unknownToken();
  if (intent.outcome !== undefined && !intent.learning) {
    return { refused: "not_waiting", message: "Nobody waits for this token any longer: its step is over." };
  }
  const valid = admitted(plan, intent.capability, value, by);
  if ("refused" in valid) return valid;
  const decided = await run.live.offer((at) => ({ t: "Returned", at, key, value: valid.ok, by }));
  return decided === "stopped" ? stopped(runs) : { done: true };
}

export function unknownToken(): Refusal {
  return { refused: "unknown_step", message: "No step waits for this token." };
}
