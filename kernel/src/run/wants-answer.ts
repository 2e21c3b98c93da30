import type { Plan, Schema } from "@orchlang/plan";
import type { Call, Key } from "../identity.ts";
import type { Instant } from "../machine.ts";
import { answerSchema } from "./answer-schema.ts";
import type { IntentState } from "./state.ts";

/** Somebody is asked, and has not answered. */
export interface WantsAnswer {
  readonly for: "answer";
  readonly step: string;
  readonly call: Call;
  readonly key: Key;
  readonly role: string;
  readonly show: string;
  /** JSON Schema of an answer, with the named types that it speaks of. */
  readonly wants: Schema;
  /** Not the step's result is asked for, but whether it may go ahead. */
  readonly approval?: true;
  /** Where several have to answer: how many, and who has. */
  readonly people?: { readonly of: number; readonly signed: readonly string[] };
  /** Only some who have the role may answer: the capability's `where` says who. */
  readonly restricted?: true;
  readonly due?: Instant;
}

/** The question that an intent asks people, if any. */
export function wantsAnswer(plan: Plan, intent: IntentState, step: string): WantsAnswer | undefined {
  const { key, show, approval, capability } = intent;
  if (show === undefined) return undefined;
  const { role, text, of, signed = [], due = intent.due } = show;
  return {
    for: "answer",
    step,
    call: intent.intent.call,
    key,
    role,
    show: text,
    wants: answerSchema(plan, capability, approval),
    ...(approval ? { approval: true } : {}),
    ...(of === undefined ? {} : { people: { of, signed } }),
    ...(isRestricted(plan, intent) ? { restricted: true } : {}),
    ...(due === undefined ? {} : { due }),
  };
}

function isRestricted(plan: Plan, { capability, approval }: IntentState): boolean {
  return !approval && plan.capabilities[capability]?.human?.where !== undefined;
}
