import {
  type Call,
  constantText,
  type ScenarioClause,
  type ScenarioDeclaration,
} from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { type AnswerClause, type OperatorClause, sampleFunction } from "@orchlang/plan/scenarios";
import type { CheckedScenario } from "../checked.ts";
import type { CheckedScenarioClause } from "../checked-scenario.ts";
import { sampleOfOther } from "../declarations/rule-messages.ts";
import { argsType, localBinding } from "../declarations/selectors.ts";
import { checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import type { Environment, Expectation, ExpressionContext, Typed } from "../expression/typed.ts";
import { publicLabel } from "../labels/label.ts";
import { definitionAt, quietly } from "../scope/module.ts";
import type { ModuleContext } from "../scope/program.ts";
import { errorType, jsonType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { checkExpectation } from "./expect.ts";
import { checkFault } from "./fault.ts";
import { checkGiven } from "./given.ts";
import { checkStepName, type ScenarioSite, scenarioDuration, scenarioTarget } from "./target.ts";

/** A scenario; `undefined` where what it plays is not there. */
export function checkScenario(
  declaration: ScenarioDeclaration,
  home: ModuleContext,
): CheckedScenario | undefined {
  const definition = definitionAt(home, declaration.target, "plan", "goal", "trigger");
  if (definition === undefined) return undefined;
  // A plan that cannot be parsed in one place has unknown behaviour, so such a scenario's statements about it are not
  // checked.
  const module = definition.declaration.broken || declaration.broken ? quietly(home) : home;
  const target = scenarioTarget(definition, module.program);
  const ctx: ExpressionContext = {
    ...module.expression,
    special: (call, expected, env) => checkSample(call, expected, env, module.expression),
  };
  const site: ScenarioSite = { declaration, target, module, env: module.environment, ctx };
  const clauses: CheckedScenarioClause[] = [];
  const seen = new Map();
  for (const node of declaration.clauses) {
    const clause = checkClause(node, seen, site);
    if (clause !== undefined) clauses.push({ ...clause, span: node.span });
  }
  const given: Record<string, Expression> = {};
  for (const clause of clauses) if (clause.kind === "given") given[clause.name] = clause.value;
  return {
    says: constantText(declaration.title) ?? "",
    target: definition.qualified,
    origin: {
      file: module.file,
      span: declaration.span,
      nameSpan: declaration.title.span,
      module: module.names.module.name,
      ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
    },
    given,
    clauses,
  };
}

type WithoutSpan<C> = C extends unknown ? Omit<C, "span"> : never;

function checkClause(
  node: ScenarioClause,
  seen: Parameters<typeof checkGiven>[1],
  site: ScenarioSite,
): WithoutSpan<CheckedScenarioClause> | undefined {
  switch (node.kind) {
    case "givenSignal":
    case "givenEvent":
    case "givenConsent":
    case "givenValue":
      return checkGiven(node, seen, site);
    case "answer":
      return checkAnswer(node, site);
    case "resourceFault":
    case "clockFault":
    case "crashFault":
    case "crashAtFault":
    case "workerFault":
    case "approvalFault":
    case "capabilityFault":
      return checkFault(node, site);
    case "operatorCommand":
    case "operatorResolution":
      return checkOperator(node, site);
    default:
      return checkExpectation(node, site);
  }
}

function checkAnswer(
  node: Extract<ScenarioClause, { readonly kind: "answer" }>,
  site: ScenarioSite,
): AnswerClause | undefined {
  const { module } = site;
  const after = node.after && scenarioDuration(node.after, "`after` takes", site);
  const capability = definitionAt(module, node.capability, "capability");
  if (capability === undefined) return undefined;
  const signature = module.program.signatureOf(capability);
  const { type } = signature.result;
  const expected = type.kind === "nothing" ? undefined : { type, asks: `\`${capability.name}\` gives` };
  const env = extend(site.env, { args: localBinding("args", argsType([signature])) });
  const value = checkExpression(node.value, expected, env, site.ctx).expression;
  return {
    kind: "answer",
    capability: capability.qualified,
    value,
    ...(after === undefined ? {} : { after }),
  };
}

function checkOperator(
  node: Extract<ScenarioClause, { readonly kind: "operatorCommand" | "operatorResolution" }>,
  site: ScenarioSite,
): OperatorClause | undefined {
  const at = node.at && scenarioDuration(node.at, "`at` takes", site);
  if (node.kind === "operatorCommand") {
    return at === undefined ? undefined : { kind: "operator", command: node.command, at };
  }
  const step = checkStepName(node.step, site);
  const value = checkExpression(node.resolution, { type: jsonType }, site.env, site.ctx).expression;
  return step === undefined
    ? undefined
    : { kind: "resolves", step, value, ...(at === undefined ? {} : { at }) };
}

/** `sample(200)`, a list of as many generated values as the place asks for; of other calls nothing is said. */
function checkSample(
  call: Call,
  expected: Expectation | undefined,
  env: Environment,
  ctx: ExpressionContext,
): Typed | undefined {
  const { callee } = call;
  if (callee.kind !== "reference" || callee.text !== "sample" || env.lookup("sample") !== undefined)
    return undefined;
  const [argument, ...others] = call.arguments;
  if (argument === undefined || others.length > 0) return undefined;
  const count = checkExpression(
    argument.value,
    { type: { kind: "int", min: 0 }, asks: "`sample` takes" },
    env,
    ctx,
  );
  const wanted = expected?.type;
  const isList = wanted?.kind === "list";
  if (!isList && wanted?.kind !== "error") {
    const is = wanted === undefined ? "not known" : aType(wanted);
    ctx.report(sampleOfOther.at({ file: ctx.file, span: call.span }, { is }));
  }
  return {
    type: isList ? wanted : errorType,
    label: publicLabel,
    expression: { op: "call", fn: sampleFunction, args: [count.expression] },
    span: call.span,
    reads: [],
    readsNow: false,
    releases: [],
  };
}
