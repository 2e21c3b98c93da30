import { counted, expressionText, listed } from "@orchlang/analysis";
import type { Routine } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Need, Node, Rescue } from "@orchlang/plan/nodes";

import { driftOf } from "../preview/drift.ts";
import { isPlainBlock } from "../preview/lanes.ts";
import { durationText, loopText, patternsText } from "../preview/words.ts";
import type { Wait } from "./model.ts";
import { indexOf } from "./routine-index.ts";

/** The dependencies of a node with their reasons, in words. */
export function waitsOf(routine: Routine, node: Node): readonly Wait[] {
  return node.needs.map((need) => ({ node: need.node, why: whyWords(routine, node, need) }));
}

function whyWords(routine: Routine, node: Node, { node: other, why }: Need): string {
  switch (why) {
    case "data": {
      const uses = usesOf(node).filter(({ of }) =>
        freeReads(of).some(({ from, name }) => from === "node" && name === other),
      );
      const places = [...new Set(uses.map(({ place }) => place))];
      if (places.length > 0) return `its value is used for ${listed(places)}`;
      return "of" in node ? "it is one of the values that this may be" : "something inside uses its value";
    }
    case "after":
      return "`after` says so";
    case "order":
      return "it stands above, and this takes effect after everything above it";
    case "branch": {
      const ends = indexOf(routine).nodes.get(other)?.kind === "branch" ? "a side of it" : "it";
      return `${ends} may end the plan: this begins once it is clear that it does not`;
    }
  }
}

interface Use {
  readonly place: string;
  readonly of: Expression;
}

/** The expressions of a node, with what each is for. */
function usesOf(node: Node): readonly Use[] {
  const at = (place: string, of: Expression | number | undefined): readonly Use[] =>
    of === undefined || typeof of === "number" ? [] : [{ place, of }];
  switch (node.kind) {
    case "call":
      return Object.entries(node.attempt.args).flatMap(([name, of]) => at(`\`${name}\``, of));
    case "quorum":
      return node.attempts.flatMap(({ args }) =>
        Object.entries(args).flatMap(([name, of]) => at(`\`${name}\``, of)),
      );
    case "let":
    case "return":
    case "yield":
      return at("the value", node.value);
    case "branch":
      return [
        ...at("what is matched", node.subject),
        ...node.arms.flatMap(({ condition }) => at("the condition", condition)),
      ];
    case "emit":
      return Object.entries(node.fields).flatMap(([name, of]) => at(`\`${name}\``, of));
    case "fail":
      return at("the message", node.message);
    case "hold":
      return [
        ...at("which one is taken", node.pick.where),
        ...at("which one is taken", node.pick.nearest),
        ...at("from when it is held", node.from),
        ...at("how long it is held", node.for),
      ];
    case "loop":
      return loopUses(node, at);
    default:
      return [];
  }
}

function loopUses(
  node: Node & { readonly kind: "loop" },
  at: (place: string, of: Expression | number | undefined) => readonly Use[],
): readonly Use[] {
  const { over } = node;
  const own =
    over.kind === "list"
      ? at("the list", over.list)
      : over.kind === "fold"
        ? at("the first value", over.from)
        : at("`where`", over.where);
  return [...own, ...at("the number of rounds", node.upTo)];
}

/** The surroundings of a node, from the outside in. */
export function withinWords(routine: Routine, node: Node): readonly string[] {
  const { blocks, nodes } = indexOf(routine);
  const words: string[] = [];
  // As deep as blocks stand in one another, and no deeper: a plan file's blocks are a tree.
  for (let block = blocks.get(node.block); block !== undefined; ) {
    const owner = nodes.get(block.owner ?? "");
    if (owner === undefined) {
      if (block.id === routine.finally)
        words.unshift("in `finally`: after completion, failure or cancellation");
      break;
    }
    // That it is a branch of a race is said of the race.
    const drift = driftOf(owner, nodes, blocks);
    if (drift !== undefined)
      words.unshift(`in \`${owner.id}\`: only as long as ${expressionText(drift.condition)}`);
    else if (!isPlainBlock(owner)) words.unshift(roleWords(owner, block.id));
    block = blocks.get(owner.block);
  }
  return words;
}

function roleWords(owner: Node, block: string): string {
  const rescue =
    "rescues" in owner ? owner.rescues.find((each) => "block" in each && each.block === block) : undefined;
  if (rescue !== undefined) return rescueWords(owner.id, rescue);
  switch (owner.kind) {
    case "branch": {
      const at = owner.arms.findIndex((arm) => arm.block === block);
      return armWords(owner, at);
    }
    case "loop":
      return `in each round of \`${owner.id}\`: ${loopText(owner)}`;
    case "hold":
      return block === owner.body
        ? `while \`${owner.variable}\` is held, at most ${durationText(owner.for)}`
        : `only when no \`${owner.pick.pool.slice(owner.pick.pool.lastIndexOf(".") + 1)}\` came free`;
    case "race":
      if (owner.settles === true)
        return `in \`${owner.id}\`: its work, and what is done when an event interrupts that`;
      return `in a race: of ${counted(owner.branches.length, "branch").replace("branchs", "branches")} of \`${owner.id}\`, the first ${owner.winners === 1 ? "" : `${owner.winners} `}to end`;
    default:
      return `in \`${owner.id}\``;
  }
}

function armWords({ subject, arms }: Node & { readonly kind: "branch" }, at: number): string {
  const arm = arms[at];
  if (subject !== undefined)
    return `only when ${expressionText(subject)} is ${patternsText(arm?.patterns ?? [])}`;
  if (arm?.condition !== undefined) return `only when ${expressionText(arm.condition)}`;
  const others = arms
    .slice(0, at)
    .flatMap(({ condition }) => (condition === undefined ? [] : [expressionText(condition)]));
  return `only when not ${others.length === 1 ? others[0] : `(${others.join(" or ")})`}`;
}

function rescueWords(owner: string, { when }: Rescue): string {
  return `only when \`${owner}\` has failed${when === undefined ? "" : ` and ${expressionText(when)}`}`;
}
