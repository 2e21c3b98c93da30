import type { Attempt, Block, Bounds, Node, NodeId, Plan, Routine } from "@orchlang/plan";
import { expressionText } from "../4-analyse/expression/text.ts";
import { shortName } from "../4-analyse/words.ts";
import { besideOf, isShown, lanesOf, parentsOf } from "./lanes.ts";
import type { RowView } from "./model.ts";
import { actText, besideNotes, durationText, loopText, patternsText, waitText } from "./words.ts";

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
    const parents = parentsOf(shown, (node) => this.#waitedFor(node));
    const lanes = lanesOf(shown, parents);
    const below = (parent: NodeId | undefined): readonly RowView[] =>
      shown
        .filter((node) => parents.get(node.id) === parent)
        .flatMap((node) => {
          const after = below(node.id);
          // A choice is no row of its own: its sides are.
          if (node.kind === "branch") return [...this.#sides(node), ...after];
          return [
            this.#row(node, after, besideOf(node, shown, lanes, parents, this.#waitedFor(node).length > 0)),
          ];
        });
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

  /** What a node waits for; through a value that is not shown, what that waits for; a loop, what its rounds wait for. */
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
    return this.#routine.blocks
      .filter((block) => block.owner === node.id)
      .flatMap((block) => block.nodes.flatMap((id) => this.#nodes.get(id) ?? []));
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

  /** The rules that are decided when it begins; consent is told apart. */
  #decided({ checks }: Attempt): readonly string[] {
    return checks.flatMap((id) => {
      const obligation = this.#plan.obligations.find((each) => each.id === id);
      return obligation === undefined || this.#plan.checks[id]?.kind === "consent"
        ? []
        : [`◐ ${obligation.rule}`];
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
