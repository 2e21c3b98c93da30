import type { Diagnostic } from "@orchlang/language";
import { type PlanDeclaration, type Span, visit } from "@orchlang/language/ast";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedRoutine } from "../checked.ts";
import { clauseExpression, clausePlaces } from "../declarations/clauses.ts";
import { goalMismatch } from "../declarations/messages.ts";
import { goalOf } from "../declarations/signature.ts";
import { checkOverlap } from "../declarations/trigger.ts";
import { checkWord, priorities } from "../declarations/words.ts";
import { unknownFailure } from "../expression/failure.ts";
import { mayBeMissing } from "../expression/misfits.ts";
import type { Environment } from "../expression/typed.ts";
import { isCleared, labelWords } from "../labels/label.ts";
import { definitionAt, quietly, telling } from "../scope/module.ts";
import type { ModuleContext, ParameterSignature, Signature } from "../scope/program.ts";
import { assignable } from "../types/assignable.ts";
import { durationType } from "../types/kinds.ts";
import { holdsUnknown, sameType } from "../types/same.ts";
import { aType, showType } from "../types/show.ts";
import {
  conditionAlways,
  conditionNever,
  failureUndeclared,
  nameTaken,
  resourceEscape,
  returnMisplaced,
  returnMissing,
  returnTwice,
  yieldMisplaced,
} from "./messages.ts";

/** The clauses at the top of a plan: priority, timeout, overlap, and the rules it is under. */
interface CheckedHead {
  readonly head: Partial<Pick<CheckedRoutine["head"], "achieves" | "timeout" | "overlap">> &
    Pick<CheckedRoutine["head"], "priority">;
  readonly under: readonly string[];
}

const repeatable: ReadonlySet<string> = new Set(["fails", "under"]);

export function checkHead(
  definition: Definition<"plan">,
  module: ModuleContext,
  env: Environment,
): CheckedHead {
  const { declaration } = definition;
  clausePlaces(clauseWords(declaration), repeatable, definition.name, module);
  const head: { -readonly [K in keyof CheckedHead["head"]]: CheckedHead["head"][K] } = { priority: "normal" };
  for (const clause of declaration.clauses) {
    if (clause.kind === "priorityClause") {
      head.priority = checkWord(clause.priority, "priority", priorities, module) ?? "normal";
    } else if (clause.kind === "timeoutClause") {
      head.timeout = clauseExpression(clause.duration, durationType, "a `timeout` is", env, module);
    } else if (clause.kind === "overlapClause") {
      const overlap = checkOverlap(clause, env, module);
      if (overlap !== undefined) head.overlap = overlap;
    }
  }
  const under: string[] = [];
  for (const heading of declaration.headings) {
    if (heading.kind === "achievesHeading") {
      const goal = definitionAt(module, heading.goal, "goal");
      if (goal !== undefined) head.achieves = goal.qualified;
      continue;
    }
    for (const rule of heading.rules) {
      const result = definitionAt(module, rule, "policy", "guardrail");
      if (result !== undefined) under.push(result.qualified);
    }
  }
  return { head, under };
}

function clauseWords(
  declaration: PlanDeclaration,
): readonly { readonly word: string; readonly span: Span }[] {
  return [
    ...declaration.headings.map(({ kind, span }) => ({ word: kind.slice(0, -"Heading".length), span })),
    ...declaration.clauses.map(({ kind, span }) => ({ word: kind.slice(0, -"Clause".length), span })),
  ];
}

/** How a plan stands to the goal that it says it achieves. */
interface GoalFit {
  /** It declares another result: what it returns may be what the goal asks for. */
  readonly givesOther: boolean;
  /** Parameters that only the goal has: it may read them all the same. */
  readonly lacks: readonly string[];
}

const fits: GoalFit = { givesOther: false, lacks: [] };

/**
 * A plan that achieves a goal has its parameters (names, types, order), takes their labels, and has its result. Reported once, at the first
 * difference.
 */
export function checkGoalFit(
  definition: Definition<"plan">,
  signature: Signature,
  module: ModuleContext,
): GoalFit {
  const goal = goalOf(definition, module);
  if (goal === undefined || definition.declaration.broken || goal.declaration.broken) return fits;
  const wanted = module.program.signatureOf(goal);
  const ofParameters = parametersDiffer(signature.params, wanted.params);
  const difference = ofParameters ?? resultDiffers(definition, signature, wanted);
  if (difference === undefined) return fits;
  const place = { file: module.file, span: difference.span ?? definition.declaration.name.span };
  const labels = [
    {
      file: goal.file,
      span: difference.wanted ?? goal.declaration.name.span,
      message: `\`${goal.name}\` is declared here`,
    },
  ];
  const params = { plan: definition.name, goal: goal.name, how: difference.how };
  module.program.report(goalMismatch.at(place, params, { labels }));
  const own = new Set(signature.params.map(({ name }) => name));
  const lacks = wanted.params.flatMap(({ name }) => (own.has(name) ? [] : [name]));
  return { givesOther: ofParameters === undefined, lacks };
}

