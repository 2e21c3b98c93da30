import { closest, didYouMean } from "@orchlang/language";
import { type CapabilityFault, constantText, type Fault, type NumberLiteral } from "@orchlang/language/ast";
import type { FaultBehaviour, FaultClause } from "@orchlang/plan/scenarios";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkCount } from "../declarations/clauses.ts";
import { failureUnknown } from "../declarations/messages.ts";
import { checkExpression } from "../expression/check.ts";
import { failuresOf } from "../routine/failures.ts";
import { definitionAt } from "../scope/module.ts";
import { checkStepName, type ScenarioSite, scenarioDuration } from "./target.ts";

export function checkFault(node: Fault, site: ScenarioSite): FaultClause | undefined {
  switch (node.kind) {
    case "resourceFault": {
      const at = scenarioDuration(node.at, "`at` takes", site);
      const lasts = node.for && scenarioDuration(node.for, "`for` takes", site);
      const pool = definitionAt(site.module, node.resource, "resource");
      if (pool === undefined) return undefined;
      return {
        kind: "resourceLost",
        pool: pool.qualified,
        at,
        ...(lasts === undefined ? {} : { for: lasts }),
      };
    }
    case "clockFault":
      return { kind: "clockJumps", by: scenarioDuration(node.by, "`clock jumps` takes", site) };
    case "crashFault": {
      const step = checkStepName(node.step, site);
      return step === undefined ? undefined : { kind: "crash", moment: node.moment, step };
    }
    case "crashAtFault":
      return { kind: "crashAt", at: scenarioDuration(node.at, "`at` takes", site) };
    case "workerFault": {
      const step = checkStepName(node.step, site);
      return step === undefined ? undefined : { kind: "workerDies", step };
    }
    case "approvalFault": {
      const role = definitionAt(site.module, node.role, "role");
      const call = node.call && checkCount(node.call, "`call`", 1, site.module);
      if (role === undefined) return undefined;
      return {
        kind: "approvalFault",
        role: role.qualified,
        ...(call === undefined ? {} : { call }),
        behaviour: node.behaviour,
      };
    }
    case "capabilityFault":
      return capabilityFault(node, site);
  }
}

function capabilityFault(node: CapabilityFault, site: ScenarioSite): FaultClause | undefined {
  const capability = definitionAt(site.module, node.capability, "capability");
  if (capability === undefined) return undefined;
  const call = node.call && checkCount(node.call, "`call`", 1, site.module);
  const behaviour = checkBehaviour(node, capability, site);
  return {
    kind: "capabilityFault",
    capability: capability.qualified,
    ...(call === undefined ? {} : { call }),
    behaviour,
  };
}

function checkBehaviour(
  node: CapabilityFault,
  capability: Definition<"capability">,
  site: ScenarioSite,
): FaultBehaviour {
  const { behaviour } = node;
  switch (behaviour.kind) {
    case "fails": {
      const failure = behaviour.failure && checkFailure(behaviour.failure, capability, site);
      const message = behaviour.message && constantText(behaviour.message);
      return {
        kind: "fails",
        ...(failure === undefined ? {} : { failure }),
        ...(message === undefined ? {} : { message }),
        ...timesOf(behaviour.times, site),
      };
    }
    case "timesOut":
      return { kind: "timesOut", ...timesOf(behaviour.times, site) };
    case "returns":
      return { kind: "returns", value: wrongValue(behaviour.value, capability, site) };
    case "answersTwice":
      return { kind: "answersTwice" };
    case "answersLate":
      return { kind: "answersLate", after: scenarioDuration(behaviour.after, "`late after` takes", site) };
  }
}

/**
 * The value that a fault returns need not fit the declared type: that may be the fault. Its bare words are read as if
 * it did.
 */
function wrongValue(
  ast: Extract<CapabilityFault["behaviour"], { readonly kind: "returns" }>["value"],
  capability: Definition<"capability">,
  site: ScenarioSite,
) {
  const { type } = site.module.program.signatureOf(capability).result;
  const expected = type.kind === "nothing" ? undefined : { type };
  let fits = true;
  const quiet = {
    ...site.ctx,
    report: () => {
      fits = false;
    },
  };
  const fitting = checkExpression(ast, expected, site.env, quiet);
  return fits ? fitting.expression : checkExpression(ast, undefined, site.env, site.ctx).expression;
}

function timesOf(times: NumberLiteral | undefined, site: ScenarioSite): { readonly times?: number } {
  return times === undefined ? {} : { times: checkCount(times, "`times`", 1, site.module) };
}

function checkFailure(
  name: { readonly text: string; readonly span: { readonly start: number; readonly end: number } },
  capability: Definition<"capability">,
  site: ScenarioSite,
): string | undefined {
  const known = failuresOf(capability, site.module.program);
  if (known.includes(name.text) || name.text === "") return name.text;
  const place = { file: site.module.file, span: name.span };
  const suggestion = closest(name.text, known);
  const declared = { file: capability.file, span: capability.declaration.name.span };
  const labels = [{ ...declared, message: `\`${capability.name}\` is declared here` }];
  const details =
    suggestion === undefined
      ? { help: `Declare it there: \`fails ${name.text}\`.` }
      : didYouMean(place, suggestion);
  site.module.program.report(
    failureUnknown.at(place, { name: name.text, of: capability.name }, { labels, ...details }),
  );
  return undefined;
}
