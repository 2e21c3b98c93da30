import {
  type Declaration,
  type Name,
  type NeverRule,
  type Path,
  type Selector,
  type Visitor,
  walker,
} from "@orchlang/language/ast";
import type { DefinitionKind } from "./definition.ts";

/** The kinds expected at a place, and their name in a message: "there is no … called `x`". */
export interface Wanted {
  readonly kinds: readonly DefinitionKind[];
  readonly says: string;
  /** A declaration of one, with `…` for its name first. */
  readonly form: string;
}

/** A place where only a name of the program's top level can stand. Types are not among them: types are resolved as such. */
export interface Mention {
  readonly name: Name | Path;
  readonly wanted: Wanted;
}

const want = (says: string, form: string, ...kinds: DefinitionKind[]): Wanted => ({ says, form, kinds });

export const wanted = {
  callable: want("capability, plan or goal", "tool …(…) { … }", "capability", "plan", "goal"),
  capability: want("capability", "tool …(…) { … }", "capability"),
  startable: want("plan or goal", "plan …(…) { … }", "plan", "goal"),
  plan: want("plan", "plan …(…) { … }", "plan"),
  goal: want("goal", "goal …(…) { … }", "goal"),
  target: want("plan, goal or trigger", "plan …(…) { … }", "plan", "goal", "trigger"),
  rule: want("policy or guardrail", "guardrail … { … }", "policy", "guardrail"),
  guardrail: want("guardrail", "guardrail … { … }", "guardrail"),
  role: want("role", "role …", "role"),
  pool: want("resource", "resource …", "resource"),
  kind: want("type", "type … { … }", "type"),
  event: want("event", "event …(…) { … }", "event", "fusion"),
  emitted: want("event", "event …(…) { … }", "event"),
  signal: want("signal", "signal …: … { … }", "signal"),
  family: want("enum or resource", "type … = a | b", "type", "resource"),
} as const satisfies Readonly<Record<string, Wanted>>;

/** The labels and the word that may stand behind `never` where a name may: `never personal to cloud`. */
const flowWords = new Set(["public", "internal", "personal", "secret", "untrusted"]);
const tierWords = new Set(["device", "edge", "cloud"]);

/** Calls `mention` for every such place in a declaration, in the order of the text. Made once for many declarations. */
export function mentionFinder(mention: (mention: Mention) => void): (declaration: Declaration) => void {
  return walker(mentionVisitor(mention));
}

/** The same, for who looks for other things on the way. */
function mentionVisitor(mention: (mention: Mention) => void): Visitor {
  /** No name of the program's, though others in its place are. */
  let label: Selector | undefined;
  const say = (name: Name | Path | undefined, what: Wanted): undefined => {
    if (name !== undefined) mention({ name, wanted: what });
  };
  return {
    // capabilities
    undoClause: (node) => say(node.call.path, wanted.capability),
    confirmClause: (node) => say(node.call.path, wanted.capability),
    usesClause: (node) => say(node.resourceKind, wanted.kind),
    askClause: (node) => say(node.role, wanted.role),
    // plans
    achievesHeading: (node) => say(node.goal, wanted.goal),
    underHeading: (node) => {
      for (const rule of node.rules) say(rule, wanted.rule);
      return undefined;
    },
    attempt: (node) => say(node.call.path, wanted.callable),
    quorum: (node) => {
      for (const call of node.calls) say(call.path, wanted.callable);
      return undefined;
    },
    undoOption: (node) => say(node.call.path, wanted.capability),
    pick: (node) => say(node.pool, wanted.pool),
    emit: (node) => say(node.event.path, wanted.emitted),
    eachEvent: (node) => say(node.event, wanted.event),
    interruption: (node) => say(node.event, wanted.event),
    waitForEvent: (node) => say(node.event, wanted.event),
    // resources, fusions, triggers
    resourceDeclaration: (node) => say(node.resourceKind, wanted.kind),
    overflowClause: (node) => say(node.pool, wanted.pool),
    joinedEvent: (node) => say(node.event, wanted.event),
    eventSource: (node) => say(node.event, wanted.event),
    outcomeSource: (node) => say(node.plan, wanted.startable),
    startClause: (node) => say(node.call.path, wanted.startable),
    triggerFamily: (node) => say(node.of, wanted.family),
    // rules
    requireApprovalClause: (node) => say(node.role, wanted.role),
    neverRule: (node) => {
      const { selector, to } = node;
      if (to !== undefined && !tierWords.has(to.text)) say(to, wanted.callable);
      if (namesLabel(node)) label = selector;
      return undefined;
    },
    pathSelector: (node) => (node === label ? undefined : say(node.path, wanted.callable)),
    // scenarios
    scenarioDeclaration: (node) => say(node.target, wanted.target),
    answer: (node) => say(node.capability, wanted.capability),
    capabilityFault: (node) => say(node.capability, wanted.capability),
    approvalFault: (node) => say(node.role, wanted.role),
    resourceFault: (node) => say(node.resource, wanted.pool),
    givenSignal: (node) => say(node.signal, wanted.signal),
    givenEvent: (node) => say(node.event.path, wanted.event),
    expectCompleted: (node) => say(node.by, wanted.plan),
    expectBreached: (node) => say(node.rule, wanted.guardrail),
    expectOnce: (node) => say(node.capability, wanted.callable),
    expectUndone: (node) => say(node.capability, wanted.callable),
  };
}

/** `never personal to cloud`: what flows, and not who acts. */
function namesLabel({ selector, to }: NeverRule): boolean {
  if (selector.kind !== "pathSelector") return false;
  return to !== undefined || flowWords.has(selector.path.segments[0]?.text ?? "");
}
