import type { Selector } from "@orchlang/plan/rules";
import type { ExpectClause, StepName } from "@orchlang/plan/scenarios";
import type { SimulatedRun } from "../simulate.ts";
import { judge, outcomeOf } from "./expectation.ts";

/** Expectations of a run. Each throws an `Error` that states the actual result, and returns itself for chaining. */
export interface RunExpectations {
  /** `by`: the plan of its goal that it completed by, qualified. */
  completed(by?: string): RunExpectations;
  /** `name`: the failure's; `message`: what it has in it. */
  failed(what?: { readonly name?: string; readonly message?: string }): RunExpectations;
  cancelled(): RunExpectations;
  waiting(): RunExpectations;
  /** A step of the plan by its name, or a capability by its qualified name. */
  inDoubt(step: StepName): RunExpectations;
  /** Something of the guardrail was not done in time. */
  breached(guardrail: string): RunExpectations;
  /** By a capability's qualified name, or of all that a selector speaks of. */
  never(of: Selector | string): RunExpectations;
  /**
   * A capability took effect exactly once; with `each` once in every round; with `called` it was called exactly once,
   * retries counted, whatever became of the call.
   */
  once(capability: string, how?: { readonly each?: boolean; readonly called?: boolean }): RunExpectations;
  /** Nothing of it is left. */
  undone(capability: string): RunExpectations;
  /** Over after so many ms. */
  within(duration: number): RunExpectations;
}

/** Expectations of a simulated run, as a scenario's `expect` has them. */
export function expectRun(run: SimulatedRun): RunExpectations {
  const holds = (clause: ExpectClause): RunExpectations => {
    const verdict = judge(run, clause);
    if (verdict !== true) throw new Error(`expected ${wordsOf(clause)}, but ${verdict} (${outcomeOf(run)})`);
    return expectations;
  };
  const kind = "expect";
  const expectations: RunExpectations = {
    completed: (by) => holds({ kind, expects: "completed", ...(by === undefined ? {} : { by }) }),
    failed: (what = {}) => holds({ kind, expects: "failed", ...what }),
    cancelled: () => holds({ kind, expects: "cancelled" }),
    waiting: () => holds({ kind, expects: "waiting" }),
    inDoubt: (step) => holds({ kind, expects: "inDoubt", step }),
    breached: (rule) => holds({ kind, expects: "breached", rule }),
    never: (of) => holds({ kind, expects: "never", selector: typeof of === "string" ? { name: of } : of }),
    once: (target, { each = false, called = false } = {}) =>
      holds({ kind, expects: "once", target, each, ...(called ? { called } : {}) }),
    undone: (target) => holds({ kind, expects: "undone", target }),
    within: (ms) => holds({ kind, expects: "within", duration: { op: "constant", value: ms } }),
  };
  return expectations;
}

function wordsOf(clause: ExpectClause): string {
  switch (clause.expects) {
    case "never":
      return `never ${selectorWords(clause.selector)}`;
    case "once":
      return `${clause.target} ${clause.called ? "called " : ""}once${clause.each ? " in each round" : ""}`;
    default: {
      const { kind: _, expects, ...rest } = clause;
      const what = Object.values(rest).map((value) =>
        typeof value === "string" ? value : JSON.stringify(value),
      );
      return [expects, ...what].join(" ");
    }
  }
}

function selectorWords(selector: Selector): string {
  if ("name" in selector) return selector.name;
  if ("tagged" in selector) return `anything tagged ${selector.tagged}`;
  return "kind" in selector ? `any ${selector.kind}` : "anything";
}
