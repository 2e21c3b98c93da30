import type { Call, Instant, RunId } from "@orchlang/kernel";
import { asKnown, type ControlState, refusalOf } from "@orchlang/kernel/control";
import type { User } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";

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
