import { expressionText, shortName } from "@orchlang/analysis";
import type { Bounds, Plan, Routine } from "@orchlang/plan";
import type { Node, Rescue } from "@orchlang/plan/nodes";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";

import type { RowView } from "../preview/model.ts";
import { actText, durationText, patternsText } from "../preview/words.ts";
import type { Item, Mark, Measures } from "./scene.ts";

/* The texts of a drawing's items, and of links that lead to an arm. */

export function itemOf(
  plan: Plan,
  routine: Routine,
  node: Node,
  row: RowView | undefined,
  marks: readonly Mark[],
): Omit<Item, "key"> {
  const bounds = routine.nodeBounds[node.id];
  const common = { marks, critical: row?.critical === true, notes: notesOf(row) };
  switch (node.kind) {
    case "branch":
      return { ...common, form: "choice", title: choiceTitle(node), notes: [] };
    case "hold": {
      const what = `hold ${shortName(node.pick.pool)} for ${durationText(node.for)}`;
      return { ...common, form: "head", title: node.variable, what, ...measuresOf(bounds), notes: [] };
    }
    case "emit":
    case "fail":
    case "return":
    case "yield":
    case "let":
    case "join": {
      const form = node.kind === "fail" ? "stop" : "act";
      // Its value is too long for a box.
      const title = node.kind === "return" || node.kind === "yield" ? node.kind : actText(node);
      return { ...common, form, title, notes: [] };
    }
    case "loop":
    case "race":
      return { ...common, form: "head", title: node.id, ...called(row), ...measuresOf(bounds) };
    case "wait":
      return { ...common, form: "step", title: row?.title ?? node.id, ...called(row), ...measuresOf(bounds) };
    case "call":
    case "quorum": {
      const form = isPerson(plan, node) ? "person" : "step";
      return { ...common, form, title: node.id, ...called(row), ...measuresOf(bounds) };
    }
  }
}

function called(row: RowView | undefined): Pick<Item, "what" | "who"> {
  return {
    ...(row?.what === undefined ? {} : { what: row.what }),
    ...(row?.who === undefined ? {} : { who: row.who }),
  };
}

/** Marks, and facts visible at an item's position, are no notes. */
function notesOf(row: RowView | undefined): readonly string[] {
  const tries = row?.tries === undefined ? [] : [`${row.tries} tries`];
  return [...tries, ...(row?.notes ?? []).filter((note) => !/^[◐‖]/u.test(note))];
}

function isPerson(plan: Plan, node: Node): boolean {
  if (node.kind !== "call" || !("capability" in node.attempt.target)) return false;
  return plan.capabilities[node.attempt.target.capability]?.kind === "human";
}

function choiceTitle(node: Node & { readonly kind: "branch" }): string {
  return node.subject === undefined ? "when" : `match ${expressionText(node.subject)}`;
}

/** Under what condition a side of a choice, or a handler, is entered. */
export function sideLabel(of: (Node & { readonly kind: "branch" }) | Rescue, at = 0): string {
  if (!("arms" in of)) return of.when === undefined ? "else" : `else when ${expressionText(of.when)}`;
  const arm = of.arms[at];
  if (arm === undefined) return "else";
  if (of.subject !== undefined) {
    return `${at === 0 ? `${expressionText(of.subject)}: ` : ""}${patternsText(arm.patterns ?? [])}`;
  }
  return arm.condition === undefined ? "else" : expressionText(arm.condition);
}

function measuresOf(bounds: Bounds | undefined): Pick<Item, "worst"> {
  if (bounds === undefined) return {};
  const { cost, latency } = bounds;
  const worst: Measures = {
    cost:
      "value" in cost.worst ? costText(formatMoney(cost.worst.value), cost.worst.value.amount) : "no bound",
    time: "value" in latency.worst ? `≤ ${formatDuration(latency.worst.value)}` : "no bound",
  };
  return { worst };
}

function costText(written: string, amount: string): string {
  return amount === "0" ? "–" : `≤ ${written}`;
}
