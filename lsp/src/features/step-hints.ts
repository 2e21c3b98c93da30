import { formatMoney, type Node, type NodeId, type PlanFile, type Routine } from "@orchlang/plan";
import type { InlayHint } from "vscode-languageserver/node";
import type { TextDocument } from "../document.ts";

/** More names than these are counted. */
const namesMax = 3;

/** Behind each step of a plan what it waits for, and what it costs at worst. */
export function stepHints(file: PlanFile, plan: string, document: TextDocument): readonly InlayHint[] {
  const routine = file.plan.routines[plan];
  if (routine === undefined) return [];
  return routine.nodes.flatMap((node) => {
    const mark = isStep(node) ? file.about.map[`${plan}/${node.id}`] : undefined;
    const says =
      mark === undefined ? [] : [waits(routine, node), costs(routine, node)].filter((one) => one !== "");
    if (mark === undefined || says.length === 0) return [];
    const line = document.text.indexOf("\n", mark.start);
    const end = Math.min(mark.end, line === -1 ? document.text.length : line);
    const behind = document.text.slice(mark.start, end).trimEnd().length;
    const position = document.positionAt(mark.start + behind);
    return [{ position, label: says.join(" · "), paddingLeft: true }];
  });
}

/** Nodes that have a name; other nodes are values and choices between steps. */
function isStep({ id, kind }: Node): boolean {
  return !id.includes("@") && ["call", "loop", "race", "quorum", "wait"].includes(kind);
}

function waits({ nodes }: Routine, node: Node): string {
  const byId = new Map(nodes.map((one) => [one.id, one]));
  const names = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const follow = ({ needs }: Node): void => {
    for (const need of needs) {
      const other = byId.get(need.node);
      if (other === undefined || seen.has(other.id)) continue;
      seen.add(other.id);
      if (isStep(other)) names.add(other.id);
      else follow(other);
    }
  };
  follow(node);
  if (names.size === 0) return "";
  const shown = [...names].slice(0, namesMax);
  const more = names.size > namesMax ? ` and ${names.size - namesMax} more` : "";
  return `waits for ${shown.join(", ")}${more}`;
}

function costs({ nodeBounds }: Routine, { id }: Node): string {
  const worst = nodeBounds[id]?.cost.worst;
  if (worst === undefined) return "";
  if (!("value" in worst)) return "cost without bound";
  return Number(worst.value.amount) === 0 ? "" : `≤ ${formatMoney(worst.value)}`;
}
