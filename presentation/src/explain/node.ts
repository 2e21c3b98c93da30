import type { PlanFile, Routine } from "@orchlang/plan";
import type { Attempt, Node } from "@orchlang/plan/nodes";
import type { Obligation } from "@orchlang/plan/rules";
import { measuresOf } from "../preview/measures.ts";
import { assumptionExplained } from "../preview/words.ts";
import { attemptWords, doesWords, targetName } from "./does.ts";
import type { ExplainedRule, NodeExplanation } from "./model.ts";
import { indexOf } from "./routine-index.ts";
import { sourceText } from "./rule-text.ts";
import { waitsOf, withinWords } from "./waits.ts";
import { whereWords } from "./where.ts";

/** Everything that is known of a node; of a file that was decoded, so that what it speaks of is there. */
export function explainNode({ plan, about }: PlanFile, routine: Routine, node: Node): NodeExplanation {
  const key = `${routine.name}/${node.id}`;
  const index = indexOf(routine);
  const bounds = routine.nodeBounds[node.id];
  const written = about.map[key];
  const doc = node.kind === "call" ? about.docs[targetName(node)] : undefined;
  return {
    key,
    name: node.id,
    does: doesWords(plan, node),
    ...(written === undefined ? {} : { written }),
    ...(doc === undefined ? {} : { doc }),
    within: withinWords(routine, node),
    waits: waitsOf(routine, node),
    waitedFor: index.waiting.get(node.id) ?? [],
    where: whereWords(plan, node),
    attempts: attemptWords(plan, node),
    measures: bounds === undefined ? [] : measuresOf(bounds),
    critical: index.critical.has(node.id),
    rules: rulesAt({ plan, about }, key, node),
  };
}

/** Those that name the node, and those that are decided as it begins, is undone or asked about. */
function rulesAt(
  { plan, about }: Pick<PlanFile, "plan" | "about">,
  key: string,
  node: Node,
): readonly ExplainedRule[] {
  const gates = new Set(
    waysOf(node).flatMap(({ checks, undoChecks = [], confirmChecks = [] }) => [
      ...checks,
      ...undoChecks,
      ...confirmChecks,
    ]),
  );
  return plan.obligations
    .filter(({ id, nodes }) => gates.has(id) || nodes.includes(key))
    .map((obligation) => explainedRule({ plan, about }, obligation, gates.has(obligation.id)));
}

/** All ways in which a node itself calls something. */
function waysOf(node: Node): readonly Attempt[] {
  const own = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const rescues = "rescues" in node ? node.rescues : [];
  return [...own, ...rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : []))];
}

function explainedRule(
  { plan, about }: Pick<PlanFile, "plan" | "about">,
  obligation: Obligation,
  here: boolean,
): ExplainedRule {
  const { id, rule, verdict, severity, assumes, source } = obligation;
  const { [id]: evidence = "" } = about.evidence;
  const { [id]: path = [] } = about.paths ?? {};
  const rests = assumes.map((each) => assumptionExplained(plan, each));
  return { rule, source: sourceText(plan, source), verdict, severity, evidence, path, assumes: rests, here };
}

/** The nodes that a reader can ask for, in the order of the text: those with a name, then those that decide or end. */
export function nodesOf({ plan }: PlanFile): readonly { readonly routine: Routine; readonly node: Node }[] {
  return Object.values(plan.routines).flatMap((routine) => routine.nodes.map((node) => ({ routine, node })));
}

/** A node by its id, or as `routine/node` with an unambiguous end of the routine's name. */
export function findNodes(
  file: PlanFile,
  asked: string,
): readonly { readonly routine: Routine; readonly node: Node }[] {
  const slash = asked.lastIndexOf("/");
  const id = asked.slice(slash + 1);
  const of = slash === -1 ? undefined : asked.slice(0, slash);
  return nodesOf(file).filter(
    ({ routine, node }) =>
      isCalled(node, id) && (of === undefined || routine.name === of || routine.name.endsWith(`.${of}`)),
  );
}

/** A hold is found by the name of its variable. */
function isCalled(node: Node, id: string): boolean {
  return node.id === id || (node.kind === "hold" && node.variable === id);
}
