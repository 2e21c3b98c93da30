import { type Definition, lookup } from "@orchlang/checker/resolve";

import type { OpenProject } from "@orchlang/compiler";
import type { Declared, Referent } from "./referent.ts";

/**
 * The names that must be equal, and so are renamed together: a goal's parameter, and those of that name in the plans
 * that achieve the goal. Any other name is alone.
 */
export function calledAlike(project: OpenProject, symbol: Referent): readonly Referent[] {
  if (symbol.what !== "local" || symbol.kind !== "parameter") return [symbol];
  const goal = goalAt(project, symbol.declared);
  if (goal === undefined) return [symbol];
  const { context } = project;
  const { name } = symbol;
  const alike = [goal, ...context.plansOf(goal)].flatMap((one) =>
    context.signatureOf(one).params.filter((param) => param.name === name),
  );
  const isGoals = context.signatureOf(goal).params.some((param) => param.name === name);
  if (!isGoals) return [symbol];
  return alike.map(
    ({ type, file, span }): Referent => ({
      what: "local",
      kind: "parameter",
      name,
      type,
      declared: { file, span },
    }),
  );
}

/** The goal that a place stands in, or that the plan around it achieves. */
function goalAt(project: OpenProject, { file, span }: Declared): Definition<"goal"> | undefined {
  const place = project.place(file, span);
  const part = project.partAt(place.path, place.span.start);
  const names = part && project.context.resolved.names.get(part.module);
  const around = part?.declarations.find((one) => one.span.start <= span.start && span.end <= one.span.end);
  if (names === undefined || around === undefined) return undefined;
  const name =
    around.kind === "goalDeclaration"
      ? around.name
      : around.kind === "planDeclaration"
        ? around.headings.find((heading) => heading.kind === "achievesHeading")?.goal
        : undefined;
  const found = name && lookup(names, name.text);
  return found?.kind === "goal" ? (found as Definition<"goal">) : undefined;
}
