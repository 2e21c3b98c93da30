/** The consequences of a word that has not been given yet. */
import type { Instant } from "@orchlang/kernel";
import {
  type Foresight,
  foresee,
  intentNamed,
  type RunInput,
  type RunState,
  stepName,
  toldNext,
  type User,
  waitingOf,
} from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import type { Refusal, Supposed, Word } from "../orchestrator-types.ts";
import { meaning } from "./order.ts";

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
