import { closest, didYouMean } from "@orchlang/language";
import {
  constantText,
  type Expectation,
  type Expression,
  joinSpans,
  type Selector,
} from "@orchlang/language/ast";
import type { Action } from "@orchlang/plan/rules";
import type { ExpectClause } from "@orchlang/plan/scenarios";
import { measureTypes } from "../declarations/clauses.ts";
import { failureUnknown } from "../declarations/messages.ts";
import { expectsEnd, planOfGoal } from "../declarations/rule-messages.ts";
import { checkAction, localBinding } from "../declarations/selectors.ts";
import { goalOf } from "../declarations/signature.ts";
import { checkCondition } from "../expression/check.ts";
import { extendWith } from "../expression/checking.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { failuresOf } from "../routine/failures.ts";
import { definitionAt } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { optional, required } from "../types/kinds.ts";
import { checkStepName, type ScenarioSite, scenarioDuration } from "./target.ts";

export function checkExpectation(node: Expectation, site: ScenarioSite): ExpectClause | undefined {
  const { module } = site;
  const kind = "expect";
  reportValueOfName(node, site);
  switch (node.kind) {
    case "expectCompleted":
      return expectCompleted(node, site);
    case "expectFailed":
      return expectFailed(node, site);
    case "expectCancelled":
      return { kind, expects: "cancelled" };
    case "expectWaiting":
      return { kind, expects: "waiting" };
    case "expectInDoubt": {
      const step = checkStepName(node.step, site);
      return step === undefined ? undefined : { kind, expects: "inDoubt", step };
    }
    case "expectBreached": {
      const rule = definitionAt(module, node.rule, "guardrail");
      return rule === undefined ? undefined : { kind, expects: "breached", rule: rule.qualified };
    }
    case "expectNever": {
      const action = calledWith(node.selector, node.condition, module);
      return action === undefined ? undefined : { kind, expects: "never", ...action };
    }
    case "expectOnce": {
      const target = definitionAt(module, node.capability, "capability", "plan", "goal");
      if (target === undefined) return undefined;
      const { capability: path, condition } = node;
      const selector = { kind: "pathSelector", path, span: path.span } as const;
      const when = condition === undefined ? undefined : calledWith(selector, condition, module)?.when;
      const given = {
        ...(node.called ? { called: true as const } : {}),
        ...(when === undefined ? {} : { when }),
      };
      return { kind, expects: "once", target: target.qualified, each: node.each, ...given };
    }
    case "expectUndone": {
      const target = definitionAt(module, node.capability, "capability", "plan", "goal");
      return target === undefined ? undefined : { kind, expects: "undone", target: target.qualified };
    }
    case "expectWithin":
      return { kind, expects: "within", duration: scenarioDuration(node.duration, "`within` takes", site) };
    case "expectBefore": {
      const first = checkAction(node.first, "end", module);
      const then = checkAction(node.second, "end", module);
      return first === undefined || then === undefined ? undefined : { kind, expects: "before", first, then };
    }
    case "expectCondition": {
      const env = endEnvironment(site);
      const ctx = { ...site.ctx, unmetWhereMissing: true } as const;
      const condition = checkCondition(node.condition, "`expect` takes", env, ctx).expression;
      return { kind, expects: "condition", condition };
    }
  }
}

/** The words that ask how a run ended, where they may also be read as a value's name. */
const ends: Readonly<Partial<Record<Expectation["kind"], string>>> = {
  expectCompleted: "completed",
  expectFailed: "failed",
  expectCancelled: "cancelled",
  expectWaiting: "waiting",
};

