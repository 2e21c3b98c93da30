import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import { cycles } from "@orchlang/plan/graph";
import { type LinkedStatement, type RoutineTree, standsIn } from "../tree.ts";
import { called, listed, sentenceStart } from "../words.ts";
import type { Needs } from "./needs.ts";
import { arcsOf, turnOf } from "./precedence.ts";

export const waitingInCircle = defineDiagnostic<{ steps: readonly string[] }>({
  code: "ORCH4001",
  severity: "error",
  title: "Steps wait for each other",
  message: ({ steps }) =>
    steps.length === 1
      ? `${sentenceStart(steps[0] ?? "")} waits for itself, so it can never begin.`
      : `${sentenceStart(listed(steps))} wait for each other, so none of them can ever begin.`,
  notes: ["A step begins when everything that it uses, or comes after, has ended."],
  help: "Remove one of these dependences.",
});

/** One diagnostic for each group of statements that close on themselves. */
export function cycleDiagnostics(tree: RoutineTree, needs: Needs): readonly Diagnostic[] {
  const ends = arcsOf(tree, needs);
  const arcs = Array.from({ length: ends.length >> 1 }, (_, at) => ({
    from: String(ends[2 * at]),
    to: String(ends[2 * at + 1]),
  }));
  const points = Array.from({ length: turnOf(tree) + 1 }, (_, point) => String(point));
  return cycles(points, arcs).map((path) => waitingDiagnostic(tree, needs, statementsOn(tree, path)));
}

/** The statements that a closing path goes through, each once, beginning with the first of the text. */
function statementsOn(tree: RoutineTree, path: readonly string[]): readonly LinkedStatement[] {
  const passed: LinkedStatement[] = [];
  for (const point of path.slice(0, -1)) {
    const linked = tree.all[Number(point) >> 1];
    if (linked !== undefined && passed.at(-1) !== linked) passed.push(linked);
  }
  if (passed.length > 1 && passed[0] === passed.at(-1)) passed.pop();
  const first = passed.reduce((best, linked, at) => (linked.index < passed[best]!.index ? at : best), 0);
  return [...passed.slice(first), ...passed.slice(0, first)];
}

/** A cycle of statements, each waiting for the one before it, and the first for the last. */
export function waitingDiagnostic(
  tree: RoutineTree,
  needs: Needs,
  circle: readonly LinkedStatement[],
): Diagnostic {
  const file = tree.routine.origin.file;
  const labels: Label[] = [];
  for (const [at, linked] of circle.entries()) {
    const next = circle[(at + 1) % circle.length] ?? linked;
    labels.push(...reason(tree, needs, linked, next));
  }
  const first = circle[0] ?? tree.all[0];
  const span = first?.statement.nameSpan ?? tree.routine.origin.nameSpan;
  const readsItself = circle.length === 1 && first?.statement.reads.some((mark) => mark.node === first.id);
  const help = readsItself
    ? { help: "A step's value is `result` in its own `undo`, and `it` in its own `accept`." }
    : {};
  return waitingInCircle.at({ file, span }, { steps: circle.map(called) }, { labels, ...help });
}

/** Why `next` comes after `linked`. */
function reason(
  tree: RoutineTree,
  needs: Needs,
  linked: LinkedStatement,
  next: LinkedStatement,
): readonly Label[] {
  const { file } = tree.routine.origin;
  const need = needs.get(next)?.find((candidate) => candidate.node === linked.id);
  const written =
    need?.why === "after"
      ? next.statement.after.find((mark) => mark.node === linked.id)
      : next.statement.reads.find((mark) => mark.node === linked.id);
  if (need !== undefined) {
    const message = `${called(next)} ${whyWords[need.why]} ${called(linked)}`;
    return [{ file, span: written?.span ?? next.statement.nameSpan, message }];
  }
  if (linked.block.owner === next) {
    return [
      {
        file,
        span: linked.statement.nameSpan,
        message: `${called(next)} ends only after ${called(linked)} in it`,
      },
    ];
  }
  const isEnding = needs.get(next)?.some(({ node, why }) => {
    const choice = why === "branch" ? tree.byId.get(node) : undefined;
    return choice !== undefined && standsIn(linked, choice);
  });
  const how = isEnding === true ? whyWords.branch : "stands inside";
  return [{ file, span: next.statement.nameSpan, message: `${called(next)} ${how} ${called(linked)}` }];
}

const whyWords = {
  data: "uses",
  after: "comes after",
  order: "stands below, and so comes after,",
  branch: "runs only if the plan has not ended at",
} as const;
