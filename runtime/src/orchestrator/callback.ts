import { timingSafeEqual } from "node:crypto";
import type { RunId } from "@orchlang/kernel";
import { callsBack, type RunEvent, type User } from "@orchlang/kernel/run";
import type { Json, JsonObject } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { eventOf } from "../journal/chain.ts";
import type { Store } from "../journal/store.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { admitted, type Done, stopped } from "./answer.ts";
import { codeOf } from "./callback-token.ts";
import { foldedOr } from "./fold-run.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";

/** Somebody brings a token: the value is fitted to what the step gives before anything is journalled. */
export async function callback(runs: Runs, run: Run, token: string, value: Json, by: User): Promise<Done> {
  const [, key = "", code = ""] = token.split(".");
  const { plan, state } = run.live;
  const expected = Buffer.from(codeOf(state.start?.seed ?? "", key));
  const given = Buffer.from(code);
  const intent = state.intents.get(key);
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isRight || intent === undefined || !callsBack(plan, intent.capability)) return unknownToken();
  if (intent.outcome !== undefined && !intent.repeatedForResult) {
    if (await wasReturned(runs.store, run.live.id.slice("run/".length), token, value)) return { done: true };
    return { refused: "not_waiting", message: "Nobody waits for this token any longer: its step is over." };
  }
  const valid = admitted(plan, intent.capability, value, by);
  if ("refused" in valid) return valid;
  const decided = await run.live.offer((at) => ({ t: "Returned", at, key, value: valid.ok, by }));
  return decided === "stopped" ? stopped(runs) : { done: true };
}

/** True if the token has brought this value before: who did not hear so may say it again. */
export async function wasReturned(store: Store, run: RunId, token: string, value: Json): Promise<boolean> {
  const [, key = "", code = ""] = token.split(".");
  const folded = await foldedOr(store, run);
  if ("refused" in folded || code !== codeOf(folded.state.start?.seed ?? "", key)) return false;
  for await (const record of store.read(`run/${run}`, 0)) {
    const event = eventOf<RunEvent>(record, store.sealer);
    if (event?.t === "Returned" && event.key === key) return isSame(event.value, value);
  }
  return false;
}

/** The journalled value has the field `by` added, where its type asks for it. */
function isSame(kept: Json, value: Json): boolean {
  if (canonical(kept) === canonical(value)) return true;
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return false;
  const { by: _, ...rest } = kept as JsonObject;
  return canonical(rest) === canonical(value);
}

export function unknownToken(): Refusal {
  return { refused: "unknown_step", message: "No step waits for this token." };
}
