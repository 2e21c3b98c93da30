import type { CheckedBlock, CheckedRoutine, CheckedStatement } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";

/*
 * Runs of small plans, by the words of the semantics alone: nothing here knows of graphs, facts or bounds. A run is
 * one choice of data (`Data`), and at each moment one of the running calls ends, well or badly.
 */

/** The choices of adversity: the truth of inputs, and the results of calls. */
export interface Data {
  /** `b0`, or `x.granted` for the result of the call `x`. */
  readonly truth: Readonly<Record<string, boolean>>;
}

export type Status =
  | { readonly is: "waiting" | "skipped" | "completed" | "failed" }
  | { readonly is: "running"; readonly attempt: number };

export interface State {
  readonly nodes: Readonly<Record<string, Status>>;
  /** Sides taken, by the block's id. */
  readonly taken: readonly string[];
  readonly over?: "completed" | "failed";
}

/** Something that happened while a state was reached. */
export interface Begin {
  readonly node: string;
  readonly capability: string;
  readonly again: boolean;
}

export interface Step {
  readonly state: State;
  readonly begun: readonly Begin[];
}

interface Placed {
  readonly statement: CheckedStatement;
  readonly block: CheckedBlock;
  readonly owner?: CheckedStatement;
}

export class Machine {
  readonly #placed = new Map<string, Placed>();
  readonly #root: CheckedBlock;

  constructor(routine: CheckedRoutine) {
    this.#root = routine.body;
    this.#place(routine.body);
  }

  start(data: Data): Step {
    const nodes: Record<string, Status> = {};
    for (const id of this.#placed.keys()) nodes[id] = { is: "waiting" };
    return this.#advance({ nodes, taken: [] }, data);
  }

  /** Every way in which it can go on: one running call ends. None: the run is over. */
  next(state: State, data: Data): readonly Step[] {
    if (state.over !== undefined) return [];
    return Object.entries(state.nodes).flatMap(([id, status]) =>
      status.is === "running" ? this.#endings(state, data, id, status.attempt) : [],
    );
  }

  /** Whether all that a run began ended well, in the order of the text. */
  running(state: State): readonly string[] {
    return Object.keys(state.nodes).filter((id) => state.nodes[id]?.is === "running");
  }

  call(
    id: string,
  ): { readonly capability: string; readonly tries: number; readonly optional: boolean } | undefined {
    const node = this.#placed.get(id)?.statement.node;
    if (node?.kind !== "call" || !("capability" in node.attempt.target)) return undefined;
    return {
      capability: node.attempt.target.capability,
      tries: 1 + (node.attempt.options.retry?.times ?? 0),
      optional: node.optional === true,
    };
  }

  /** The state after a call has ended in one given way. */
  end(state: State, data: Data, id: string, well: boolean): Step {
    const status = state.nodes[id];
    const call = this.call(id);
    if (status?.is !== "running" || call === undefined) throw new Error(`${id} does not run`);
    if (well) return this.#advance(withStatus(state, id, { is: "completed" }), data);
    if (status.attempt < call.tries) {
      const again = withStatus(state, id, { is: "running", attempt: status.attempt + 1 });
      return { state: again, begun: [{ node: id, capability: call.capability, again: true }] };
    }
    const failed = withStatus(state, id, { is: "failed" });
    if (call.optional) return this.#advance(failed, data);
    return { state: { ...failed, over: "failed" }, begun: [] };
  }

  #endings(state: State, data: Data, id: string, _attempt: number): readonly Step[] {
    return [this.end(state, data, id, true), this.end(state, data, id, false)];
  }

