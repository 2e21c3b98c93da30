import { expressionText, shortName } from "@orchlang/analysis";
import type { Json } from "@orchlang/plan";
import type { Expression, Pattern } from "@orchlang/plan/expressions";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";

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

export function waitText(node: Node & { readonly kind: "wait" }): string {
  switch (node.for.kind) {
    case "duration":
      return `wait ${durationText(node.for.duration)}`;
    case "instant":
      return `wait until ${expressionText(node.for.instant)}`;
    case "condition":
      return `wait until ${expressionText(node.for.condition)}`;
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
