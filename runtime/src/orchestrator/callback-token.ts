/** The tokens of requests that call back. */
import { createHmac } from "node:crypto";
import type { Key, RunId } from "@orchlang/kernel";
import { callsBack, type RunState } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import { isText } from "./malformed.ts";

/**
 * The token of a request that calls back: the run, the intent's key, and a code that requires the run's seed. It is
 * computed whenever it is needed, so it survives every crash and is the same for every try under one key.
 */
export function tokenFor(
  { plan, state }: { readonly plan: Plan; readonly state: RunState },
  { capability, key, of }: { readonly capability: string; readonly key: Key; readonly of?: Key },
): { readonly token?: string } {
  if (of !== undefined || state.start === undefined || !callsBack(plan, capability)) return {};
  return { token: `${state.start.run}.${key}.${codeOf(state.start.seed, key)}` };
}

export function codeOf(seed: string, key: Key): string {
  return createHmac("sha256", seed).update(`callback ${key}`).digest("hex").slice(0, 32);
}

/** The run that a token speaks of; undefined where it is no token. */
export function runOfToken(token: string): RunId | undefined {
  if (!isText(token)) return undefined;
  const [run, key, code, ...more] = token.split(".");
  return run === undefined || key === undefined || code === undefined || more.length > 0 ? undefined : run;
}