  #place(block: CheckedBlock, owner?: CheckedStatement): void {
    for (const statement of block.statements) {
      this.#placed.set(statement.node.id, { statement, block, ...(owner === undefined ? {} : { owner }) });
      for (const inner of statement.blocks) this.#place(inner, statement);
    }
  }

  /** Everything that can begin or be decided at once does. */
  #advance(from: State, data: Data): Step {
    const begun: Begin[] = [];
    let state = from;
    for (;;) {
      const ready = [...this.#placed.values()].find((placed) => this.#isReady(placed, state));
      const dead = [...this.#placed.values()].find((placed) => this.#isDead(placed, state));
      if (dead !== undefined) state = withStatus(state, dead.statement.node.id, { is: "skipped" });
      else if (ready === undefined) break;
      else state = this.#begin(ready.statement, state, data, begun);
      if (state.over !== undefined) return { state, begun };
    }
    const open = Object.values(state.nodes).some(({ is }) => is === "waiting" || is === "running");
    return { state: open ? state : { ...state, over: "completed" }, begun };
  }

  #begin({ node }: CheckedStatement, state: State, data: Data, begun: Begin[]): State {
    switch (node.kind) {
      case "call": {
        const call = this.call(node.id);
        begun.push({ node: node.id, capability: call?.capability ?? "", again: false });
        return withStatus(state, node.id, { is: "running", attempt: 1 });
      }
      case "branch": {
        const arm = node.arms.find(({ condition }) => condition === undefined || holds(condition, data));
        const decided = withStatus(state, node.id, { is: "completed" });
        return arm === undefined ? decided : { ...decided, taken: [...decided.taken, arm.block] };
      }
      case "fail":
        return { ...withStatus(state, node.id, { is: "completed" }), over: "failed" };
      default:
        return withStatus(state, node.id, { is: "completed" });
    }
  }

  #isReady(placed: Placed, state: State): boolean {
    const { statement, block } = placed;
    if (state.nodes[statement.node.id]?.is !== "waiting" || !this.#isActive(block, state)) return false;
    const wanted = [...statement.reads, ...statement.after].map(({ node }) => node);
    if (!wanted.every((id) => this.#isSettled(id, state))) return false;
    const above = block.statements.slice(0, block.statements.indexOf(statement));
    if (statement.node.kind === "fail" && !above.every(({ node }) => this.#isSettled(node.id, state)))
      return false;
    return above.every((other) => this.#isCleared(other, state));
  }

  /** Its side was not taken, or the plan has ended above it. */
  #isDead({ statement, block, owner }: Placed, state: State): boolean {
    if (state.nodes[statement.node.id]?.is !== "waiting") return false;
    if (owner !== undefined) {
      const decided = state.nodes[owner.node.id];
      if (decided?.is === "skipped") return true;
      if (decided?.is === "completed" && !state.taken.includes(block.id)) return true;
    }
    const above = block.statements.slice(0, block.statements.indexOf(statement));
    return above.some((other) => this.#hasEnded(other, state));
  }

  #isActive(block: CheckedBlock, state: State): boolean {
    return block === this.#root || state.taken.includes(block.id);
  }

  /** A choice is settled when everything on its side is. */
  #isSettled(id: string, state: State): boolean {
    const status = state.nodes[id];
    if (status === undefined || status.is === "waiting" || status.is === "running") return false;
    const blocks = this.#placed.get(id)?.statement.blocks ?? [];
    return blocks.every((block) => block.statements.every(({ node }) => this.#isSettled(node.id, state)));
  }

  /** No `return` or `fail` in it will be reached any more. */
  #isCleared(statement: CheckedStatement, state: State): boolean {
    if (statement.node.kind === "fail") return false;
    if (statement.node.kind !== "branch" || !canEnd(statement)) return true;
    const status = state.nodes[statement.node.id];
    if (status?.is === "skipped") return true;
    if (status?.is !== "completed") return false;
    return statement.blocks
      .filter((block) => state.taken.includes(block.id))
      .every((block) => !endsHere(block) && block.statements.every((inner) => this.#isCleared(inner, state)));
  }

  #hasEnded(statement: CheckedStatement, state: State): boolean {
    if (statement.node.kind !== "branch" || state.nodes[statement.node.id]?.is !== "completed") return false;
    return statement.blocks
      .filter((block) => state.taken.includes(block.id))
      .some((block) => endsHere(block) || block.statements.some((inner) => this.#hasEnded(inner, state)));
  }
}

function withStatus(state: State, id: string, status: Status): State {
  return { ...state, nodes: { ...state.nodes, [id]: status } };
}

function canEnd(statement: CheckedStatement): boolean {
  return statement.blocks.some((block) => endsHere(block) || block.statements.some(canEnd));
}

function endsHere(block: CheckedBlock): boolean {
  return block.statements.some(({ node }) => node.kind === "return" || node.kind === "fail");
}

function holds(condition: Expression, data: Data): boolean {
  switch (condition.op) {
    case "read":
      return data.truth[condition.name] === true;
    case "field":
      return condition.of.op === "read" && data.truth[`${condition.of.name}.${condition.name}`] === true;
    case "not":
      return !holds(condition.of, data);
    case "and":
      return condition.items.every((item) => holds(item, data));
    case "or":
      return condition.items.some((item) => holds(item, data));
    default:
      throw new Error(`no such condition here: ${condition.op}`);
  }
}