interface Difference {
  readonly how: string;
  readonly span?: ParameterSignature["span"];
  readonly wanted?: ParameterSignature["span"];
}

function parametersDiffer(
  own: readonly ParameterSignature[],
  wanted: readonly ParameterSignature[],
): Difference | undefined {
  for (const [index, want] of wanted.entries()) {
    const have = own[index];
    const shown = `\`${want.name}: ${showType(want.type)}\``;
    if (have === undefined) return { how: `it lacks the goal's ${shown}`, wanted: want.span };
    const places = { span: have.span, wanted: want.span };
    if (have.name !== want.name)
      return { how: `where it has \`${have.name}\`, the goal has ${shown}`, ...places };
    if (!sameType(have.type, want.type) && !holdsUnknown(have.type) && !holdsUnknown(want.type)) {
      return {
        how: `its \`${have.name}\` is ${aType(have.type)}, the goal's ${aType(want.type)}`,
        ...places,
      };
    }
    const how = labelsDiffer(have, want);
    if (how !== undefined) return { how, ...places };
  }
  const extra = own[wanted.length];
  return extra === undefined ? undefined : { how: `the goal has no \`${extra.name}\``, span: extra.span };
}

/** A caller answers for the goal's labels alone (semantics, rule 49). */
function labelsDiffer(have: ParameterSignature, want: ParameterSignature): string | undefined {
  const isAbove =
    !isCleared(want.label.confidentiality, have.label.confidentiality) ||
    (want.label.integrity === "untrusted" && have.label.integrity === "trusted");
  if (isAbove)
    return `its \`${have.name}\` is ${labelWords(have.label)}, the goal's ${labelWords(want.label)}`;
  return demands(have) > demands(want)
    ? `its \`${have.name}\` takes nothing untrusted, the goal's does`
    : undefined;
}

/** How much a parameter asks: that the value is trusted, and that what decides about the call is, too. */
function demands({ trusted }: ParameterSignature): number {
  return trusted === false ? 0 : trusted === "value" ? 1 : 2;
}

function resultDiffers(
  definition: Definition<"plan">,
  own: Signature,
  wanted: Signature,
): Difference | undefined {
  const have = own.result.type;
  const want = wanted.result.type;
  const span = definition.declaration.result?.span;
  const place = span === undefined ? {} : { span };
  if (want.kind === "nothing" && have.kind === "nothing") return undefined;
  if (have.kind === "nothing") return { how: `the goal gives ${aType(want)}, and it gives nothing` };
  if (want.kind === "nothing") return { how: "the goal gives nothing", ...place };
  if (assignable(have, want) === undefined) return undefined;
  return { how: `it gives ${aType(have)}, the goal ${aType(want)}`, ...place };
}

/**
 * Diagnostics that depend on the whole plan: which arms end it, which values each arm has, which failures it declares.
 */
const needsWhole: ReadonlySet<string> = new Set(
  [
    ...[conditionAlways, conditionNever, failureUndeclared, mayBeMissing, nameTaken, resourceEscape],
    returnMisplaced,
    ...[returnMissing, returnTwice, unknownFailure, yieldMisplaced],
  ].map(({ code }) => code),
);

/**
 * The module for checking a plan. If one place of the plan cannot be parsed, names that may be declared there are not
 * reported as missing elsewhere; if its braces end too early, that is everything.
 */
export function moduleOfPlan(declaration: PlanDeclaration, module: ModuleContext): ModuleContext {
  if (declaration.cutShort) return quietly(module);
  if (!declaration.broken) return module;
  const report = (diagnostic: Diagnostic): void => {
    if (!needsWhole.has(diagnostic.code)) module.program.report(diagnostic);
  };
  let lost: ReadonlySet<string> | undefined;
  const { expression, ...rest } = telling(module, report);
  return {
    ...rest,
    expression: {
      ...expression,
      isLost: (name) => {
        if (expression.isLost?.(name) === true) return true;
        lost ??= lostNames(declaration);
        return lost.has(name) || lost.has("");
      },
    },
  };
}

function lostNames(declaration: PlanDeclaration): ReadonlySet<string> {
  // The `else` of a step that can't be read leaves a handler behind.
  const names = new Set(["error"]);
  visit(declaration, {
    brokenStatement: ({ lost }) => {
      for (const name of lost) names.add(name);
      return undefined;
    },
    step: ({ name }) => {
      if (name.text === "") names.add("");
      return undefined;
    },
  });
  return names;
}
