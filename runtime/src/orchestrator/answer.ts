import { present } from "@orchlang/kernel";
import { answerSchema, intentNamed, stepName, type User, waitingOf } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan, Schema } from "@orchlang/plan";
import { caseIn, casesIn, typeNamed } from "@orchlang/plan/boundary";

import type { Refusal } from "../orchestrator-api.ts";
import { validValue } from "../workers/validate.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";

export type Done = { readonly done: true } | Refusal;

/** An answer to a question of a run. `id`: the answer's; absent: a fresh one. */
interface Answer {
  readonly step: string;
  readonly value: Json;
  readonly by: User;
  readonly id?: string;
}

/** A person's answer: fitted to what is asked for before anything is journalled, then handed to control. */
export async function answer(runs: Runs, run: Run, { step, value, by, ...given }: Answer): Promise<Done> {
  const open = waitingOf(run.live.plan, run.live.state).find(
    (waiting) => waiting.for === "answer" && waiting.step === step,
  );
  if (open === undefined || open.for !== "answer") return notWaiting(run, step);
  const intent = present(run.live.state.intents.get(open.key), "a task has an intent");
  const valid = intent.approval
    ? agreement(run.file.plan, intent.capability, value)
    : admitted(run.file.plan, intent.capability, value, by);
  if ("refused" in valid) return valid;
  const id = given.id ?? runs.world.random.hex(16);
  const task = { stream: run.live.id, seq: intent.seq };
  const decided = await runs.control.offer((at) => ({ t: "Answer", at, id, task, value: valid.ok, by }));
  if (decided === "stopped") return stopped(runs);
  for (const { event } of decided) {
    if (event.t === "Refused")
      return { refused: "not_waiting", message: `${step} takes no answer: ${event.why}.` };
  }
  return { done: true };
}

/** A value in place of a capability's result, as its type wants it; the giver's id in `by`, where the type has that. */
export function admitted(
  plan: Plan,
  capability: string,
  value: Json,
  by: User,
): { readonly ok: Json } | Refusal {
  const { result } = present(plan.capabilities[capability], `the plan has ${capability}`);
  if (result === null) return { ok: null };
  const signed =
    names(result.schema, plan.schemas, "by", value) && isRecord(value) && !Object.hasOwn(value, "by");
  const valid = validValue(result.schema, signed ? { ...value, by: by.id } : value, plan.schemas);
  if ("ok" in valid) return valid;
  return { refused: "shape", message: `The value is not what ${capability} gives.`, details: valid.faults };
}

/** A word on whether something may go ahead. */
export function agreement(plan: Plan, capability: string, value: Json): { readonly ok: Json } | Refusal {
  const valid = validValue(answerSchema(plan, capability, true), value, {});
  if ("ok" in valid) return valid;
  return { refused: "shape", message: "It is asked whether this may go ahead.", details: valid.faults };
}

export function stopped(runs: Runs): Refusal {
  return { refused: "journal", message: runs.drive.stopped ?? "The journal takes nothing more." };
}

/** Whether the step is there at all, and what waits instead. */
function notWaiting(run: Run, step: string): Refusal {
  const { plan, state } = run.live;
  const open = waitingOf(plan, state).filter((waiting) => waiting.for === "answer");
  const details = open.map((waiting) => `${waiting.step} waits for ${waiting.role}`);
  const known = intentNamed(state, step);
  if (known === undefined) {
    return { refused: "unknown_step", message: `The run has no step ${step} that was begun.`, details };
  }
  const name = stepName(known.intent.call);
  return { refused: "not_waiting", message: `${name} does not wait for an answer.`, details };
}

function names(schema: Schema, defs: Readonly<Record<string, Schema>>, field: string, value: Json): boolean {
  if (typeof schema === "boolean") return false;
  const type = typeNamed(schema);
  if (type !== undefined) {
    const named = defs[type];
    return named !== undefined && names(named, defs, field, value);
  }
  const cases = casesIn(schema);
  const { properties } = cases === undefined ? schema : (caseIn(cases, value) ?? {});
  return properties !== undefined && isRecord(properties) && Object.hasOwn(properties, field);
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
