import type { Bound, NeverRule, GuardrailRule as RuleNode } from "@orchlang/language/ast";
import type { Confidentiality, Tier } from "@orchlang/plan";
import type { Guardrail, GuardrailRule } from "@orchlang/plan/rules";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedRule } from "../checked.ts";
import { extend } from "../expression/checking.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { durationType } from "../types/kinds.ts";
import { checkCount, measureTypes, ruleCondition, typedClause } from "./clauses.ts";
import { originOf } from "./in-reach.ts";
import { headOf } from "./policy.ts";
import { labelToUnknown } from "./rule-messages.ts";
import { argsOf, checkAction, checkSelector, localBinding } from "./selectors.ts";
import { reportUntakenArguments } from "./tagged.ts";
import { checkWord, confidentialities, tiers } from "./words.ts";

export function checkGuardrail(
  definition: Definition<"guardrail">,
  program: ProgramContext,
): CheckedRule<Guardrail> {
  const module = program.home(definition);
  const { declaration } = definition;
  const rules: GuardrailRule[] = [];
  const spans: RuleNode["span"][] = [];
  for (const node of declaration.rules) {
    const rule = checkRule(node, module);
    if (rule === undefined) continue;
    rules.push(rule);
    spans.push(node.span);
  }
  return {
    rule: { ...headOf(definition.qualified, declaration), rules },
    origin: originOf(definition),
    spans,
  };
}

function checkRule(node: RuleNode, module: ModuleContext): GuardrailRule | undefined {
  switch (node.kind) {
    case "bound":
      return boundRule(node, module);
    case "beforeRule": {
      const first = checkAction(node.first, "end", module);
      const second = checkAction(node.second, "begin", module);
      return first === undefined || second === undefined ? undefined : { kind: "before", first, second };
    }
    case "atMostRule": {
      const of = checkAction(node.action, "begin", module);
      const count = checkCount(node.count, "`at most`", 0, module);
      const per = node.per && amount(node.per, durationType, "`per` takes", module);
      const isUnread = of === undefined || (node.per !== undefined && per === undefined);
      return isUnread ? undefined : { kind: "atMost", count, of, ...(per === undefined ? {} : { per }) };
    }
    case "everyRule": {
      const every = checkAction(node.action, node.relation === "preceded" ? "begin" : "end", module);
      const by = node.by
        .map((action) => checkAction(action, "end", module))
        .filter((action) => action !== undefined);
      const within = node.within && amount(node.within, durationType, "`within` takes", module);
      if (every === undefined || by.length < node.by.length) return undefined;
      if (node.within !== undefined && within === undefined) return undefined;
      if (node.relation === "preceded") return { kind: "preceded", every, by };
      return { kind: "followed", every, by, ...(within === undefined ? {} : { within }) };
    }
    case "neverRule":
      return neverRule(node, module);
  }
}

/** `undefined` for a mistake that has been reported, so that the rule reports nothing else. */
function amount(node: Bound["limit"], type: Type, asks: string, module: ModuleContext) {
  const typed = typedClause(node, type, asks, module.environment, module);
  return typed.type.kind === "error" ? undefined : typed.expression;
}

function boundRule(node: Bound, module: ModuleContext): GuardrailRule | undefined {
  const asks = `a limit of \`${node.measure}\` is`;
  const limit = amount(node.limit, measureTypes[node.measure], asks, module);
  return limit && { kind: "bound", of: node.measure, limit };
}

/** `never personal to cloud` speaks of a label, `never send when …` of an action. */
function neverRule(node: NeverRule, module: ModuleContext): GuardrailRule | undefined {
  const word = node.selector.kind === "pathSelector" ? node.selector.path.segments[0]?.text : undefined;
  const isLabel = word !== undefined && [...confidentialities, "untrusted"].includes(word);
  if (node.to !== undefined || isLabel) return flowRule(node, module);
  const of = checkSelector(node.selector, module);
  const around = extend(module.environment, { args: localBinding("args", argsOf([node.selector], module)) });
  const env = node.condition
    ? reportUntakenArguments(node.condition, [node.selector], around, module)
    : around;
  const when = node.condition && ruleCondition(node.condition, "`when` takes", env, module);
  if (node.condition !== undefined && when === undefined) return undefined;
  return of === undefined ? undefined : { kind: "never", of, ...(when === undefined ? {} : { when }) };
}

function flowRule(node: NeverRule, module: ModuleContext): GuardrailRule | undefined {
  if (node.selector.kind !== "pathSelector") return undefined;
  const [name] = node.selector.path.segments;
  if (name === undefined) return undefined;
  const labels: readonly (Confidentiality | "untrusted")[] = [...confidentialities, "untrusted"];
  const label = checkWord(name, "label", labels, module);
  if (node.to === undefined) {
    const place = { file: module.file, span: node.span };
    if (label !== undefined) module.program.report(labelToUnknown.at(place, { label }));
    return undefined;
  }
  const tier: Tier | undefined = tiers.find((one) => one === node.to?.text);
  if (label === undefined) return undefined;
  if (tier !== undefined) return { kind: "flow", label, to: { tier } };
  const to = definitionAt(module, node.to, "capability", "plan", "goal");
  return to === undefined ? undefined : { kind: "flow", label, to: { selector: { name: to.qualified } } };
}
