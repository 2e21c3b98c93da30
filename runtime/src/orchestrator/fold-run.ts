import type { Instant, RunId, Seq } from "@orchlang/kernel";
import {
  type Foresight,
  foresee,
  intentNamed,
  type RunEvent,
  type RunInput,
  type RunState,
  runMachine,
  stepName,
  toldNext,
  type User,
  waitingOf,
} from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import { recover } from "../journal/recover.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import type { Refusal, Rest } from "../orchestrator-api.ts";
import { meaning, type Word } from "./order.ts";
import type { Plans } from "./plans.ts";
import { holdAgainst, keptPlan, type RunRequest, requestOf } from "./request.ts";

/** A run as the journal has it, driven by nobody here. */
export interface FoldedRun {
  readonly file: PlanFile;
  readonly request: RunRequest;
  readonly state: RunState;
  readonly rest: Rest;
}

/** Throws `DamagedJournal`. `until`: the last event to fold. `plans`: those that were read before. */
export async function foldRun(
  store: Store,
  run: RunId,
  until?: Seq,
  plans?: Plans,
): Promise<FoldedRun | Refusal> {
  const request = await requestOf(store, run);
  if (request === undefined)
    return { refused: "unknown_run", message: `There is no run ${run} in this journal.` };
  const file = await (plans?.get(request.plan) ?? keptPlan(store, request.plan));
  if ("refused" in file) return file;
  const { state } = await recover<PlanFile["plan"], RunState, RunEvent>(
    store,
    `run/${run}`,
    runMachine,
    file.plan,
    until,
  );
  holdAgainst(run, request, state.start);
  const rest = state.closed?.outcome ?? { status: "waiting" as const, waiting: waitingOf(file.plan, state) };
  return { file, request, state, rest };
}

/** The same, with damage as a refusal. */
export async function foldedOr(store: Store, run: RunId): Promise<FoldedRun | Refusal> {
  try {
    return await foldRun(store, run);
  } catch (error) {
    if (error instanceof DamagedJournal) return { refused: "journal", message: error.message };
    throw error;
  }
}

/** Somebody's word that has not been given yet: an operator's order, or an answer to a step that asks. */
export type Supposed =
  | Pick<Word, "step" | "order" | "detail">
  | { readonly step: string; readonly answer: Json };

/** The consequences of a word for a run as it stands, or why it would be refused. */
export function foreseen(
  { file, state }: { readonly file: PlanFile; readonly state: RunState },
  supposed: Supposed,
): Foresight | Refusal {
  const input = "answer" in supposed ? answered(file, state, supposed) : ordered(file, state, supposed);
  return "refused" in input ? input : foresee(file.plan, state, input);
}

const by: User = { id: "forecast", roles: ["*"], consents: ["*"] };

function ordered(
  file: PlanFile,
  state: RunState,
  word: Pick<Word, "step" | "order" | "detail">,
): RunInput | Refusal {
  const order = meaning({ file, live: { state } }, { ...word, why: "a forecast", by });
  if ("refused" in order) return order;
  return { t: "Ordered", at: state.at, id: "forecast", by, why: "a forecast", order };
}

/** An approval that is not given refuses the gate; any other answer is the step's result. */
function answered(
  { plan }: PlanFile,
  state: RunState,
  { step, answer }: { readonly step: string; readonly answer: Json },
): RunInput | Refusal {
  const open = waitingOf(plan, state).some((waiting) => waiting.for === "answer" && waiting.step === step);
  const intent = open ? intentNamed(state, step) : undefined;
  if (intent === undefined)
    return { refused: "not_waiting", message: `${step} does not wait for an answer.` };
  const ref = { stream: `run/${state.start?.run ?? ""}` as const, seq: intent.seq };
  const at: Instant = state.at;
  if (!intent.approval) return toldNext(state, { say: "answered", ref, value: answer, by }, at);
  const agrees = typeof answer === "object" && answer !== null && "granted" in answer && answer.granted;
  if (agrees === true) return toldNext(state, { say: "granted", ref, reads: [] }, at);
  const why = `${stepName(intent.intent.call)} was not agreed to`;
  return toldNext(state, { say: "refused", ref, why, reads: [] }, at);
}
