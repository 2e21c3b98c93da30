import type { Json, Plan, PlanFile } from "@orchlang/plan";
import type { User } from "@orchlang/runtime";
import type { OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { readJsonArgument } from "./json-argument.ts";

/** Answers in advance, by step name. */
export type Answers = ReadonlyMap<string, Json>;

export const answerOption: OptionDefinition = {
  form: "--answer <step=json>",
  says: "answer a step's question in advance (repeatable)",
  many: true,
};

/** `step=JSON` or `step=@file`, many. */
export function readAnswers(given: readonly string[]): Answers {
  const answers = new Map<string, Json>();
  for (const each of given) {
    const at = each.indexOf("=");
    if (at <= 0) throw new UsageError(`--answer takes \`step=JSON\`, not \`${each}\`.`);
    const step = each.slice(0, at).trim();
    answers.set(step, readJsonArgument(`--answer ${step}`, each.slice(at + 1)));
  }
  return answers;
}

/**
 * An answer that would never be given, or that no question of its step takes, is told before anything is begun. `plans`: of
 * several runs an answer has to be one to a step of any.
 */
export async function refuseUseless(plans: readonly PlanFile[], answers: Answers, by: User): Promise<void> {
  const { answerAhead } = await import("@orchlang/runtime/events");
  for (const [step, value] of answers) {
    const faults = plans.map(({ plan }): Useless | undefined => {
      if (!hasStep(plan, lastPart(step))) return { isStep: false, ...stranger(plan) };
      const refused = answerAhead(plan, lastPart(step), { value, by });
      return refused && { isStep: true, says: refused.message, details: refused.details ?? [] };
    });
    const useless = faults.find((fault) => fault?.isStep) ?? faults[0];
    if (useless === undefined || faults.includes(undefined)) continue;
    throw new UsageError(`--answer ${step}: ${useless.says}`, useless.details);
  }
}

interface Useless {
  readonly isStep: boolean;
  readonly says: string;
  readonly details: readonly string[];
}

function hasStep({ routines }: Plan, step: string): boolean {
  return Object.values(routines).some(({ nodes }) => nodes.some(({ id }) => id === step));
}

function stranger({ routines, capabilities }: Plan): Omit<Useless, "isStep"> {
  const asking = Object.values(routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) => {
      const target = node.kind === "call" ? node.attempt.target : undefined;
      const isAsked =
        target !== undefined && "capability" in target && capabilities[target.capability]?.kind === "human";
      return isAsked ? [node.id] : [];
    }),
  );
  const people =
    asking.length === 0 ? "None of its steps asks a person." : `People are asked in ${asking.join(", ")}.`;
  return { says: "the plan has no such step.", details: [people] };
}

/** The step of its own plan: `review` for `letter.review[2]`. */
function lastPart(step: string): string {
  return step.replace(/(\[\d+\])+$/u, "").replace(/^.*\./u, "");
}
