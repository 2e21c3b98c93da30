import { type PlanDeclaration, type Span, visit } from "@orchlang/language/ast";
import { callFailures, planFailures } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedBlock, CheckedRoutine, TracedLabel } from "../checked.ts";
import { originOf } from "../declarations/in-reach.ts";
import { planParameter, withParameters } from "../declarations/parameters.ts";
import { extend, extendWith } from "../expression/checking.ts";
import { withRun } from "../expression/of-run.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { internalLabel, joinLabels, publicLabel } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import type { ModuleContext, ProgramContext, Signature } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { optional, recordType } from "../types/kinds.ts";
import { schemaOf } from "../types/schema.ts";
import { aType } from "../types/show.ts";
import { checkBlock, noSteps, openBlock } from "./block.ts";
import { givesSomewhere, reportTwice } from "./doubles.ts";
import { nameOfParameter, returnMissing } from "./messages.ts";
import { checkGoalFit, checkHead, moduleOfPlan } from "./plan-head.ts";
import type { PrepassBlock } from "./prepass.ts";
import { blockPrepass } from "./prepass-block.ts";
import type { Asking, BlockSite, Frame, RoutineContext } from "./site.ts";
import { checkStatement } from "./statement.ts";
import { wantedNames, withRoundNames } from "./wanted.ts";
import { conditionOfWhile, guarded } from "./while.ts";

/** A plan with everything in it. */
export function checkPlan(definition: Definition<"plan">, program: ProgramContext): CheckedRoutine {
  const { declaration } = definition;
  const home = moduleOfPlan(declaration, program.home(definition));
  const signature = program.signatureOf(definition);
  const fit = checkGoalFit(definition, signature, home);
  const lacking = new Map(fit.lacks.map((name) => [name, spoiltBinding]));
  const inside = (around: Environment): Environment =>
    withParameters(signature.params, "input", extendWith(around, lacking));
  const { head, under: rules } = checkHead(definition, home, inside(home.environment));
  const prepass = blockPrepass(home);
  const root = prepass(declaration.body, "root");
  const module = withRoundNames(home, root);
  const last = declaration.finally === undefined ? undefined : prepass(declaration.finally, "finally");
  const routine: RoutineContext = {
    definition,
    signature,
    returns: [],
    failures: new Set(signature.fails),
    check: checkStatement,
    wanted: wantedNames(definition, signature, module),
    held: heldNames(declaration),
    givesOther: fit.givesOther,
  };
  const frame = frameOf(routine, module);
  const env = inside(withRun(module.environment));
  const under = whileOf(declaration, { frame, module, env });
  const label = under?.condition.label ?? publicLabel;
  const site = openBlock(root, { frame, around: env, steps: noSteps, under: label, surroundings: {} });
  const statements = checkBlock(site);
  const body = under === undefined ? statements : guarded(statements, under.condition, under.clause);
  const ending = last === undefined ? undefined : checkFinally(last, site, env);
  // Where a brace is missing or too many, what belongs apart may stand together.
  if (!declaration.broken) {
    reportBlock(root, true, signature, module);
    if (last !== undefined) reportBlock(last, false, signature, module);
  }
  reportMissingReturn(definition, root, signature, module);
  return routineOf(definition, { head, under: rules, body, ending }, routine, module);
}

/** The condition under which the whole plan runs. It reads nothing of the plan's steps. */
function whileOf({ clauses }: PlanDeclaration, at: Pick<Asking, "frame" | "module" | "env">) {
  const clause = clauses.find((each) => each.kind === "whileClause");
  if (clause === undefined) return undefined;
  const context: Asking = { ...at, gathered: { reads: [], releases: [], readsNow: false } };
  return { clause, condition: conditionOfWhile(clause.condition, context, publicLabel) };
}

interface Parts {
  readonly head: ReturnType<typeof checkHead>["head"];
  readonly under: readonly string[];
  readonly body: CheckedBlock;
  readonly ending: CheckedBlock | undefined;
}

