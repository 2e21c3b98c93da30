import {
  type BudgetClause,
  constantText,
  type GoalClause,
  type IntentClause,
  type KeepClause,
  type OptimizeClause,
  type Span,
  type StringLiteral,
  type SuccessClause,
} from "@orchlang/language/ast";
import type { Goal } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedGoal } from "../checked.ts";
import { checkCondition, checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import type { Environment } from "../expression/typed.ts";
import { internalLabel, labelOf } from "../labels/label.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import { schemaOf } from "../types/schema.ts";
import { checkCount, clauseExpression, clausePlaces, measureTypes } from "./clauses.ts";
import { originOf } from "./in-reach.ts";
import { intentPlace } from "./messages.ts";
import { planParameter, withParameters } from "./parameters.ts";
import { aims, checkWord, confidentialities, tiers } from "./words.ts";

interface GoalSite {
  readonly env: Environment;
  readonly afterwards: Environment;
  readonly module: ModuleContext;
}

interface GoalValues {
  readonly intents: string[];
  readonly success: Goal["success"][number][];
  readonly budget: Goal["budget"][number][];
  readonly keep: Goal["keep"][number][];
  readonly fails: string[];
  optimize: Goal["optimize"];
  most: number;
}

/** How many of a goal's plans are tried where it does not say. */
const alternativesMost = 3;

const repeatable: ReadonlySet<string> = new Set(["intent", "success", "budget", "keep", "fails"]);

export function checkGoal(definition: Definition<"goal">, program: ProgramContext): CheckedGoal {
  const module = program.home(definition);
  const signature = program.signatureOf(definition);
  const { type, labels } = signature.result;
  const clauses: Readonly<Record<string, Span>> = clausePlaces(
    definition.declaration.clauses.map(({ kind, span }) => ({ word: kind.slice(0, -"Clause".length), span })),
    repeatable,
    definition.name,
    module,
  );
  const site = goalSite(definition, program);
  const values: GoalValues = {
    intents: [],
    success: [],
    budget: [],
    keep: [],
    fails: [],
    optimize: "balanced",
    most: alternativesMost,
  };
  for (const clause of definition.declaration.clauses) checkClause(clause, values, site);
  const label = labelOf(labels, internalLabel);
  const { most, ...said } = values;
  return {
    most,
    goal: {
      name: definition.qualified,
      params: signature.params.map((param) => planParameter(param, module)),
      result:
        type.kind === "nothing"
          ? null
          : {
              schema: schemaOf(type, module.expression.units, program.schemas),
              label: { confidentiality: label.confidentiality, integrity: label.integrity },
            },
      ...said,
    },
    origin: originOf(definition),
    clauses,
  };
}

function goalSite(definition: Definition<"goal">, program: ProgramContext): GoalSite {
  const module = program.home(definition);
  const { params, result } = program.signatureOf(definition);
  const env = withParameters(params, "input", module.environment);
  if (result.type.kind === "nothing") return { env, afterwards: env, module };
  const binding = {
    read: { op: "read", from: "local", name: "result" } as const,
    type: result.type,
    label: { ...labelOf(result.labels, internalLabel), way: [] },
  };
  return { env, afterwards: extend(env, { result: binding }), module };
}

function checkClause(clause: GoalClause, values: GoalValues, site: GoalSite): void {
  switch (clause.kind) {
    case "intentClause":
      checkIntent(clause, values, site);
      return;
    case "successClause":
      checkSuccess(clause, values, site);
      return;
    case "budgetClause":
      checkBudget(clause, values, site);
      return;
    case "optimizeClause":
      checkOptimize(clause, values, site);
      return;
    case "alternativesClause":
      values.most = checkCount(clause.count, "The number of `alternatives`", 1, site.module);
      return;
    case "keepClause":
      checkKeep(clause, values, site);
      return;
    case "failsClause":
      for (const name of clause.failures) if (!values.fails.includes(name.text)) values.fails.push(name.text);
      return;
    default:
      clause satisfies never;
  }
}

function checkIntent(clause: IntentClause, values: GoalValues, site: GoalSite): void {
  for (const sentence of clause.sentences) values.intents.push(sentencePattern(sentence, site));
}

/** The sentence with its places for parameters as they are written: `movie night in the ${zone}`. */
function sentencePattern(sentence: StringLiteral, site: GoalSite): string {
  let pattern = "";
  for (const part of sentence.parts) {
    if (part.kind === "text") {
      pattern += part.text;
      continue;
    }
    const typed = checkExpression(part.expression, undefined, site.env, site.module.expression);
    const read = typed.expression;
    pattern += `\${${read.op === "read" ? read.name : ""}}`;
    const isParameter = read.op === "read" && read.from === "input";
    if (!isParameter && typed.type.kind !== "error") {
      site.module.program.report(intentPlace.at({ file: site.module.file, span: part.span }, {}));
    }
  }
  return pattern;
}

function checkSuccess(clause: SuccessClause, values: GoalValues, { afterwards, module }: GoalSite): void {
  const when = checkCondition(clause.condition, "`success` takes", afterwards, module.expression);
  values.success.push({ says: constantText(clause.message) ?? "", when: when.expression });
}

function checkBudget(clause: BudgetClause, values: GoalValues, { env, module }: GoalSite): void {
  for (const bound of clause.bounds) {
    const asks = `a budget of \`${bound.measure}\` is`;
    const limit = clauseExpression(bound.limit, measureTypes[bound.measure], asks, env, module);
    values.budget.push({ of: bound.measure, limit });
  }
}

function checkOptimize(clause: OptimizeClause, values: GoalValues, { module }: GoalSite): void {
  const aim = checkWord(clause.aim, "aim that can be optimized for", aims, module);
  if (aim !== undefined) values.optimize = aim;
}

function checkKeep(clause: KeepClause, values: GoalValues, { module }: GoalSite): void {
  const label = checkWord(clause.label, "label", confidentialities, module);
  const at = checkWord(clause.tier, "tier", tiers, module);
  if (label !== undefined && at !== undefined) values.keep.push({ label, at });
}
