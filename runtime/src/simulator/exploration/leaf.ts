import type { Json } from "@orchlang/plan";
import { entryParameters } from "../../orchestrator/input.ts";
import { sourceFor } from "../answers/cooperate.ts";
import { startDefault } from "../defaults.ts";
import type { Case, SeenCall, Trial } from "./case.ts";
import { alternatives, questionsOf } from "./classes.ts";
import type { Stage } from "./stage.ts";

/** Something that can be given otherwise: a parameter of the plan, or what a call gave. */
export interface Leaf {
  readonly value: Json;
  /** With one part changed. */
  readonly others: (from: Json) => readonly Json[];
  readonly change: (one: Case, to: Json) => Case;
}

const start = { now: startDefault, variation: 1 };

/** A parameter of the plan. */
export function parameterLeaf(stage: Stage, { one }: Trial, name: string): Leaf | undefined {
  const { plan, context } = stage;
  const parameter = entryParameters(plan).find((each) => each.name === name);
  if (parameter === undefined) return undefined;
  const value = one.input[name] ?? null;
  return {
    value,
    others: (from) => {
      const source = sourceFor(plan, { ...context, input: one.input }, "input", start);
      const site = { source, questions: questionsOf(plan), name };
      return alternatives(parameter.schema, from, site).filter((to) =>
        stage.admits({ ...one.input, [name]: to }),
      );
    },
    change: (before, to) => ({ ...before, input: { ...before.input, [name]: to } }),
  };
}

/** What a call gave; nothing, where it gave nothing. */
export function resultLeaf(stage: Stage, { capability, spot, args, ok }: SeenCall): Leaf | undefined {
  const { plan, context } = stage;
  const declared = plan.capabilities[capability];
  if (declared?.result == null || ok === undefined) return undefined;
  const { schema } = declared.result;
  return {
    value: ok,
    others: (from) => {
      const source = sourceFor(plan, context, capability, start);
      const site = { source, questions: questionsOf(plan), name: undefined };
      return alternatives(schema, from, site).filter((to) => stage.ensures(declared, args, to));
    },
    change: (before, to) => ({ ...before, results: new Map(before.results).set(spot, to) }),
  };
}