function routineOf(
  definition: Definition<"plan">,
  parts: Parts,
  routine: RoutineContext,
  module: ModuleContext,
): CheckedRoutine {
  const { signature } = routine;
  const params = signature.params.map((param) => planParameter(param, module));
  const { type } = signature.result;
  const resultLabel: TracedLabel = joinLabels(...routine.returns.map((one) => one.label));
  const least =
    resultLabel.confidentiality === "public" ? { ...internalLabel, way: resultLabel.way } : resultLabel;
  const label = { confidentiality: least.confidentiality, integrity: resultLabel.integrity };
  const follows = signature.params.flatMap((param) => (param.follows === true ? [param.name] : []));
  const schema = schemaOf(type, module.expression.units, module.program.schemas);
  return {
    name: definition.qualified,
    origin: originOf(definition),
    ...(definition.declaration.private ? { isPrivate: true as const } : {}),
    head: {
      params,
      result: type.kind === "nothing" ? null : { schema, label },
      fails: [...routine.failures],
      ...parts.head,
    },
    params,
    ...(follows.length === 0 ? {} : { follows }),
    types: {
      params: Object.fromEntries(signature.params.map((param) => [param.name, param.type])),
      result: type,
    },
    under: parts.under,
    body: parts.body,
    ...(parts.ending === undefined ? {} : { finally: parts.ending }),
    resultLabel: follows.length > 0 ? resultLabel : { ...least, integrity: resultLabel.integrity },
  };
}

function frameOf(routine: RoutineContext, module: ModuleContext): Frame {
  return {
    routine,
    module,
    trial: false,
    sites: new Map(),
    statements: new Map(),
    values: new Map(),
    reported: new Set(),
    told: new Set(),
  };
}

/** `finally` runs whatever became of the plan: every step above it may have no value there. */
function checkFinally(last: PrepassBlock, root: BlockSite, env: Environment): CheckedBlock {
  const around = extend(whatever(root, env), { outcome: outcomeBinding(root.frame.routine) });
  const surroundings = { noReturn: "`finally`" };
  return checkBlock(
    openBlock(last, { frame: root.frame, around, steps: root.steps, under: publicLabel, surroundings }),
  );
}

function reportBlock(
  block: PrepassBlock,
  mayReturn: boolean,
  signature: Signature,
  module: ModuleContext,
): void {
  reportTwice(block, mayReturn, module);
  for (const { name, span } of block.names.values()) {
    const parameter = signature.params.find((param) => param.name === name);
    if (parameter === undefined) continue;
    const labels = [{ file: parameter.file, span: parameter.span, message: "the parameter" }];
    module.program.report(nameOfParameter.at({ file: module.file, span }, { name }, { labels }));
  }
}

function reportMissingReturn(
  definition: Definition<"plan">,
  root: PrepassBlock,
  signature: Signature,
  module: ModuleContext,
): void {
  const { declaration } = definition;
  const { result } = declaration;
  if (result === undefined || root.ends || declaration.broken || root.ast.broken) return;
  // One mistake: a value yielded here was meant to be returned, and that has been reported.
  if (givesSomewhere(root, "yield")) return;
  const place = { file: module.file, span: declaration.name.span };
  const { type } = signature.result;
  const gives = type.kind === "error" ? "a result" : aType(type);
  const labels = [{ file: module.file, span: result.span, message: "the result is declared here" }];
  module.program.report(returnMissing.at(place, { plan: definition.name, gives }, { labels }));
}

function heldNames(declaration: PlanDeclaration): ReadonlyMap<string, Span> {
  const held = new Map<string, Span>();
  visit(declaration, {
    with(node) {
      if (node.name.text !== "") held.set(node.name.text, node.name.span);
      return undefined;
    },
  });
  return held;
}

/** The names of a plan's body as `finally` sees them: the plan may have ended before any of them came. */
function whatever(root: BlockSite, params: Environment): Environment {
  return {
    lookup(name) {
      if (!root.block.names.has(name)) return params.lookup(name);
      const binding = root.env.lookup(name);
      if (binding === undefined || binding.constant !== undefined) return binding;
      const missingBecause = binding.missingBecause ?? "the plan may have ended before it";
      return { ...binding, type: optional(binding.type), missingBecause };
    },
    names: () => root.env.names(),
  };
}

const statusType: Type = {
  kind: "enum",
  name: "Outcome.status",
  members: ["completed", "failed", "cancelled"],
};

/** `outcome` in `finally`: how the plan ended, and why where it did not complete. */
function outcomeBinding(routine: RoutineContext): Binding {
  const names = [...new Set([...routine.failures, ...callFailures, ...planFailures])];
  return {
    read: { op: "read", from: "local", name: "outcome" },
    type: recordType({ status: statusType, error: { kind: "optional", of: { kind: "failure", names } } }),
    label: internalLabel,
  };
}
