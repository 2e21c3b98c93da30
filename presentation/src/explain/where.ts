import { expressionText, listed, shortName } from "@orchlang/analysis";
import type { Json, JsonObject, Plan, Tier } from "@orchlang/plan";
import type { Attempt, Node, Pick } from "@orchlang/plan/nodes";
import {
  formatDuration,
  formatMoney,
  isMoney,
  overMoney,
  roundMoney,
  timesMoney,
} from "@orchlang/plan/quantities";

import { chainOf } from "../preview/placement.ts";
import { durationText } from "../preview/words.ts";

/** Where a node runs and what else was possible, a sentence each. */
export function whereWords(plan: Plan, node: Node): readonly string[] {
  if (node.kind === "hold") return poolWords(plan, node.pick);
  if (node.kind === "quorum")
    return [...new Set(node.attempts.flatMap((attempt) => attemptWords(plan, attempt)))];
  return node.kind === "call" ? attemptWords(plan, node.attempt) : [];
}

function attemptWords(plan: Plan, attempt: Attempt): readonly string[] {
  const { target, using } = attempt;
  const pool = using === undefined ? [] : poolWords(plan, using);
  if ("goal" in target) {
    const names = plan.goals[target.goal]?.alternatives.map(shortName) ?? [];
    return [`the goal's plans, best first: ${names.join(", ")}`, ...pool];
  }
  if ("routine" in target) return ["as the plan that it calls says", ...pool];
  const capability = plan.capabilities[target.capability];
  if (capability === undefined) return pool;
  if (capability.human !== undefined) {
    const { role, count } = capability.human;
    const who = count === 1 ? `one person` : `${count} different people`;
    return [`in an inbox: ${who} with the role ${shortName(role)}`];
  }
  return [tierWords(plan, attempt, capability.tiers), ...handlerWords(capability.run), ...pool];
}

function tierWords(plan: Plan, { options }: Attempt, tiers: readonly Tier[]): string {
  const other = tiers.length === 0 ? "it may run anywhere" : `it may run on ${listed(tiers, "or")}`;
  if (options.tier !== undefined) return `on ${options.tier}, as the step says; ${other}`;
  const { engine } = plan.settings;
  if (tiers.length === 0) return `on ${engine}, where the engine is; ${other}`;
  if (tiers.includes(engine)) return `on ${engine}, where the engine is; ${other}`;
  return `on ${listed(tiers, "or")}: it may run nowhere else`;
}

type Handlers = Plan["capabilities"][string]["run"];

function handlerWords(handler: Handlers): readonly string[] {
  if (handler === undefined) return ["by a handler that the embedding program registers"];
  switch (handler.kind) {
    case "module":
      return [`by ${handler.path}#${handler.export}`];
    case "http":
      return [`by ${handler.method.toUpperCase()} ${handler.url}${hostWords(handler)}`];
    case "mcp":
      return [`by the tool ${handler.tool} of the MCP server ${handler.server}`];
  }
}

function hostWords({ hosts }: Extract<Handlers, { kind: "http" }>): string {
  return hosts === undefined ? "" : `, on ${hosts.join(" or ")}`;
}

/** A pool and those that it overflows into. */
function poolWords(plan: Plan, pick: Pick): readonly string[] {
  const chain = chainOf(plan, pick.pool);
  const wishes = [
    ...(pick.nearest === undefined ? [] : [`the nearest to ${expressionText(pick.nearest)}`]),
    ...(pick.distance === undefined ? [] : [`within ${expressionText(pick.distance)} m`]),
    ...(pick.where === undefined ? [] : [`where ${expressionText(pick.where)}`]),
    ...(pick.at === undefined ? [] : [`the least in ${pick.at.join(", then ")}`]),
    ...(pick.wait === undefined ? [] : [`waiting ${durationText(pick.wait)} at most`]),
  ];
  const [first, ...others] = chain.map(memberWords);
  if (first === undefined) return [];
  const taken = `on a member of ${first}${wishes.length === 0 ? "" : `: ${wishes.join(", ")}`}`;
  return [taken, ...(others.length === 0 ? [] : [otherPools(pick, others)]), ...turnWords(pick)];
}

function otherPools({ at }: Pick, others: readonly string[]): string {
  return at === undefined
    ? `where none is free, of ${others.join(", then of ")}`
    : `or of ${listed(others, "or")}, whichever is best by that among those that are free`;
}

function turnWords({ rank }: Pick): readonly string[] {
  if (rank === undefined) return [];
  const left = formatDuration(Math.round(rank));
  return [`where several steps of the run want one, the longest way left goes first: from here ${left}`];
}

function memberWords({ name, count, tier, site, cost, latency }: JsonObject): string {
  const facts = [
    ...(typeof count === "number" ? [`${count} there are`] : []),
    ...(typeof tier === "string" ? [tier] : []),
    ...(typeof site === "string" ? [site] : []),
    ...(typeof latency === "number" ? [`${formatDuration(latency)} away`] : []),
    ...rateWords(cost),
  ];
  return `${shortName(String(name))}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

function rateWords(cost: Json | undefined): readonly string[] {
  if (typeof cost !== "object" || cost === null || Array.isArray(cost)) return [];
  const { per, ...amount } = cost as JsonObject;
  if (!isMoney(amount) || typeof per !== "number") return [];
  const hourly = overMoney(timesMoney(amount, 3_600_000), per);
  return [`${formatMoney(roundMoney(hourly, 6))} per h`];
}
