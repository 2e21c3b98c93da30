import { isNamed, listed, shortName } from "@orchlang/analysis";
import type { Plan, Routine } from "@orchlang/plan";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import { withinWords } from "../explain/waits.ts";
import { costText, timeText } from "../preview/measures.ts";
import { actText, loopText } from "../preview/words.ts";
import { essenceOf, featuresOf, targetName } from "./features.ts";
import type { Pairs } from "./match.ts";
import type { StepChange } from "./model.ts";
import { noRenames, translatedRoutine } from "./renames.ts";

/** The changes of steps in one routine. */
export function stepChanges(
  plans: { readonly old: Plan; readonly now: Plan },
  old: Routine,
  now: Routine,
  pairs: Pairs,
): readonly StepChange[] {
  const before = translatedRoutine(old, { nodes: pairs });
  const back = new Map([...pairs].map(([from, to]) => [to, from]));
  const olds = new Map(before.nodes.map((node) => [node.id, node]));
  const order = orderOf(old, now, pairs);
  const changed = now.nodes.filter(isTold).flatMap((node): readonly StepChange[] => {
    const earlier = olds.get(back.get(node.id) ?? "");
    if (earlier === undefined)
      return isPartOf(now, node, (owner) => !back.has(owner))
        ? []
        : [wholeChange("added", plans.now, now, node)];
    return comparedChange({ old: before, now, before: earlier, node, pairs }, order(earlier, node));
  });
  const removed = old.nodes.filter(
    (node) => isTold(node) && !pairs.has(node.id) && !isPartOf(old, node, (owner) => !pairs.has(owner)),
  );
  return [...changed, ...removed.map((node) => wholeChange("removed", plans.old, old, node))];
}

/** A value that a round or a handler yields belongs to it. */
function isPartOf({ blocks }: Routine, { kind, block }: Node, isWhole: (owner: NodeId) => boolean): boolean {
  const owner = kind === "yield" ? blocks.find(({ id }) => id === block)?.owner : undefined;
  return owner !== undefined && isWhole(owner);
}

/** Joins come and go with the sides that they join. */
function isTold({ kind }: Node): boolean {
  return kind !== "join";
}

export function wholeChange(kind: "added" | "removed", plan: Plan, routine: Routine, node: Node): StepChange {
  return {
    kind,
    plan: shortName(routine.name),
    node: node.id,
    key: `${routine.name}/${node.id}`,
    ...titleOf(node),
    what: whatWords(plan, routine, node),
    says: kind === "added" ? [...withinWords(routine, node), ...afterWords(node)] : [],
  };
}

/** An unnamed step is described by its action. */
function titleOf(node: Node): { readonly title?: string } {
  if (node.kind === "hold") return { title: `with ${node.variable}` };
  return !isNamed(node.id) && isAct(node) ? { title: actText(node) } : {};
}

function isAct({ kind }: Node): boolean {
  return kind === "fail" || kind === "emit" || kind === "return" || kind === "yield" || kind === "commit";
}

function whatWords(plan: Plan, routine: Routine, node: Node): readonly string[] {
  const bounds = routine.nodeBounds[node.id];
  const measures = bounds === undefined ? [] : [costText(bounds.cost.worst), timeText(bounds.latency.worst)];
  const shown = measures.filter((measure) => measure !== "–" && measure !== "≤ 0 s");
  if (!isNamed(node.id) && isAct(node)) return shown;
  if (node.kind !== "call") return [isAct(node) ? actText(node) : choiceText(node), ...shown];
  const { target } = node.attempt;
  const kind =
    "capability" in target
      ? (plan.capabilities[target.capability]?.kind ?? "")
      : "routine" in target
        ? "plan"
        : "goal";
  return [targetName(node.attempt), kind, ...shown];
}

function choiceText(node: Node): string {
  if (node.kind === "loop") return loopText(node);
  if (node.kind !== "branch") return node.kind;
  return featuresOf(node, noRenames)
    .map(({ name, value }) => `${name} ${cut(value)}`)
    .join(" ");
}

function afterWords(node: Node): readonly string[] {
  const named = node.needs.map((need) => need.node).filter(isNamed);
  return named.length === 0 ? [] : [`after ${listed(named)}`];
}

interface Compared {
  readonly old: Routine;
  readonly now: Routine;
  readonly before: Node;
  readonly node: Node;
  readonly pairs: Pairs;
}

function comparedChange(
  { old, now, before, node, pairs }: Compared,
  order: readonly string[],
): readonly StepChange[] {
  const renamed = before.id !== node.id && isNamed(before.id) && isNamed(node.id);
  const says = [
    ...(essenceOf(before) === essenceOf(node) ? [] : [essenceWords(before, node)]),
    ...featureWords(before, node),
    ...(standsAlike(old, before, now, node, pairs)
      ? []
      : placeWords(withinWords(old, before), withinWords(now, node), pairs)),
    ...order,
    // A choice's time is that of its arms, which report it.
    ...(node.kind === "branch" ? [] : boundWords(old, now, before.id, node.id)),
  ];
  if (!renamed && says.length === 0) return [];
  return [
    {
      kind: renamed && says.length === 0 ? "renamed" : "changed",
      plan: shortName(now.name),
      node: node.id,
      key: `${now.name}/${node.id}`,
      ...titleOf(node),
      what: [],
      says: renamed ? [`was called ${before.id}`, ...says] : says,
    },
  ];
}

