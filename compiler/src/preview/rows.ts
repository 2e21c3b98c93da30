import {
  type Attempt,
  type Block,
  type Bounds,
  type Expression,
  formatDuration,
  type Json,
  type Node,
  type NodeId,
  type Pattern,
  type Plan,
  type Routine,
} from "@orchlang/plan";
import { expressionText } from "../4-analyse/expression/text.ts";
import { shortName } from "../4-analyse/words.ts";
import type { RowView } from "./model.ts";

/** Deeper than so many steps that wait for one another, the picture goes on in the same column. */
const nestingMax = 6;

/** A routine's statements as rows: each step below the last of those that it waits for, each choice with its sides. */
export interface Rows {
  readonly root: readonly RowView[];
  readonly finally: readonly RowView[];
}

export function rowsOf(plan: Plan, routine: Routine): Rows {
  const scene = new Scene(plan, routine);
  return {
    root: scene.block(routine.root),
    finally: routine.finally === undefined ? [] : scene.block(routine.finally),
  };
}

class Scene {
  readonly #plan: Plan;
  readonly #routine: Routine;
  readonly #nodes: ReadonlyMap<NodeId, Node>;
  readonly #blocks: ReadonlyMap<string, Block>;
  readonly #critical: ReadonlySet<NodeId>;

  constructor(plan: Plan, routine: Routine) {
    this.#plan = plan;
    this.#routine = routine;
    this.#nodes = new Map(routine.nodes.map((node) => [node.id, node]));
    this.#blocks = new Map(routine.blocks.map((block) => [block.id, block]));
    this.#critical = new Set(routine.criticalPath);
  }

