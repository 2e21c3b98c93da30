import type { Attempt, Node, Obligation, Plan, PlanFile, Routine } from "@orchlang/plan";
import { shortName } from "../4-analyse/words.ts";
import { measuresOf } from "../preview/measures.ts";
import { actText, durationText, loopText, waitText } from "../preview/words.ts";
import { attemptWords } from "./attempts.ts";
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

function targetName({ attempt: { target } }: Node & { readonly kind: "call" }): string {
  return "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
}

function doesWords(plan: Plan, node: Node): string {
  switch (node.kind) {
    case "call": {
      const { target } = node.attempt;
      const kind =
        "capability" in target
          ? (plan.capabilities[target.capability]?.kind ?? "capability")
          : "routine" in target
            ? "plan"
            : "goal";
      return `calls ${shortName(targetName(node))}, ${article(kind)} ${kind}`;
    }
    case "quorum":
      return `asks ${node.attempts.length}, and takes what ${node.agree} agree on`;
    case "loop":
      return loopText(node);
    case "race":
      return node.winners === 1 ? "takes what ends first" : `takes the first ${node.winners} to end`;
    case "hold":
      return `holds ${shortName(node.pick.pool)} as \`${node.variable}\`, at most ${durationText(node.for)}`;
    case "wait":
      return waitText(node);
    case "branch":
      return node.subject === undefined ? "decides between its sides" : "takes the side that fits";
    case "let":
      return "names a value";
    case "join":
      return "is the value of whichever side was taken";
    case "return":
      return "gives the result";
    case "yield":
      return "gives the value of the block around it";
    default:
      return actText(node);
  }
}

function article(noun: string): string {
  return /^[aeiou]|^llm/.test(noun) ? "an" : "a";
}

/** Those that name the node, and those that are decided as it begins, is taken back or asked about. */
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
    .map((obligation) =>
      explainedRule(plan, obligation, about.evidence[obligation.id] ?? "", gates.has(obligation.id)),
    );
}

/** All ways in which a node itself calls something. */
function waysOf(node: Node): readonly Attempt[] {
  const own = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const rescues = "rescues" in node ? node.rescues : [];
  return [...own, ...rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : []))];
}

function explainedRule(plan: Plan, obligation: Obligation, evidence: string, here: boolean): ExplainedRule {
  const { rule, verdict, severity, assumes, source } = obligation;
  return { rule, source: sourceText(plan, source), verdict, severity, evidence, assumes, here };
}

/** The nodes that a reader can ask for, in the order of the text: those with a name, then those that decide or end. */
export function nodesOf({ plan }: PlanFile): readonly { readonly routine: Routine; readonly node: Node }[] {
  return Object.values(plan.routines).flatMap((routine) => routine.nodes.map((node) => ({ routine, node })));
}

/** A node by its id, or as `routine/node` with as much of the routine's name as tells it apart. */
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

/** What is held is asked for by its name. */
function isCalled(node: Node, id: string): boolean {
  return node.id === id || (node.kind === "hold" && node.variable === id);
}
