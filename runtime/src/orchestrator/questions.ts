import type { Call, RunId } from "@orchlang/kernel";
import type { ControlState } from "@orchlang/kernel/control";

/** An unanswered question: for a result, or for approval of a step. */
export interface OpenQuestion {
  /** The message that asked, `run/ID#seq`: stable across repetitions. */
  readonly ref: string;
  readonly run: RunId;
  readonly call: Call;
  readonly role: string;
  /** The text shown to the person. */
  readonly show: string;
  /** Not a result is asked for, but whether the step may go ahead. */
  readonly approval: boolean;
  /** Further people asked afterwards, if several must approve. */
  readonly later: readonly { readonly role: string; readonly show: string }[];
}

export function openQuestions({ tasks, gates }: ControlState): readonly OpenQuestion[] {
  const asked = [...tasks].flatMap(([ref, { status, run, task }]): OpenQuestion[] => {
    const { call, role, show } = task;
    // The task of an approval is the gate's question below.
    return status === "open" && !gates.has(ref)
      ? [{ ref, run, call, role, show, approval: false, later: [] }]
      : [];
  });
  const agreed = [...gates].flatMap(([ref, { run, ask, approved }]): OpenQuestion[] => {
    const [next, ...later] = (ask.approvals ?? []).slice(approved);
    return next === undefined ? [] : [{ ref, run, call: ask.call, ...next, approval: true, later }];
  });
  return [...asked, ...agreed].sort((one, other) => (one.ref < other.ref ? -1 : 1));
}