  block(id: string): readonly RowView[] {
    const nodes = (this.#blocks.get(id)?.nodes ?? []).flatMap((node) => this.#nodes.get(node) ?? []);
    const shown = nodes.filter(isShown);
    const parents = parentsOf(shown, nodes);
    const lanes = lanesOf(shown, parents);
    const below = (parent: NodeId | undefined): readonly RowView[] =>
      shown
        .filter((node) => parents.get(node.id) === parent)
        .map((node) => this.#row(node, below(node.id), besideOf(node, shown, lanes, parents)));
    return below(undefined);
  }

  #row(node: Node, after: readonly RowView[], beside: readonly NodeId[]): RowView {
    const bounds = this.#routine.nodeBounds[node.id];
    const base = { node: node.id, critical: this.#critical.has(node.id) };
    const measured = measures(bounds);
    switch (node.kind) {
      case "call": {
        const notes = [
          ...this.#attemptNotes(node.attempt),
          ...this.#rescueNotes(node.rescues),
          ...besideNotes(beside),
        ];
        return {
          ...base,
          ...measured,
          form: "step",
          title: node.id,
          what: this.#calledName(node.attempt),
          who: this.#calledKind(node.attempt),
          ...triesOf(node.attempt),
          notes: node.optional === true ? ["optional", ...notes] : notes,
          below: [...this.#rescueBlocks(node), ...after],
        };
      }
      case "branch":
        return { ...base, form: "heading", title: "", notes: [], below: [...this.#sides(node), ...after] };
      case "hold":
        return {
          ...base,
          ...measured,
          form: "heading",
          title: `with ${node.variable} = ${shortName(node.pick.pool)} for ${durationText(node.for)}`,
          notes: besideNotes(beside),
          below: [...this.block(node.body), ...this.#otherwise(node), ...after],
        };
      case "loop":
        return {
          ...base,
          ...measured,
          form: "step",
          title: node.id,
          what: loopText(node),
          who: "loop",
          notes: besideNotes(beside),
          below: [...this.block(node.body), ...this.#rescueBlocks(node), ...after],
        };
      case "race":
        return {
          ...base,
          ...measured,
          form: "step",
          title: node.id,
          what: node.winners === 1 ? "first of" : `first ${node.winners} of`,
          who: "race",
          notes: besideNotes(beside),
          below: [...this.#contenders(node.id), ...this.#rescueBlocks(node), ...after],
        };
      case "quorum":
        return {
          ...base,
          ...measured,
          form: "step",
          title: node.id,
          what: node.attempts.map((attempt) => this.#calledName(attempt)).join(", "),
          who: "quorum",
          notes: [`${node.agree} of ${node.attempts.length} agree`, ...besideNotes(beside)],
          below: after,
        };
      case "wait":
        return {
          ...base,
          ...measured,
          form: node.id.includes("@") ? "act" : "step",
          title: node.id.includes("@") ? waitText(node) : node.id,
          what: waitText(node),
          who: "wait",
          notes: besideNotes(beside),
          below: after,
        };
      default:
        return { ...base, form: "act", title: actText(node), notes: [], below: after };
    }
  }

  #sides(node: Node & { readonly kind: "branch" }): readonly RowView[] {
    const subject = node.subject === undefined ? undefined : expressionText(node.subject);
    return node.arms.map((arm, at): RowView => {
      const word = at === 0 ? "when" : "else when";
      const own = arm.condition === undefined ? "else" : `${word} ${expressionText(arm.condition)}`;
      const title =
        subject === undefined
          ? own
          : `${at === 0 ? `match ${subject}: ` : ""}${patternsText(arm.patterns ?? [])}`;
      return {
        node: node.id,
        form: "heading",
        title,
        notes: [],
        critical: false,
        below: this.block(arm.block),
      };
    });
  }

  #otherwise(node: Node & { readonly kind: "hold" }): readonly RowView[] {
    if (node.otherwise === undefined) return [];
    const below = this.block(node.otherwise);
    return [
      { node: node.id, form: "heading", title: "else, when none is free", notes: [], critical: false, below },
    ];
  }

  #contenders(id: NodeId): readonly RowView[] {
    return this.#routine.blocks
      .filter((block) => block.owner === id && !block.id.startsWith(`${id}/else`))
      .flatMap((block) => this.block(block.id));
  }

  #rescueBlocks(node: Node): readonly RowView[] {
    if (!("rescues" in node)) return [];
    return node.rescues.flatMap((rescue): readonly RowView[] => {
      const when = rescue.when === undefined ? "" : ` when ${expressionText(rescue.when)}`;
      if ("attempt" in rescue) return [];
      const below = this.block(rescue.block);
      return [{ node: node.id, form: "heading", title: `else${when}`, notes: [], critical: false, below }];
    });
  }

  #rescueNotes(rescues: (Node & { readonly kind: "call" })["rescues"]): readonly string[] {
    return rescues.flatMap((rescue) =>
      "attempt" in rescue ? [`else ${this.#calledName(rescue.attempt)}`] : [],
    );
  }

  #calledName({ target }: Attempt): string {
    return shortName(
      "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal,
    );
  }

  #calledKind({ target }: Attempt): string {
    if ("routine" in target) return "plan";
    return "goal" in target ? "goal" : (this.#plan.capabilities[target.capability]?.kind ?? "");
  }

  #attemptNotes(attempt: Attempt): readonly string[] {
    const notes: string[] = [];
    const capability =
      "capability" in attempt.target ? this.#plan.capabilities[attempt.target.capability] : undefined;
    if (capability?.human !== undefined) notes.push(shortName(capability.human.role));
    if (attempt.using !== undefined) notes.push(`uses ${shortName(attempt.using.pool)}`);
    const undo = attempt.options.undo ?? capability?.undo;
    if (undo !== undefined) notes.push(`undo ${shortName(undo.capability)}`);
    // What only reads asks for consent too; the pen marks what writes.
    if (capability !== undefined && capability.effect.kind !== "pure" && capability.scopes.length > 0) {
      notes.push(`✎ ${capability.scopes.join(", ")}`);
    }
    return notes;
  }
}

/** Values, returns and joins are no rows of their own: they take no time and do nothing. */
function isShown(node: Node): boolean {
  return node.kind !== "let" && node.kind !== "return" && node.kind !== "yield" && node.kind !== "join";
}

/** The step that a step is drawn below: the last, in the order of the text, of those that it waits for. */
function parentsOf(shown: readonly Node[], all: readonly Node[]): ReadonlyMap<NodeId, NodeId | undefined> {
  const position = new Map(shown.map((node, at) => [node.id, at]));
  const byId = new Map(all.map((node) => [node.id, node]));
  const depth = new Map<NodeId, number>();
  const parents = new Map<NodeId, NodeId | undefined>();
  for (const [at, node] of shown.entries()) {
    const nearest = waitedFor(node, byId)
      .filter((id) => (position.get(id) ?? at) < at)
      .sort((a, b) => (position.get(b) ?? 0) - (position.get(a) ?? 0))[0];
    const drawn =
      node.kind === "branch" || node.kind === "hold" || node.kind === "fail" ? undefined : nearest;
    const level = drawn === undefined ? 0 : (depth.get(drawn) ?? 0) + 1;
    const parent = level > nestingMax ? parents.get(drawn ?? "") : drawn;
    depth.set(node.id, Math.min(level, nestingMax));
    parents.set(node.id, parent);
  }
  return parents;
}

/** What a node waits for by its own block; through a value that is not shown, what that waits for. */
function waitedFor(node: Node, byId: ReadonlyMap<NodeId, Node>): readonly NodeId[] {
  return node.needs.flatMap((need): readonly NodeId[] => {
    const other = byId.get(need.node);
    if (other === undefined) return [];
    return isShown(other) ? [other.id] : waitedFor(other, byId);
  });
}

/** The topmost row that each row hangs below: what is drawn under one is one lane. */
function lanesOf(
  shown: readonly Node[],
  parents: ReadonlyMap<NodeId, NodeId | undefined>,
): ReadonlyMap<NodeId, NodeId> {
  const lanes = new Map<NodeId, NodeId>();
  for (const { id } of shown) lanes.set(id, lanes.get(parents.get(id) ?? "") ?? id);
  return lanes;
}

/** For the top of a lane, the steps of the lanes above that it runs beside. */
function besideOf(
  node: Node,
  shown: readonly Node[],
  lanes: ReadonlyMap<NodeId, NodeId>,
  parents: ReadonlyMap<NodeId, NodeId | undefined>,
): readonly NodeId[] {
  if (parents.get(node.id) !== undefined || node.kind === "branch" || node.kind === "fail") return [];
  if (node.needs.length > 0) return [];
  const above = shown.slice(0, shown.indexOf(node));
  return above
    .filter((other) => other.kind !== "branch" && lanes.get(other.id) !== node.id && !other.id.includes("@"))
    .map((other) => other.id);
}

const besideMax = 3;

function besideNotes(beside: readonly NodeId[]): readonly string[] {
  if (beside.length === 0) return [];
  const more = beside.length > besideMax ? " …" : "";
  return [`‖ beside ${beside.slice(0, besideMax).join(", ")}${more}`];
}

function measures(bounds: Bounds | undefined): Pick<RowView, "cost" | "latency"> {
  if (bounds === undefined) return {};
  return { cost: bounds.cost.worst, latency: bounds.latency.worst };
}

function triesOf({ options }: Attempt): { readonly tries?: number } {
  const tries = (1 + (options.retry?.times ?? 0)) * (options.attempts?.times ?? 1);
  return tries === 1 ? {} : { tries };
}

function durationText(expression: Expression): string {
  return expression.op === "constant" && typeof expression.value === "number"
    ? formatDuration(expression.value)
    : expressionText(expression);
}

function loopText(node: Node & { readonly kind: "loop" }): string {
  const count = typeof node.upTo === "number" ? String(node.upTo) : expressionText(node.upTo);
  if (node.over.kind === "list") {
    const atOnce =
      typeof node.over.atOnce === "number" ? String(node.over.atOnce) : expressionText(node.over.atOnce);
    const side = atOnce === "1" ? "" : `, ${atOnce} at once`;
    return `for ${node.variable} in ${expressionText(node.over.list)}, up to ${count}${side}`;
  }
  if (node.over.kind === "occurrences") return `for each ${shortName(node.over.event)}, up to ${count}`;
  const until = node.over.until === undefined ? "" : ` until ${expressionText(node.over.until)}`;
  return `up to ${count} rounds${until}`;
}

function waitText(node: Node & { readonly kind: "wait" }): string {
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

function actText(node: Node): string {
  if (node.kind === "emit") return `emit ${shortName(node.event)}`;
  if (node.kind === "fail")
    return `fail ${node.name === undefined ? "" : `${node.name} `}${messageText(node.message)}`;
  return node.kind;
}

/** A message up to what is only known when it runs. */
function messageText(message: Expression): string {
  if (message.op !== "template") return expressionText(message);
  const [first] = message.parts;
  return `"${typeof first === "string" ? first : ""}…"`;
}

function patternsText(patterns: readonly Pattern[]): string {
  if (patterns.length === 0) return "else";
  const text = (value: Json): string => expressionText({ op: "constant", value });
  const each = patterns.map((pattern) => {
    if ("present" in pattern) return pattern.present;
    return "is" in pattern ? text(pattern.is) : `${text(pattern.from)}..${text(pattern.to)}`;
  });
  return each.join(" | ");
}
