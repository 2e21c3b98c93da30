import type { Json, PlanFile } from "@orchlang/plan";
import type { User } from "@orchlang/runtime";
import type { OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { readJsonArgument } from "./json-argument.ts";

/** What steps that will ask are answered with, by their names. */
export type Answers = ReadonlyMap<string, Json>;

export const answerOption: OptionDefinition = {
  form: "--answer <step=json>",
  says: "the answer to a step that will ask (many)",
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

/** An answer to a step that the plan does not have would never be given. */
export function refuseStrangers({ plan }: PlanFile, answers: Answers): void {
  const routines = Object.values(plan.routines);
  const steps = new Set(routines.flatMap(({ nodes }) => nodes.map(({ id }) => id)));
  const asking = routines.flatMap(({ nodes }) =>
    nodes.flatMap((node) => {
      const target = node.kind === "call" ? node.attempt.target : undefined;
      const isAsked =
        target !== undefined &&
        "capability" in target &&
        plan.capabilities[target.capability]?.kind === "human";
      return isAsked ? [node.id] : [];
    }),
  );
  for (const step of answers.keys()) {
    if (steps.has(lastPart(step))) continue;
    throw new UsageError(`--answer ${step}: the plan has no such step.`, [
      asking.length === 0 ? "None of its steps asks a person." : `People are asked in ${asking.join(", ")}.`,
    ]);
  }
}

/** An answer that no question of the step takes is told before anything is begun. */
export async function refuseUnfit({ plan }: PlanFile, answers: Answers, by: User): Promise<void> {
  const { answerAhead } = await import("@orchlang/runtime");
  for (const [step, value] of answers) {
    const refused = answerAhead(plan, lastPart(step), value, by);
    if (refused !== undefined)
      throw new UsageError(`--answer ${step}: ${refused.message}`, refused.details ?? []);
  }
}

/** Of `letter.review[2]` the step as it stands in its plan: `review`. */
function lastPart(step: string): string {
  return step.replace(/(\[\d+\])+$/u, "").replace(/^.*\./u, "");
}