function essenceWords(before: Node, node: Node): string {
  if (before.kind === "call" && node.kind === "call")
    return `calls ${targetName(node.attempt)}, was ${targetName(before.attempt)}`;
  return `is a ${essenceOf(node)}, was a ${essenceOf(before)}`;
}

const valueLengthMax = 60;

function featureWords(before: Node, node: Node): readonly string[] {
  const olds = new Map(featuresOf(before, noRenames).map(({ name, value }) => [name, value]));
  const news = new Map(featuresOf(node, noRenames).map(({ name, value }) => [name, value]));
  const names = [...new Set([...olds.keys(), ...news.keys()])];
  return names.flatMap((name) => {
    const from = olds.get(name);
    const to = news.get(name);
    if (from === to) return [];
    if (name === "optional") return [to === undefined ? "no longer optional" : "now optional"];
    if (from === undefined) return [`${name} ${cut(to ?? "")} is new`];
    if (to === undefined) return [`${name} ${cut(from)} is gone`];
    return [`${name} ${cut(from)} → ${cut(to)}`];
  });
}

function cut(text: string): string {
  return text.length > valueLengthMax ? `${text.slice(0, valueLengthMax - 1)}…` : text;
}

/** True if it is in the same arms, rounds and handlers as before; those report their own changes. */
function standsAlike(old: Routine, before: Node, now: Routine, node: Node, pairs: Pairs): boolean {
  const was = pathOf(old, before, (owner) => pairs.get(owner) ?? "");
  return was.join(" ") === pathOf(now, node, (owner) => owner).join(" ");
}

function pathOf(routine: Routine, node: Node, named: (owner: NodeId) => NodeId): readonly string[] {
  const blocks = new Map(routine.blocks.map((block) => [block.id, block]));
  const nodes = new Map(routine.nodes.map((each) => [each.id, each]));
  const path: string[] = [];
  for (let block = blocks.get(node.block); block !== undefined; ) {
    const { id, owner } = block;
    path.push(owner === undefined ? id : `${named(owner)}/${id.slice(owner.length + 1)}`);
    block = owner === undefined ? undefined : blocks.get(nodes.get(owner)?.block ?? "");
  }
  return path;
}

/** Names in backticks of the old plan are read as those of the new one. */
function placeWords(before: readonly string[], now: readonly string[], pairs: Pairs): readonly string[] {
  const old = before.map((words) =>
    words.replaceAll(/`([^`]+)`/gu, (_, id: string) => `\`${pairs.get(id) ?? id}\``),
  );
  const [was, is] = [new Set(old.map(timeless)), new Set(now.map(timeless))];
  return [
    ...now.filter((words) => !was.has(timeless(words))).map((words) => `now ${words}`),
    ...old.filter((words) => !is.has(timeless(words))).map((words) => `no longer ${words}`),
  ];
}

/** The hold itself reports its time. */
function timeless(words: string): string {
  return words.replace(/, at most .*$/u, "");
}

function boundWords(old: Routine, now: Routine, before: NodeId, node: NodeId): readonly string[] {
  const from = old.nodeBounds[before];
  const to = now.nodeBounds[node];
  if (from === undefined || to === undefined) return [];
  const arrow = (name: string, left: string, right: string): readonly string[] =>
    left === right ? [] : [`${name} ${left} → ${right}`];
  return [
    ...arrow("cost", costText(from.cost.worst), costText(to.cost.worst)),
    ...arrow("time", timeText(from.latency.worst), timeText(to.latency.worst)),
  ];
}

/** Waiting that is new or gone, taken through whatever stands between; a need written or left out changes nothing by itself. */
function orderOf(old: Routine, now: Routine, pairs: Pairs): (before: Node, node: Node) => readonly string[] {
  const oldReach = reachOf(old);
  const newReach = reachOf(now);
  const kept = new Set(pairs.values());
  return (before, node) => {
    const was = new Set([...oldReach(before.id)].map((id) => pairs.get(id) ?? ""));
    const is = newReach(node.id);
    const gained = node.needs.map((need) => need.node).filter((id) => isNamed(id) && !was.has(id));
    const lost = before.needs
      .map((need) => pairs.get(need.node) ?? "")
      .filter((id) => isNamed(id) && kept.has(id) && !is.has(id));
    return [
      ...(gained.length === 0 ? [] : [`now waits for ${listed([...new Set(gained)])}`]),
      ...(lost.length === 0 ? [] : [`no longer waits for ${listed([...new Set(lost)])}`]),
    ];
  };
}

/** All that a node waits for, directly or not. */
function reachOf({ nodes }: Routine): (id: NodeId) => ReadonlySet<NodeId> {
  const needs = new Map(nodes.map((node) => [node.id, node.needs.map((need) => need.node)]));
  return (id) => {
    const collected = new Set<NodeId>();
    const queue = [...(needs.get(id) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (collected.has(next)) continue;
      collected.add(next);
      queue.push(...(needs.get(next) ?? []));
    }
    return collected;
  };
}