function reportValueOfName(node: Expectation, site: ScenarioSite): void {
  const word = ends[node.kind];
  if (
    word === undefined ||
    ("by" in node && node.by !== undefined) ||
    ("with" in node && node.with !== undefined)
  )
    return;
  const { module, target } = site;
  const value = endEnvironment(site).lookup(word);
  if (value === undefined || required(value.type).kind !== "bool") return;
  const place = { file: module.file, span: { start: node.span.end - word.length, end: node.span.end } };
  const step = target.steps.some(({ id }) => id === word);
  const edits = [
    { file: module.file, span: { start: node.span.end, end: node.span.end }, newText: " == true" },
  ];
  const fixes = [{ title: "Expect the value", safe: false, edits }];
  module.program.report(expectsEnd.at(place, { word, step, target: target.definition.name }, { fixes }));
}

/** Calls that a selector means, with arguments of which the condition holds. */
function calledWith(
  selector: Selector,
  condition: Expression | undefined,
  module: ScenarioSite["module"],
): Pick<Action, "selector" | "when"> | undefined {
  const span = joinSpans(selector.span, condition?.span ?? selector.span);
  return checkAction({ kind: "action", selector, state: undefined, condition, span }, "begin", module);
}

function expectCompleted(
  node: Extract<Expectation, { readonly kind: "expectCompleted" }>,
  site: ScenarioSite,
): ExpectClause | undefined {
  const { module, target } = site;
  if (node.by === undefined) return { kind: "expect", expects: "completed" };
  const plan = definitionAt(module, node.by, "plan");
  if (plan === undefined) return undefined;
  const goal = goalOf(plan, module.program.home(plan));
  const isUnknown =
    goal === undefined && plan.declaration.headings.some(({ kind }) => kind === "achievesHeading");
  if (target.runs?.kind === "goal" && goal?.qualified !== target.runs.qualified && !isUnknown) {
    const place = { file: module.file, span: node.by.span };
    module.program.report(planOfGoal.at(place, { plan: plan.name, goal: target.runs.name }));
  }
  return { kind: "expect", expects: "completed", by: plan.qualified };
}

/** `failed with "x"`: the message holds it; `failed with x`: the failure's name. */
function expectFailed(
  node: Extract<Expectation, { readonly kind: "expectFailed" }>,
  site: ScenarioSite,
): ExpectClause {
  const base = { kind: "expect", expects: "failed" } as const;
  if (node.with === undefined) return base;
  if (node.with.kind === "string") return { ...base, message: constantText(node.with) ?? "" };
  const name = node.with.text;
  const { runs } = site.target;
  if (runs === undefined || name === "") return { ...base, name };
  const known = failuresOf(runs, site.module.program);
  if (!known.includes(name)) {
    const place = { file: site.module.file, span: node.with.span };
    const suggestion = closest(name, known);
    site.module.program.report(
      failureUnknown.at(place, { name, of: runs.name }, didYouMean(place, suggestion)),
    );
  }
  return { ...base, name };
}

/** The scope at the end of a run: its result or error, its duration, and its steps as far as they were reached. */
function endEnvironment(site: ScenarioSite): Environment {
  const { runs, steps } = site.target;
  const bindings = new Map<string, Binding>();
  for (const { id, type, label } of steps) {
    if (id.includes("@") || bindings.has(id) || type.kind === "nothing") continue;
    bindings.set(id, {
      read: { op: "read", from: "node", name: id },
      type: optional(type),
      label,
      missingBecause: "the run may not have come to it",
    });
  }
  for (const parameter of site.target.params) {
    bindings.set(parameter.name, {
      read: { op: "read", from: "input", name: parameter.name },
      type: parameter.type,
      label: { ...parameter.label, way: [] },
    });
  }
  for (const [name, type] of Object.entries(measureTypes)) bindings.set(name, localBinding(name, type));
  if (runs === undefined) return extendWith(site.env, bindings);
  const { type } = site.module.program.signatureOf(runs).result;
  if (type.kind !== "nothing") bindings.set("result", localBinding("result", type));
  const error: Type = { kind: "failure", names: failuresOf(runs, site.module.program) };
  bindings.set("error", localBinding("error", error));
  return extendWith(site.env, bindings);
}
