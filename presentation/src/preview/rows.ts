import { expressionText, shortName } from "@orchlang/analysis";
import type { Bounds, Plan, Routine } from "@orchlang/plan";
import type { Attempt, Block, Node, NodeId } from "@orchlang/plan/nodes";

import { driftOf, guardsPlan } from "./drift.ts";
import { besideOf, isPlainBlock, isShown, lanesOf, parentsOf } from "./lanes.ts";
import type { RowView } from "./model.ts";
import { placementNotes } from "./placement.ts";
import { actText, besideNotes, durationText, fromText, loopText, patternsText, waitText } from "./words.ts";

/** A routine's statements as rows: each step below the last of those that it waits for, each choice with its sides. */
interface Rows {
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
  readonly #owned: ReadonlyMap<NodeId, readonly Block[]>;
  readonly #critical: ReadonlySet<NodeId>;

  constructor(plan: Plan, routine: Routine) {
    this.#plan = plan;
    this.#routine = routine;
    this.#nodes = new Map(routine.nodes.map((node) => [node.id, node]));
    this.#blocks = new Map(routine.blocks.map((block) => [block.id, block]));
    this.#owned = Map.groupBy(
      routine.blocks.filter((block) => block.owner !== undefined),
      (block) => block.owner ?? "",
    );
    this.#critical = new Set(routine.criticalPath);
  }

  block(id: string): readonly RowView[] {
    const nodes = (this.#blocks.get(id)?.nodes ?? []).flatMap((node) => this.#nodes.get(node) ?? []);
    const closes = this.#closesEarly(id);
    const shown = nodes.filter((node) => isShown(node) || closes(node));
    const waits = (node: Node): readonly NodeId[] => this.#waitedFor(node);
    const { parents, follows } = parentsOf(shown, waits);
    const lanes = lanesOf(shown, parents);
    const children = Map.groupBy(shown, (node) => parents.get(node.id));
    const below = (parent: NodeId | undefined): readonly RowView[] =>
      (children.get(parent) ?? []).flatMap((node) => {
        const after = below(node.id);
        // A choice is no row of its own: its sides are.
        if (node.kind === "branch") return [...this.#sides(node), ...after];
        const free = parent === undefined && waits(node).length === 0;
        const row = this.#row(node, after, free ? besideOf(node, shown, lanes) : []);
        const before = follows.get(node.id);
        return [before === undefined ? row : { ...row, after: before }];
      });
    return below(undefined);
  }

  /**
   * The end of an arm or a handler is shown, because the statements below are then not reached; an end common to all
   * paths is not.
   */
  #closesEarly(id: string): (node: Node) => boolean {
    const inHandler = this.#isInHandler(this.#blocks.get(id));
    const owner = this.#nodes.get(this.#blocks.get(id)?.owner ?? "");
    const isSide = (owner?.kind === "branch" || owner?.kind === "hold") && this.#isGoneOnBelow(owner);
    return ({ kind }) => (kind === "return" && (inHandler || isSide)) || (kind === "yield" && inHandler);
  }

  /** True if something is drawn below a node, so that an early return has to be shown. */
  #isGoneOnBelow(node: Node): boolean {
    const block = this.#blocks.get(node.block);
    const below = block?.nodes.slice(block.nodes.indexOf(node.id) + 1) ?? [];
    if (below.some((id) => this.#isDrawn(id))) return true;
    const owner = this.#nodes.get(block?.owner ?? "");
    return (owner?.kind === "branch" || owner?.kind === "hold") && this.#isGoneOnBelow(owner);
  }

  #isDrawn(id: NodeId): boolean {
    const node = this.#nodes.get(id);
    return node !== undefined && isShown(node);
  }

  #isInHandler(block: Block | undefined): boolean {
    const owner = this.#nodes.get(block?.owner ?? "");
    if (block === undefined || owner === undefined) return false;
    const isHandler =
      "rescues" in owner && owner.rescues.some((rescue) => "block" in rescue && rescue.block === block.id);
    return isHandler || (owner.kind === "branch" && this.#isInHandler(this.#blocks.get(owner.block)));
  }

  #row(node: Node, after: readonly RowView[], beside: readonly NodeId[]): RowView {
    const own = this.#shown(node);
    return {
      node: node.id,
      critical: this.#critical.has(node.id),
      form: own.form ?? "step",
      title: own.title ?? node.id,
      ...(own.what === undefined ? {} : { what: own.what }),
      ...(own.who === undefined ? {} : { who: own.who }),
      ...(own.form === "act" ? {} : measures(this.#routine.nodeBounds[node.id])),
      ...(node.kind === "call" ? triesOf(node.attempt) : {}),
      notes: [...(own.notes ?? []), ...besideNotes(beside)],
      below: [...(own.below ?? []), ...this.#rescueBlocks(node), ...after],
    };
  }

  /** The details of each kind of node. */
  #shown(node: Node): Partial<Pick<RowView, "form" | "title" | "what" | "who" | "notes" | "below">> {
    switch (node.kind) {
      case "call": {
        const { attempt, rescues, optional } = node;
        const notes = [...this.#attemptNotes(attempt), ...this.#rescueNotes(rescues)];
        return {
          what: this.#calledName(attempt),
          who: this.#calledKind(attempt),
          notes: optional === true ? ["optional", ...notes] : notes,
        };
      }
      case "hold":
        return {
          form: "heading",
          title: `with ${node.variable} = ${shortName(node.pick.pool)}${fromText(node)} for ${durationText(node.for)}`,
          notes: placementNotes(this.#plan, node.pick),
          below: [...this.block(node.body), ...this.#otherwise(node)],
        };
      case "loop":
        return { what: loopText(node), who: "loop", below: this.block(node.body) };
      case "race": {
        const drift = driftOf(node, this.#nodes, this.#blocks);
        if (drift !== undefined && guardsPlan(node))
          return { form: "act", title: `while ${expressionText(drift.condition)}` };
        if (drift !== undefined)
          return {
            what: `while ${expressionText(drift.condition)}`,
            who: "race",
            below: this.block(drift.work),
          };
        const first = node.winners === 1 ? "first of" : `first ${node.winners} of`;
        const what = node.settles === true ? "do … until" : first;
        return { what, who: "race", below: this.#contenders(node.id) };
      }
      case "quorum": {
        const called = Map.groupBy(node.attempts, (attempt) => this.#calledName(attempt));
        const what = [...called].map(([name, all]) => (all.length > 1 ? `${all.length} × ${name}` : name));
        const notes = [
          `${node.agree} of ${node.attempts.length} agree`,
          ...node.attempts.flatMap((attempt) => this.#attemptNotes(attempt)),
          ...this.#rescueNotes(node.rescues),
        ];
        return { what: what.join(", "), who: "quorum", notes: [...new Set(notes)] };
      }
      case "wait":
        return node.id.includes("@")
          ? { form: "act", title: waitText(node) }
          : { what: waitText(node), who: "wait" };
      default:
        return { form: "act", title: actText(node) };
    }
  }

  /** The dependencies of a node; through hidden values to theirs; for a loop, those of its rounds. */
  #waitedFor(node: Node): readonly NodeId[] {
    const own = node.needs.flatMap((need): readonly NodeId[] => {
      const other = this.#nodes.get(need.node);
      if (other === undefined) return [];
      return isShown(other) ? [other.id] : this.#waitedFor(other);
    });
    return [...own, ...this.#inner(node).flatMap((inner) => this.#waitedFor(inner))];
  }

  #inner(node: Node): readonly Node[] {
    if (node.kind === "branch" || node.kind === "hold") return [];
    return (this.#owned.get(node.id) ?? []).flatMap((block) =>
      block.nodes.flatMap((id) => this.#nodes.get(id) ?? []),
    );
  }

  #sides(node: Node & { readonly kind: "branch" }): readonly RowView[] {
    const subject = node.subject === undefined ? undefined : expressionText(node.subject);
    return node.arms.map((arm, at): RowView => {
      const word = at === 0 ? "when" : "else when";
      const own = arm.condition === undefined ? "else" : `${word} ${expressionText(arm.condition)}`;
      const title = isPlainBlock(node)
        ? node.id
        : subject === undefined
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
    return (this.#owned.get(id) ?? [])
      .filter((block) => !block.id.startsWith(`${id}/else`))
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

  /** The rules decided when it begins, is undone or confirmed; consent is shown separately. */
  #decided({ checks, undoChecks = [], confirmChecks = [] }: Attempt): readonly string[] {
    const results = (ids: readonly string[], when: string): readonly string[] =>
      ids.flatMap((id) => {
        const obligation = this.#plan.obligations.find((each) => each.id === id);
        return obligation === undefined || this.#plan.checks[id]?.kind === "consent"
          ? []
          : [`◐ ${obligation.rule}${when}`];
      });
    return [
      ...results(checks, ""),
      ...results(undoChecks, " at its undo"),
      ...results(confirmChecks, " at its confirm"),
    ];
  }

  #rescueNotes(rescues: (Node & { readonly kind: "call" })["rescues"]): readonly string[] {
    return rescues.flatMap((rescue) => {
      if (!("attempt" in rescue)) return [];
      const when = rescue.when === undefined ? "" : ` when ${expressionText(rescue.when)}`;
      const tries = triesOf(rescue.attempt).tries;
      const again = tries === undefined ? "" : `, ${tries} tries`;
      const notes = this.#decided(rescue.attempt).map((note) => `, ${note}`);
      return [`else ${this.#calledName(rescue.attempt)}${when}${again}${notes.join("")}`];
    });
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
    if (attempt.using !== undefined)
      notes.push(`uses ${shortName(attempt.using.pool)}`, ...placementNotes(this.#plan, attempt.using));
    const undo = attempt.options.undo ?? capability?.undo;
    if (undo !== undefined) notes.push(`undo ${shortName(undo.capability)}`);
    // Reads require consent too; the pen marks writes.
    if (capability !== undefined && capability.effect.kind !== "pure" && capability.scopes.length > 0) {
      notes.push(`✎ ${capability.scopes.join(", ")}`);
    }
    return [...notes, ...this.#decided(attempt)];
  }
}

function measures(bounds: Bounds | undefined): Pick<RowView, "cost" | "latency"> {
  if (bounds === undefined) return {};
  return { cost: bounds.cost.worst, latency: bounds.latency.worst };
}

function triesOf({ options }: Attempt): { readonly tries?: number } {
  const tries = (1 + (options.retry?.times ?? 0)) * (options.attempts?.times ?? 1);
  return tries === 1 ? {} : { tries };
}
