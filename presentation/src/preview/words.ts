import { expressionText, shortName } from "@orchlang/analysis";
import { furtherTries, type Json, type Plan } from "@orchlang/plan";
import type { Expression, Pattern } from "@orchlang/plan/expressions";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";
import type { Assumption } from "@orchlang/plan/rules";
import { besideMax } from "./lanes.ts";

/* Names of plan parts in its picture. */

export function besideNotes(beside: readonly NodeId[]): readonly string[] {
  if (beside.length === 0) return [];
  const more = beside.length > besideMax ? " …" : "";
  return [`‖ beside ${beside.slice(0, besideMax).join(", ")}${more}`];
}

export function durationText(expression: Expression): string {
  return expression.op === "constant" && typeof expression.value === "number"
    ? formatDuration(expression.value)
    : expressionText(expression);
}

export function loopText(node: Node & { readonly kind: "loop" }): string {
  const count = typeof node.upTo === "number" ? String(node.upTo) : expressionText(node.upTo);
  if (node.over.kind === "list") {
    const atOnce =
      typeof node.over.atOnce === "number" ? String(node.over.atOnce) : expressionText(node.over.atOnce);
    const side = atOnce === "1" ? "" : `, ${grouped(atOnce)} at once`;
    return `for ${node.variable} in ${expressionText(node.over.list)}, up to ${grouped(count)}${side}`;
  }
  if (node.over.kind === "occurrences")
    return `for each ${shortName(node.over.event)}, up to ${grouped(count)}`;
  const until = node.over.until === undefined ? "" : ` until ${expressionText(node.over.until)}`;
  return `up to ${grouped(count)} rounds${until}`;
}

/** ` from …`, where a member is reserved for a later time. */
export function fromText({ from }: Node & { readonly kind: "hold" }): string {
  return from === undefined ? "" : ` from ${expressionText(from)}`;
}

export function waitText(node: Node & { readonly kind: "wait" }): string {
  switch (node.for.kind) {
    case "duration":
      return `wait ${durationText(node.for.duration)}`;
    case "instant":
      return `wait until ${expressionText(node.for.instant)}`;
    case "condition":
      return `wait until ${expressionText(node.for.condition)}`;
    case "while":
      return `while ${expressionText(node.for.condition)}`;
    case "occurrence":
      return `wait for ${shortName(node.for.event)}`;
  }
}

export function actText(node: Node): string {
  if (node.kind === "emit") return `emit ${shortName(node.event)}`;
  if (node.kind === "fail")
    return `fail ${node.name === undefined ? "" : `${node.name} `}${messageText(node.message)}`;
  if (node.kind === "return" || node.kind === "yield") return `${node.kind} ${valueText(node.value)}`;
  return node.kind;
}

/** A longer value is shown by its beginning. */
const valueMax = 40;

function valueText(value: Expression): string {
  const text = expressionText(value);
  return text.length > valueMax ? `${text.slice(0, valueMax - 1)}…` : text;
}

/** A message up to what is only known when it runs. */
function messageText(message: Expression): string {
  if (message.op === "constant" && typeof message.value === "string") return JSON.stringify(message.value);
  if (message.op !== "template") return expressionText(message);
  const [first] = message.parts;
  return `"${typeof first === "string" ? first : ""}…"`;
}

export function patternsText(patterns: readonly Pattern[]): string {
  if (patterns.length === 0) return "else";
  const text = (value: Json): string => expressionText({ op: "constant", value });
  const each = patterns.map((pattern) => {
    if ("present" in pattern) return pattern.present;
    if ("case" in pattern) return pattern.case;
    return "is" in pattern ? text(pattern.is) : `${text(pattern.from)}..${text(pattern.to)}`;
  });
  return each.join(" | ");
}

/** `10000` as `10_000`. */
function grouped(digits: string): string {
  return /^\d{5,}$/.test(digits) ? digits.replace(/\B(?=(?:\d{3})+$)/g, "_") : digits;
}

/* The assumptions of a proof (semantics, rule 37), in words. */

/** In a line. */
export function assumptionsText(
  { settings }: Pick<Plan, "settings">,
  assumes: readonly Assumption[],
): string {
  return assumes.map((each) => short(each, settings.limits.deaths ?? 0)).join(", ");
}

function short(assumption: Assumption, deaths: number): string {
  if (assumption === "process deaths within limit") return deathsText(deaths);
  return assumption === "undo succeeds" ? `undo within ${tries} tries` : assumption;
}

const tries = 1 + furtherTries;

/** `at most 1 process death`. */
export function deathsText(deaths: number): string {
  return deaths === 0 ? "no process death" : `at most ${deaths} process ${deaths === 1 ? "death" : "deaths"}`;
}

/** The meaning of an assumption. */
export function assumptionExplained({ settings }: Pick<Plan, "settings">, assumption: Assumption): string {
  const { deaths = 0 } = settings.limits;
  return `${short(assumption, deaths)}: ${meanings[assumption]}`;
}

const meanings: Readonly<Record<Assumption, string>> = {
  "declared bounds kept": "no call uses or takes more than its capability declares",
  "no redispatch": "no call is lost with its worker or process and sent again",
  "process deaths within limit": "all that is under way is lost with a process, and sent again",
  "undo succeeds": "so does a confirm; else the run waits for an operator",
  "nothing in doubt": "no call leaves open whether it happened until an operator says so",
  "no member lost": "what is held stays, and nothing is bound to another member",
  "process up": "a process that has died is there again at once",
  "consent given": "whoever is asked has agreed to all that the capabilities are declared to need",
  "pool not shared": "no other run holds members of the same pools",
  "effect as declared": "handlers have the effect that they declare, and stop when they are asked to",
};
