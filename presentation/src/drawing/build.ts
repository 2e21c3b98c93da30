import { shortName } from "@orchlang/analysis";
import type { PlanFile, Routine } from "@orchlang/plan";
import type { NodeId } from "@orchlang/plan/nodes";
import { boundsWords } from "../preview/measures.ts";
import type { RowView } from "../preview/model.ts";
import { isRule, previewOf, stepsIn } from "../preview/preview.ts";
import { rowsOf } from "../preview/rows.ts";
import { partOf } from "./part.ts";
import type { Mark, Part, Scene } from "./scene.ts";

/** The contents of a drawing: the plan, or a goal's plans, best first; then the plans that they call. */
export function sceneOf(file: PlanFile): Scene {
  const { plan } = file;
  const preview = previewOf(file);
  const marks = marksOf(file);
  const parts = preview.routines.flatMap((name) => {
    const routine = plan.routines[name];
    return routine === undefined ? [] : partsOf(file, routine, marks);
  });
  const [only] = parts;
  const counted = preview.kind === "goal" ? preview.routines : preview.routines.slice(0, 1);
  const steps = counted.reduce((sum, name) => {
    const routine = plan.routines[name];
    return routine === undefined ? sum : sum + stepsIn(routine);
  }, 0);
  return {
    name: preview.name,
    says: `${preview.name}, a ${preview.kind} of ${steps} ${steps === 1 ? "step" : "steps"}: ${boundsWords(preview.bounds)}.`,
    parts: only !== undefined && parts.length === 1 ? [unheaded(only)] : parts,
  };
}

function unheaded({ heading: _, note: __, ...part }: Part): Part {
  return part;
}

function partsOf(
  file: PlanFile,
  routine: Routine,
  marks: ReadonlyMap<string, readonly Mark[]>,
): readonly Part[] {
  const rows = rowsOf(file.plan, routine);
  const byNode = new Map<NodeId, RowView>();
  const list = (views: readonly RowView[]): void => {
    for (const row of views) {
      if (row.form !== "heading") byNode.set(row.node, row);
      list(row.below);
    }
  };
  list([...rows.root, ...rows.finally]);
  const source = { file, routine, rows: byNode, marks };
  const name = shortName(routine.name);
  const main: Part = { ...partOf(source, routine.root), heading: name, note: boundsWords(routine.bounds) };
  if (routine.finally === undefined) return [main];
  const note = "after completion, failure or cancellation";
  return [main, { ...partOf(source, routine.finally), heading: `${name}, finally`, note }];
}

/** The rules that are decided or were proved at a node. */
function marksOf({ plan, about }: PlanFile): ReadonlyMap<string, readonly Mark[]> {
  const marks = new Map<string, Mark[]>();
  for (const obligation of plan.obligations.filter(isRule)) {
    const { id, rule, verdict, nodes } = obligation;
    for (const node of new Set(nodes)) {
      const mark = { rule, verdict, says: about.evidence[id] ?? "" };
      const known = marks.get(node);
      if (known === undefined) marks.set(node, [mark]);
      else known.push(mark);
    }
  }
  return marks;
}
