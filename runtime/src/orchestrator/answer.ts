import { type Call, type Instant, present, type RunId } from "@orchlang/kernel";
import { asKnown, type ControlState, refusalOf, refusedFor } from "@orchlang/kernel/control";
import { answerSchema, intentNamed, stepName, type User, waitingOf } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { signed } from "@orchlang/plan/boundary";
import type { Attempt, Node } from "@orchlang/plan/nodes";
import type { Refusal } from "../orchestrator-types.ts";
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
    : answered(run.file.plan, intent.capability, value, by);
  if ("refused" in valid) return valid;
  const id = given.id ?? runs.world.random.hex(16);
  const task = { stream: run.live.id, seq: intent.seq };
  const decided = await runs.control.offer((at) => ({ t: "Answer", at, id, task, value: valid.ok, by }));
  if (decided === "stopped") return stopped(runs);
  const why = refusedFor(runs.control.state, id);
  if (why !== undefined) return { refused: "not_waiting", message: `${step} takes no answer: ${why}.` };
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
  const valid = validValue(
    result.schema,
    signed(value, by.id, { schema: result.schema, defs: plan.schemas }),
    plan.schemas,
  );
  if ("ok" in valid) return valid;
  return { refused: "shape", message: `The value is not what ${capability} gives.`, details: valid.faults };
}

/** A person's answer, as its type wants it. Where the type has a field `by` for names, it holds who answers. */
function answered(plan: Plan, capability: string, value: Json, by: User): { readonly ok: Json } | Refusal {
  const valid = admitted(plan, capability, value, by);
  if ("refused" in valid || !isRecord(valid.ok) || valid.ok.by === by.id) return valid;
  const { by: said, ...rest } = valid.ok;
  const own = said === undefined ? valid : admitted(plan, capability, rest, by);
  if ("refused" in own || !isRecord(own.ok) || own.ok.by !== by.id) return valid;
  return {
    refused: "shape",
    message: `\`by\` holds who answers: it is \`${by.id}\`, and not \`${said}\`. Leave it out.`,
  };
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A word on whether something may go ahead. */
function agreement(plan: Plan, capability: string, value: Json): { readonly ok: Json } | Refusal {
  const valid = validValue(answerSchema(plan, capability, true), value, {});
  if ("ok" in valid) return valid;
  return { refused: "shape", message: "It is asked whether this may go ahead.", details: valid.faults };
}

export function stopped(runs: Runs): Refusal {
  return { refused: "journal", message: runs.drive.stopped ?? "The journal takes nothing more." };
}

/** The refusal for a step that does not exist or does not wait; it lists the steps that wait. */
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

/**
 * The fault of an answer given before its question: no step of this name in the plan can accept it. Undefined: no
 * fault, or no such step. `step`: its name alone.
 */
export function answerAhead(
  plan: Plan,
  step: string,
  { value, by }: { readonly value: Json; readonly by: User },
): Refusal | undefined {
  const attempts = Object.values(plan.routines)
    .flatMap(({ nodes }) => nodes.filter(({ id }) => id === step))
    .flatMap(attemptsOf);
  let refused: Refusal | undefined;
  for (const { target, checks } of attempts) {
    if (!("capability" in target)) continue;
    const isAsked = plan.capabilities[target.capability]?.kind === "human";
    const wantsLeave = checks.some((id) => isApproval(plan, id));
    for (const taken of [
      ...(isAsked ? [answered(plan, target.capability, value, by)] : []),
      ...(wantsLeave ? [agreement(plan, target.capability, value)] : []),
    ]) {
      if ("ok" in taken) return undefined;
      refused ??= taken;
    }
  }
  return refused;
}

function isApproval(plan: Plan, id: string): boolean {
  const check = plan.checks[id];
  if (check?.kind !== "policy") return false;
  const policy = plan.policies.find(({ name }) => name === check.policy);
  return policy?.verdicts[check.verdict]?.kind === "approval";
}

function attemptsOf(node: Node): readonly Attempt[] {
  return [
    ...(node.kind === "call" ? [node.attempt] : []),
    ...(node.kind === "quorum" ? node.attempts : []),
    ...("rescues" in node ? node.rescues.flatMap((one) => ("attempt" in one ? [one.attempt] : [])) : []),
  ];
}

/** An unanswered question: for a result, or for approval of a step. */
export interface OpenQuestion {
  /** The message that asked, `run/ID#seq`: stable across repetitions. */
  readonly ref: string;
  readonly run: RunId;
  readonly call: Call;
  /** The capability that asks, or that waits for approval, and its arguments. */
  readonly capability: string;
  readonly args: Json;
  readonly role: string;
  /** The text shown to the person. */
  readonly show: string;
  /** Not a result is asked for, but whether the step may go ahead. */
  readonly approval: boolean;
  /** Further people asked afterwards, if several must approve. */
  readonly later: readonly { readonly role: string; readonly show: string }[];
  /** How many people have to answer, and who has. */
  readonly count: number;
  readonly answered: readonly string[];
  /** The people for whom it is kept. */
  readonly claims: readonly string[];
  readonly due?: Instant;
}

export function openQuestions({ tasks, gates }: ControlState): readonly OpenQuestion[] {
  const open = [...tasks].flatMap(([ref, { status, run, task, answers, claims = [] }]): OpenQuestion[] => {
    if (status !== "open") return [];
    const { call, capability, args, role, show, count, due } = task;
    const gate = gates.get(ref);
    return [
      {
        ref,
        run,
        call,
        capability,
        args,
        role,
        show,
        approval: gate !== undefined,
        later: gate?.ask.approvals?.slice(gate.approved + 1) ?? [],
        count,
        answered: answers.map(({ by }) => by),
        claims,
        ...(due === undefined ? {} : { due }),
      },
    ];
  });
  return open.sort((one, other) => (one.ref < other.ref ? -1 : 1));
}

/** Why this person may not answer a question, in words for them; undefined: they may. */
export function mayNotAnswer(state: ControlState, ref: string, by: User): string | undefined {
  return refusalOf(state.tasks.get(ref), { by: asKnown(state, by) });
}

/** A wish to keep an open question for somebody, or no longer. */
interface Claim {
  readonly ref: string;
  readonly holder?: string;
  readonly instead?: string;
  readonly by: User;
  readonly id: string;
}

export async function claim(runs: Runs, wanted: Claim): Promise<Done> {
  const { ref, id, by, holder, instead } = wanted;
  const { control } = runs;
  const open = control.state.tasks.get(ref);
  if (open === undefined) return { refused: "unknown", message: "Nobody is asked that, or not any longer." };
  const who = {
    ...(holder === undefined ? {} : { holder }),
    ...(instead === undefined ? {} : { instead }),
  };
  const decided = await control.offer((at) => ({ t: "Claimed", at, id, task: open.ref, ...who, by }));
  if (decided === "stopped") return stopped(runs);
  const why = refusedFor(control.state, id);
  if (why !== undefined) return { refused: "not_waiting", message: `It is not claimed: ${why}.` };
  return { done: true };
}
