import type { Call, RunId } from "@orchlang/kernel";
import type { ControlState } from "@orchlang/kernel/control";

/** What somebody is asked and has not answered: a result, or whether a step may go ahead. */
export interface OpenQuestion {
  /** Of the message that asked, `run/ID#seq`: the same again whenever it is told. */
  readonly ref: string;
  readonly run: RunId;
  readonly call: Call;
  readonly role: string;
  /** What the person reads. */
  readonly show: string;
  /** Not a result is asked for, but whether the step may go ahead. */
  readonly approval: boolean;
  /** Who is asked after that, where several have to agree. */
  readonly later: readonly { readonly role: string; readonly show: string }[];
}

export function openQuestions({ tasks, gates }: ControlState): readonly OpenQuestion[] {
  const asked = [...tasks].flatMap(([ref, { status, run, task }]): OpenQuestion[] => {
    const { call, role, show } = task;
    return status === "open" ? [{ ref, run, call, role, show, approval: false, later: [] }] : [];
  });
  const agreed = [...gates].flatMap(([ref, { run, ask, approved }]): OpenQuestion[] => {
    const [next, ...later] = (ask.approvals ?? []).slice(approved);
    return next === undefined ? [] : [{ ref, run, call: ask.call, ...next, approval: true, later }];
  });
  return [...asked, ...agreed].sort((one, other) => (one.ref < other.ref ? -1 : 1));
}
