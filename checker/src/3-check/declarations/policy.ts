import {
  constantText,
  type Expression as ExpressionNode,
  type PolicyClause,
  type PolicyDeclaration,
  type Selector as SelectorNode,
  type StringLiteral,
} from "@orchlang/language/ast";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Policy, Verdict } from "@orchlang/plan/rules";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedRule } from "../checked.ts";
import { checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { userType } from "../types/built-in.ts";
import { durationType } from "../types/kinds.ts";
import { checkAmount, checkCount, clauseExpression, ruleCondition, typedConstant } from "./clauses.ts";
import { originOf } from "./in-reach.ts";
import { notConstant } from "./messages.ts";
import { resourceType } from "./pool-signature.ts";
import { asksBeforePlan, deferredForEver, policyOnNothing } from "./rule-messages.ts";
import {
  argsOf,
  checkSelector,
  localBinding,
  plansAmong,
  reportUnknownArguments,
  runType,
  selectedSignatures,
  stepType,
} from "./selectors.ts";

export function checkPolicy(definition: Definition<"policy">, program: ProgramContext): CheckedRule<Policy> {
  const module = program.home(definition);
  const { declaration } = definition;
  const nodes = declaration.clauses.flatMap((clause) => (clause.kind === "onClause" ? clause.selectors : []));
  const on = nodes.map((node) => checkSelector(node, module)).filter((selector) => selector !== undefined);
  if (nodes.length === 0 && !declaration.broken) {
    const place = { file: module.file, span: declaration.name.span };
    program.report(policyOnNothing.at(place, { name: definition.name }));
  }
  const around = policyEnvironment(nodes, module);
  // Its target may be in the unreadable part.
  const env = declaration.broken ? extend(around, { args: spoiltBinding }) : around;
  const verdicts: Verdict[] = [];
  const spans: PolicyClause["span"][] = [];
  for (const clause of declaration.clauses) {
    if (clause.kind === "onClause") continue;
    const verdict = checkVerdict(clause, nodes, env, module);
    if (verdict === undefined) continue;
    verdicts.push(verdict);
    spans.push(clause.span);
    reportAskingBeforePlans(clause, nodes, definition, module);
  }
  return {
    rule: { ...headOf(definition.qualified, declaration), on, verdicts },
    origin: originOf(definition),
    spans,
  };
}

/** Only where a capability is called can anybody be asked, or a call be counted or held back. */
function reportAskingBeforePlans(
  clause: PolicyClause,
  nodes: readonly SelectorNode[],
  { name, declaration }: Definition<"policy">,
  module: ModuleContext,
): void {
  const does = beforeCapabilities[clause.kind];
  const { severity } = headOf(name, declaration);
  if (severity !== "blocking" || does === undefined) return;
  for (const { node, plan } of plansAmong(nodes, module)) {
    module.program.report(
      asksBeforePlan.at(
        { file: module.file, span: clause.span },
        { policy: name, plan: plan.name, kind: plan.kind, does },
        { labels: [{ file: module.file, span: node.span, message: `a ${plan.kind}` }] },
      ),
    );
  }
}

const beforeCapabilities: { readonly [K in PolicyClause["kind"]]?: "asks" | "counts" | "defers" } = {
  requireApprovalClause: "asks",
  limitClause: "counts",
  deferClause: "defers",
};

/** The name, category and severity of a rule. */
export function headOf(
  name: string,
  declaration: Pick<PolicyDeclaration, "category" | "severity">,
): Pick<Policy, "name" | "category" | "severity"> {
  const category = declaration.category?.text;
  return {
    name,
    ...(category === undefined ? {} : { category }),
    severity: declaration.severity ?? "blocking",
  };
}

/** The scope of a verdict: the action, the user, and the context. */
function policyEnvironment(nodes: readonly SelectorNode[], module: ModuleContext): Environment {
  const env = extend(module.environment, {
    args: localBinding("args", argsOf(nodes, module)),
    step: localBinding("step", stepType),
    run: localBinding("run", runType),
    user: localBinding("user", userType),
  });
  // Few policies read it, and to know its type may take a look at all pools of the module.
  let resource: Binding | undefined;
  return {
    lookup(name) {
      if (name !== "resource") return env.lookup(name);
      resource ??= localBinding("resource", resourceType(usedMembers(nodes, module)));
      return resource;
    },
    names: () => ["resource", ...env.names()],
  };
}

/** The kinds that the actions say they use; where none says it, those of all pools that the module knows. */
function usedMembers(nodes: readonly SelectorNode[], module: ModuleContext): readonly Type[] {
  const signatures = selectedSignatures(nodes, module) ?? [];
  const named = (signatures === "wrong" ? [] : signatures).flatMap(({ definition }) =>
    definition.kind === "capability" ? membersUsed(definition, module) : [],
  );
  if (named.length > 0) return named;
  const known = [
    ...module.names.own.values(),
    ...[...module.names.imported.values()].map((one) => one.definition),
  ];
  return known.flatMap((pool) => (pool.kind === "resource" ? [module.program.poolOf(pool).member] : []));
}

function membersUsed(definition: Definition<"capability">, module: ModuleContext): readonly Type[] {
  const owner = module.program.home(definition);
  return definition.declaration.clauses.flatMap((clause) => {
    const kind = clause.kind === "usesClause" ? definitionAt(owner, clause.resourceKind, "type") : undefined;
    if (kind === undefined) return [];
    return [
      module.program.typeOf({ name: kind.qualified, file: kind.file, declaration: kind.declaration }).type,
    ];
  });
}

function checkVerdict(
  clause: Exclude<PolicyClause, { readonly kind: "onClause" }>,
  nodes: readonly SelectorNode[],
  env: Environment,
  module: ModuleContext,
): Verdict | undefined {
  const known = (node: Parameters<typeof reportUnknownArguments>[0]): Environment =>
    reportUnknownArguments(node, nodes, env, module);
  switch (clause.kind) {
    case "decisionClause": {
      const asks = `\`${clause.decision} when\` takes`;
      const when = ruleCondition(clause.condition, asks, known(clause.condition), module);
      const because = clause.because && fixed(clause.because, "A reason", module);
      return when && { kind: clause.decision, when, ...(because === undefined ? {} : { because }) };
    }
    case "deferClause": {
      const { condition, because } = clause;
      const when = ruleCondition(condition, "`defer when` takes", known(condition), module);
      const within = longestWait(clause.within, module);
      const why = because && fixed(because, "A reason", module);
      if (when === undefined || within === undefined || !mayEnd(when, condition, module)) return undefined;
      return { kind: "defer", when, within, ...(why === undefined ? {} : { because: why }) };
    }
    case "requireConsentClause": {
      const scope = fixed(clause.scope, "A scope of consent", module);
      return scope === undefined ? undefined : { kind: "consent", scope };
    }
    case "requireApprovalClause": {
      const role = definitionAt(module, clause.role, "role");
      const within =
        clause.within && clauseExpression(clause.within, durationType, "`within` takes", env, module);
      if (role === undefined) return undefined;
      return { kind: "approval", role: role.qualified, ...(within === undefined ? {} : { within }) };
    }
    case "limitClause": {
      const count = checkCount(clause.count, "A limit", 1, module);
      const per = clauseExpression(clause.per, durationType, "`per` takes", env, module);
      const by =
        clause.by && checkExpression(clause.by, undefined, known(clause.by), module.expression).expression;
      return { kind: "limit", count, per, ...(by === undefined ? {} : { by }) };
    }
    case "recordClause": {
      const value = checkExpression(clause.value, undefined, known(clause.value), module.expression);
      return { kind: "record", value: value.expression };
    }
  }
}

/** ms. */
function longestWait(node: ExpressionNode, module: ModuleContext): number | undefined {
  const asks = "`within` takes";
  const value = typedConstant(node, durationType, asks, "The `within` of a `defer`", module);
  if (typeof value !== "number") return undefined;
  checkAmount(value, node, { asks, range: "more than 0" }, module);
  return value;
}

/** True if a condition may cease to hold while a call waits for that: it reads the time or the context. */
function mayEnd(condition: Expression, { span }: ExpressionNode, module: ModuleContext): boolean {
  const reads = freeReads(condition);
  const resource = reads.some(({ from, name }) => from === "local" && name === "resource");
  const changes = reads.some(({ from, name }) => from === "context" && name !== "user" && name !== "run");
  if (changes && !resource) return true;
  module.program.report(deferredForEver.at({ file: module.file, span }, { resource }));
  return false;
}

function fixed(literal: StringLiteral, what: string, module: ModuleContext): string | undefined {
  const text = constantText(literal);
  if (text === undefined)
    module.program.report(notConstant.at({ file: module.file, span: literal.span }, { what }));
  return text;
}
