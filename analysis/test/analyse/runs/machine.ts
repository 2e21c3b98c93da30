import {
  type Atom,
  type Block,
  type Call,
  type Capability,
  callOf,
  type Data,
  effects,
  type Program,
  type Quorum,
  type Race,
  type Statement,
} from "./model.ts";
import { callerOf, nthOf, type Placed, type Places, placesOf, planOf, wayOf } from "./place.ts";

/*
 * A run, as one state after another. Deterministic steps happen at once; chance decides which of the running calls ends
 * next, and how. An instance of a statement is named by the rounds and plans around it and its id.
 */

/**
 * For a call `running:<way>:<try>:<dispatch>` or `done:<way>`, for a `when` `took:<side>`, for a composite `running` or
 * `done`, for a quorum that agrees `done=<value>`; `failed`, `skipped` and `cancelled` for all. Absent: it waits.
 */
export type Status = string;

/** Where a plan's own instance is: at work, undoing, in `finally`, over. */
export type Phase = "work" | "undoing" | "finally" | "completed" | "failed";

export interface State {
  readonly nodes: Record<string, Status>;
  readonly phases: Record<string, Phase>;
  /** `<instance>:<way>` of effects that may have happened although their attempt did not end well. */
  readonly maybe: Record<string, true>;
  readonly undone: Record<string, true>;
  /** `<rule>:<instance>`: completed instances that something still has to follow. */
  readonly owed: Record<string, true>;
}

export interface Happening {
  readonly is: "begin" | "left";
  readonly what: Capability | "unbook";
  /** The place of the step, with the plans around it. */
  readonly place: string;
  /** The rounds and plans around it. */
  readonly scope: string;
  readonly arg: number;
}

export type Observer = (happening: Happening, state: State) => void;

export interface Adversity {
  /** Calls may fail. */
  readonly faults: boolean;
  /** A worker may die under a call, which is then sent once more. */
  readonly losses: boolean;
  /** Its calls are denied, or nobody answers them: they fail, are not tried again, and did nothing. */
  readonly denied?: Capability;
}

/** `every first followed by second`, watched. */
export interface Watched {
  readonly first: Capability;
  readonly second: Capability;
}

const dispatchesMax = 2;

/** So often an undo begins before somebody is asked. */
const undoTries = 6;

export class Machine {
  readonly #program: Program;
  readonly #data: Data;
  readonly #adversity: Adversity;
  readonly #watched: readonly Watched[];
  readonly #observe: Observer;
  readonly #places: { readonly main: Places; readonly inner: Places; readonly goal: readonly Places[] };

  constructor(
    program: Program,
    data: Data,
    options: {
      readonly adversity: Adversity;
      readonly observe: Observer;
      readonly watched?: readonly Watched[];
    },
  ) {
    this.#program = program;
    this.#data = data;
    this.#adversity = options.adversity;
    this.#observe = options.observe;
    this.#watched = options.watched ?? [];
    this.#places = {
      main: placesOf(program.main),
      inner: program.inner === undefined ? new Map() : placesOf(program.inner),
      goal: (program.goal ?? []).map(placesOf),
    };
  }

  start(): State {
    const state: State = { nodes: {}, phases: { "": "work" }, maybe: {}, undone: {}, owed: {} };
    this.#advance(state);
    return state;
  }

  isOver(state: State): boolean {
    return state.phases[""] === "completed" || state.phases[""] === "failed";
  }

  /** Whether an action stands where something in `scope` begins (semantics, rules 34 and 35). */
  stands(state: State, what: Capability, scope: string, granted: boolean): boolean {
    return Object.entries(state.nodes).some(([key, status]) => {
      const slot = doneSlot(status);
      if (slot === undefined || state.undone[`${key}:${slot}`] === true) return false;
      const call = this.#callAt(key);
      if (call === undefined || wayOf(call, slot) !== what || !countsIn(scopeOf(key), scope)) return false;
      if (hasGivenWay(state, key, scope)) return false;
      return !granted || this.#data.grants[key] === true;
    });
  }

  /** Every way in which the run can continue; `each` is called for every one as it is made. */
  next(state: State, each: (next: State) => void): readonly State[] {
    if (this.isOver(state)) return [];
    const found: State[] = [];
    const add = (change: (draft: State) => void): void => {
      const next = this.#after(state, change);
      found.push(next);
      each(next);
    };
    for (const [key, status] of Object.entries(state.nodes)) {
      if (!status.startsWith("running:")) continue;
      const [, slot = 0, attempt = 1, dispatch = 1] = status.split(":").map(Number);
      const { faults, losses, denied } = this.#adversity;
      const unwinding = this.#isUnwinding(state, key);
      const call = this.#callAt(key);
      if (!unwinding && call !== undefined && wayOf(call, slot) === denied) {
        add((draft) => this.#giveUp(draft, key, slot, call));
        continue;
      }
      add((draft) => this.#complete(draft, key, slot, unwinding));
      if (!faults) continue;
      add((draft) => this.#failAttempt(draft, key, slot, attempt, unwinding));
      if (!losses || unwinding) continue;
      add((draft) => {
        if (dispatch < dispatchesMax) draft.nodes[key] = running(slot, attempt, dispatch + 1);
        else this.#failAttempt(draft, key, slot, attempt, false);
      });
    }
    if (found.length === 0) throw new Error(`nothing can happen any more: ${JSON.stringify(state)}`);
    return found;
  }

  #after(state: State, change: (draft: State) => void): State {
    const draft = structuredClone(state);
    change(draft);
    this.#advance(draft);
    return draft;
  }

  // ---- ends of calls ------------------------------------------------------------------

  #complete(state: State, key: string, slot: number, unwinding: boolean): void {
    const call = this.#callAt(key);
    if (call === undefined) return;
    state.nodes[key] = `done:${slot}`;
    const what = wayOf(call, slot);
    for (const [rule, { first, second }] of this.#watched.entries()) {
      if (second === what) {
        for (const each of Object.keys(state.owed)) {
          const [debtor, payer] = [scopeOf(each.slice(2)), scopeOf(key)];
          const pays = countsIn(debtor, payer) || countsIn(payer, debtor);
          if (each.startsWith(`${rule}:`) && pays) delete state.owed[each];
        }
      }
      if (first === what) state.owed[`${rule}:${key}`] = true;
    }
    if (unwinding) this.#leave(state, key, what);
    if (unwinding) return;
    const { race, quorum } = this.#placedAt(key);
    if (race !== undefined) this.#win(state, scopeOf(key), race, key);
    if (quorum !== undefined) this.#count(state, scopeOf(key), quorum);
  }

  /** A branch is at its end: the others are broken off, and what they did is undone. */
  #win(state: State, scope: string, race: Race, winner: string): void {
    state.nodes[scope + race.id] = "done";
    for (const other of race.branches) {
      if (scope + other.id === winner) continue;
      if (other.is === "block") this.#breakOff(state, scope, other, "cancelled");
      else if (state.nodes[scope + other.id]?.startsWith("running:") === true) {
        this.#lose(state, scope + other.id, other);
      }
    }
  }

  #lose(state: State, key: string, call: Call): void {
    const slot = Number(state.nodes[key]?.split(":")[1] ?? 0);
    if (state.nodes[key]?.startsWith("running:") === true) this.#abort(state, key);
    for (const each of [0, 1]) this.#undo(state, key, each);
    this.#leave(state, key, wayOf(call, slot));
  }

  #breakOff(state: State, scope: string, block: Block, as: "cancelled" | "failed"): void {
    if (state.nodes[scope + block.id] !== "running") return;
    state.nodes[scope + block.id] = as;
    for (const [id, { statement, branch }] of this.#placesIn(frameOf(scope))) {
      if (branch?.block !== block) continue;
      const status = state.nodes[scope + id];
      if (status === undefined) state.nodes[scope + id] = "skipped";
      if (statement.is === "call" && (status?.startsWith("running:") || doneSlot(status) !== undefined))
        this.#lose(state, scope + id, statement);
      else if (statement.is === "call") for (const each of [0, 1]) this.#undo(state, scope + id, each);
    }
  }

  /** Enough agree, or too few still can. */
  #count(state: State, scope: string, quorum: Quorum): void {
    if (state.nodes[scope + quorum.id] !== "running") return;
    const asked = quorum.asks.map(({ id }) => scope + id);
    const said = (granted: boolean): number =>
      asked.filter((key) => state.nodes[key] === "done:0" && (this.#data.grants[key] === true) === granted)
        .length;
    const open = asked.filter((key) => state.nodes[key]?.startsWith("running:"));
    const most = Math.max(said(true), said(false));
    if (most < 2 && most + open.length >= 2) return;
    for (const key of open) this.#abort(state, key);
    const key = scope + quorum.id;
    if (most >= 2) {
      state.nodes[key] = `done=${said(true) >= 2 ? 1 : 0}`;
      return;
    }
    if (quorum.otherwise !== undefined) {
      state.nodes[key] = running(1, 1, 1);
      this.#begin(state, key, quorum.otherwise);
      return;
    }
    this.#failStatement(state, key, quorum.optional);
  }

  /** It has failed for good: what is around it goes on without it, or fails as well. */
  #failStatement(state: State, key: string, optional: boolean): void {
    state.nodes[key] = "failed";
    const { race, quorum, branch, last } = this.#placedAt(key);
    if (optional || last) return;
    const scope = scopeOf(key);
    if (quorum !== undefined) {
      this.#count(state, scope, quorum);
      return;
    }
    if (branch !== undefined) this.#breakOff(state, scope, branch.block, "failed");
    const contest = race ?? branch?.race;
    if (contest === undefined) this.#failPlan(state, frameOf(key));
    else if (contest.branches.every(({ id }) => state.nodes[scope + id] === "failed")) {
      state.nodes[scope + contest.id] = "failed";
      this.#failPlan(state, frameOf(key));
    }
  }

  #failAttempt(state: State, key: string, slot: number, attempt: number, unwinding: boolean): void {
    const call = this.#callAt(key);
    if (call === undefined) return;
    if (effects[wayOf(call, slot)] !== "pure") state.maybe[`${key}:${slot}`] = true;
    if (unwinding) {
      state.nodes[key] = "cancelled";
      return;
    }
    if (slot === 0 && attempt < call.tries) {
      state.nodes[key] = running(slot, attempt + 1, 1);
      this.#begin(state, key, call.what);
      return;
    }
    this.#giveUp(state, key, slot, call);
  }

  /** Nothing more is tried: what stands in for it begins, or it has failed. */
  #giveUp(state: State, key: string, slot: number, call: Call): void {
    if (slot === 0 && call.otherwise !== undefined) {
      this.#undo(state, key, 0);
      // It may have happened although it is replaced.
      this.#leave(state, key, call.what);
      state.nodes[key] = running(1, 1, 1);
      this.#begin(state, key, call.otherwise);
      return;
    }
    this.#failStatement(state, key, call.optional);
  }

  #begin(state: State, key: string, what: Capability | "unbook"): void {
    const arg = this.#callAt(key)?.arg ?? 1;
    this.#observe(
      { is: "begin", what, place: placeOf(key), scope: scopeOf(key), arg: arg === "k" ? this.#data.k : arg },
      state,
    );
  }

  // ---- failure ------------------------------------------------------------------------

  #failPlan(state: State, frame: string): void {
    if (state.phases[frame] !== "work") return;
    for (const each of Object.keys(state.phases)) {
      if (each.startsWith(frame) && state.phases[each] === "work") state.phases[each] = "undoing";
    }
    for (const [key, status] of Object.entries(state.nodes)) {
      if (!key.startsWith(frame)) continue;
      const call = this.#callAt(key);
      if (call === undefined) continue;
      if (status.startsWith("running:") && !this.#placedAt(key).last) {
        const slot = Number(status.split(":")[1]);
        // `once` calls are awaited.
        if (effects[wayOf(call, slot)] !== "once") this.#abort(state, key);
      }
      const slot = doneSlot(status);
      if (slot !== undefined) this.#leave(state, key, wayOf(call, slot));
    }
  }

  /** An effect that completed before its plan failed, and that nothing undoes. */
  #leave(state: State, key: string, what: Capability): void {
    if (effects[what] === "pure" || what === "book" || this.#placedAt(key).last) return;
    this.#observe({ is: "left", what, place: placeOf(key), scope: scopeOf(key), arg: 1 }, state);
  }

  #abort(state: State, key: string): void {
    const slot = Number(state.nodes[key]?.split(":")[1] ?? 0);
    const call = this.#callAt(key);
    const effect = call === undefined ? "pure" : effects[wayOf(call, slot)];
    state.nodes[key] = "cancelled";
    if (effect === "pure" || call === undefined) return;
    state.maybe[`${key}:${slot}`] = true;
    for (const [rule, { first }] of this.#watched.entries()) {
      if (first === wayOf(call, slot)) state.owed[`${rule}:${key}`] = true;
    }
  }

  #undo(state: State, key: string, slot: number): void {
    const call = this.#callAt(key);
    const effect = `${key}:${slot}`;
    const applied = state.nodes[key] === `done:${slot}` || state.maybe[effect] === true;
    if (call === undefined || wayOf(call, slot) !== "book" || this.#placedAt(key).last) return;
    if (!applied || state.undone[effect] === true) return;
    // It is tried again by itself, if it fails.
    for (let attempt = 0; attempt < (this.#adversity.faults ? undoTries : 1); attempt++)
      this.#begin(state, key, "unbook");
    state.undone[effect] = true;
    for (const [rule, { first }] of this.#watched.entries()) {
      if (first === "book") delete state.owed[`${rule}:${key}`];
    }
  }

  #isUnwinding(state: State, key: string): boolean {
    return state.phases[frameOf(key)] === "undoing";
  }

  // ---- what happens by itself ------------------------------------------------------------

  #advance(state: State): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const frame of Object.keys(state.phases)) changed = this.#advancePlan(state, frame) || changed;
    }
  }

  #advancePlan(state: State, frame: string): boolean {
    const phase = state.phases[frame];
    if (phase === "work") {
      for (const key of this.#instances(state, frame)) {
        if (state.nodes[key] !== undefined) {
          if (this.#finishes(state, key)) return true;
          continue;
        }
        if (this.#isDead(state, key)) state.nodes[key] = "skipped";
        else if (this.#isReady(state, key)) this.#beginStatement(state, key);
        else continue;
        return true;
      }
      if (!this.#allSettled(state, frame, planOf(this.#program, frame).body)) return false;
      return this.#turn(state, frame, "completed");
    }
    if (phase === "undoing") {
      const inside = Object.entries(state.nodes).filter(([key]) => key.startsWith(frame));
      if (inside.some(([, status]) => status.startsWith("running:"))) return false;
      const below = Object.entries(state.phases).filter(([each]) => each !== frame && each.startsWith(frame));
      if (below.some(([, each]) => each !== "completed" && each !== "failed")) return false;
      for (const [key] of inside) for (const slot of [0, 1]) this.#undo(state, key, slot);
      return this.#turn(state, frame, "failed");
    }
    const last = planOf(this.#program, frame).finally;
    const status = last === undefined ? undefined : state.nodes[frame + last.id];
    if (phase !== "finally" || status?.startsWith("running:") === true) return false;
    return this.#over(state, frame, state.nodes[`${frame}outcome`] === "failed" ? "failed" : "completed");
  }

  /** Work or undoing is over. */
  #turn(state: State, frame: string, outcome: "completed" | "failed"): boolean {
    const { finally: last, hasToGrant } = planOf(this.#program, frame);
    if (outcome === "completed" && hasToGrant === true && !this.#gives(state, frame)) {
      this.#failPlan(state, frame);
      return true;
    }
    if (last === undefined) return this.#over(state, frame, outcome);
    state.nodes[`${frame}outcome`] = outcome;
    state.phases[frame] = "finally";
    state.nodes[frame + last.id] = running(0, 1, 1);
    this.#begin(state, frame + last.id, last.what);
    return true;
  }

  #over(state: State, frame: string, outcome: "completed" | "failed"): boolean {
    state.phases[frame] = outcome;
    if (frame === "") return false;
    const key = callerOf(frame);
    if (state.nodes[key] !== "running" || this.#isUnwinding(state, key)) return true;
    if (outcome === "failed" && nthOf(frame) === 0) {
      state.phases[`${key}!1>`] = "work";
      return true;
    }
    const { statement } = this.#placedAt(key);
    if (outcome === "completed") state.nodes[key] = "done";
    else this.#failStatement(state, key, "optional" in statement && statement.optional);
    return true;
  }

  #beginStatement(state: State, key: string): void {
    const { statement } = this.#placedAt(key);
    switch (statement.is) {
      case "call":
        state.nodes[key] = running(0, 1, 1);
        this.#begin(state, key, statement.what);
        return;
      case "inner":
        state.nodes[key] = "running";
        state.phases[`${key}>`] = "work";
        return;
      case "wish":
        state.nodes[key] = "running";
        state.phases[`${key}!0>`] = "work";
        return;
      case "quorum":
        state.nodes[key] = "running";
        for (const { id, what } of statement.asks) {
          state.nodes[scopeOf(key) + id] = running(0, 1, 1);
          this.#begin(state, scopeOf(key) + id, what);
        }
        return;
      case "block":
        throw new Error("a branch begins with its race");
      case "when": {
        const holds = this.#holds(state, statement.atom, key) !== statement.negated;
        state.nodes[key] = `took:${holds ? 1 : 0}`;
        return;
      }
      case "loop":
        state.nodes[key] = "running";
        return;
      case "race":
        state.nodes[key] = "running";
        for (const branch of statement.branches) {
          const call = branch.is === "call";
          state.nodes[scopeOf(key) + branch.id] = call ? running(0, 1, 1) : "running";
          if (call) this.#begin(state, scopeOf(key) + branch.id, branch.what);
        }
        return;
      case "end":
        state.nodes[key] = "done";
        if (statement.fail) this.#failPlan(state, frameOf(key));
    }
  }

  /** A loop whose rounds are all over, or a race of which a branch has come to its end. */
  #finishes(state: State, key: string): boolean {
    const { statement } = this.#placedAt(key);
    if (statement.is === "race") return this.#finishesRace(state, scopeOf(key), statement);
    if (statement.is !== "loop" || state.nodes[key] !== "running") return false;
    if (this.#roundsOver(state, key) < this.#data.xs.length) return false;
    state.nodes[key] = "done";
    return true;
  }

  #finishesRace(state: State, scope: string, race: Race): boolean {
    if (state.nodes[scope + race.id] !== "running") return false;
    for (const block of race.branches) {
      if (block.is !== "block" || state.nodes[scope + block.id] !== "running") continue;
      if (!this.#allSettled(state, scope, block.body)) continue;
      state.nodes[scope + block.id] = "done";
      this.#win(state, scope, race, scope + block.id);
      return true;
    }
    return false;
  }

  #roundsOver(state: State, key: string): number {
    const { statement } = this.#placedAt(key);
    if (statement.is !== "loop") return 0;
    return this.#data.xs.filter((_, round) => this.#allSettled(state, `${key}#${round}/`, statement.body))
      .length;
  }

  /** The instances of a plan's statements that there are by now. */
  #instances(state: State, frame: string): readonly string[] {
    const places = this.#placesIn(frame);
    const found: string[] = [];
    for (const [id, placed] of places) {
      if (placed.last || placed.race !== undefined || placed.quorum !== undefined) continue;
      if (placed.branch !== undefined && state.nodes[frame + placed.branch.block.id] !== "running") continue;
      if (placed.loop === undefined) {
        found.push(frame + id);
        continue;
      }
      const loop = frame + placed.loop.id;
      if (state.nodes[loop] !== "running") continue;
      const begun = Math.min(this.#data.xs.length, this.#roundsOver(state, loop) + placed.loop.atOnce);
      for (let round = 0; round < begun; round++) found.push(`${loop}#${round}/${id}`);
    }
    return found;
  }

  // ---- readiness (semantics, rule 11) ------------------------------------------------------

  #isReady(state: State, key: string): boolean {
    const { statement, siblings, side } = this.#placedAt(key);
    if (side !== undefined && state.nodes[scopeOf(key) + side.of] !== `took:${side.taken}`) return false;
    const above = siblings.slice(0, siblings.indexOf(statement));
    const scope = scopeOf(key);
    if (!above.every((other) => this.#isCleared(state, scope, other))) return false;
    if (side !== undefined && !this.#aroundCleared(state, key)) return false;
    if (statement.is === "end") {
      return !statement.fail || above.every((other) => this.#isSettled(state, scope, other));
    }
    if (statement.is === "when") {
      return (
        !("granted" in statement.atom) ||
        state.nodes[this.#instanceOf(statement.atom.granted, key)]?.startsWith("done") === true
      );
    }
    if (statement.is === "block") throw new Error("a branch begins with its race");
    const waits =
      statement.is === "loop" ? [...statement.after, ...this.#readInRounds(statement)] : statement.after;
    return waits.every((id) => this.#isSettledAt(state, this.#instanceOf(id, key)));
  }

  /** A loop waits for what its rounds use from around it. */
  #readInRounds(loop: Statement & { readonly is: "loop" }): readonly string[] {
    const inside = new Set<string>();
    const wanted = new Set<string>();
    const visit = (statements: readonly Statement[]): void => {
      for (const each of statements) {
        inside.add(each.id);
        if ("after" in each) for (const id of each.after) wanted.add(id);
        if (each.is === "when") {
          if ("granted" in each.atom) wanted.add(each.atom.granted);
          visit(each.yes);
          visit(each.no ?? []);
        }
      }
    };
    visit(loop.body);
    return [...wanted].filter((id) => !inside.has(id));
  }

  /** The side's own `when` began after what stands above it was clear. */
  #aroundCleared(state: State, key: string): boolean {
    const { side } = this.#placedAt(key);
    return side === undefined || state.nodes[scopeOf(key) + side.of] !== undefined;
  }

  #isDead(state: State, key: string): boolean {
    const { statement, siblings, side } = this.#placedAt(key);
    const scope = scopeOf(key);
    if (side !== undefined) {
      const decided = state.nodes[scope + side.of];
      if (decided === "skipped") return true;
      if (decided !== undefined && decided !== `took:${side.taken}`) return true;
    }
    return siblings
      .slice(0, siblings.indexOf(statement))
      .some((other) => this.#hasEnded(state, scope, other));
  }

  /** No `return` or `fail` in it will be reached any more. */
  #isCleared(state: State, scope: string, statement: Statement): boolean {
    if (statement.is === "end") return false;
    if (statement.is !== "when" || !canEnd(statement)) return true;
    const status = state.nodes[scope + statement.id];
    if (status === "skipped") return true;
    if (status === undefined) return false;
    return takenSide(statement, status).every((inner) => this.#isCleared(state, scope, inner));
  }

  #hasEnded(state: State, scope: string, statement: Statement): boolean {
    if (statement.is === "end") return true;
    const status = state.nodes[scope + statement.id];
    if (statement.is !== "when" || status?.startsWith("took:") !== true) return false;
    return takenSide(statement, status).some((inner) => this.#hasEnded(state, scope, inner));
  }

  #isSettledAt(state: State, key: string): boolean {
    return this.#isSettled(state, scopeOf(key), this.#placedAt(key).statement);
  }

  #isSettled(state: State, scope: string, statement: Statement): boolean {
    const status = state.nodes[scope + statement.id];
    if (status === undefined || status.startsWith("running")) return false;
    if (statement.is !== "when" || status === "skipped") return true;
    return takenSide(statement, status).every((inner) => this.#isSettled(state, scope, inner));
  }

  #allSettled(state: State, scope: string, statements: readonly Statement[]): boolean {
    return statements.every((statement) => this.#isSettled(state, scope, statement));
  }

  #holds(state: State, atom: Atom, key: string): boolean {
    if ("input" in atom) return this.#data[atom.input];
    if ("over" in atom) return this.#data.k > 1;
    if ("granted" in atom) return this.#grants(state, this.#instanceOf(atom.granted, key));
    return this.#data.xs[roundOf(key)] === true;
  }

  /** The answer of a review or a quorum; for a called plan its result. */
  #grants(state: State, key: string): boolean {
    const { statement } = this.#placedAt(key);
    if (statement.is === "quorum") return state.nodes[key] === "done=1";
    if (statement.is === "inner") return this.#gives(state, `${key}>`);
    if (statement.is !== "wish") return this.#data.grants[key] === true;
    return this.#gives(state, `${key}!${state.phases[`${key}!0>`] === "completed" ? 0 : 1}>`);
  }

  /** For a finished plan: the value of the `return` that it reached. */
  #gives(state: State, frame: string): boolean {
    for (const [id, { statement }] of this.#placesIn(frame)) {
      if (statement.is === "end" && state.nodes[frame + id] === "done") return statement.grants === true;
    }
    const { gives } = planOf(this.#program, frame);
    return gives !== undefined && this.#grants(state, frame + gives);
  }

  // ---- names ----------------------------------------------------------------------------

  /** The instance that a name means, seen from another. */
  #instanceOf(id: string, from: string): string {
    const { loop } = this.#placedAt(from);
    const target = this.#placesIn(frameOf(from)).get(id);
    const same = loop !== undefined && target?.loop === loop;
    return (same ? scopeOf(from) : frameOf(from)) + id;
  }

  #placesIn(frame: string): Places {
    if (frame === "") return this.#places.main;
    const nth = nthOf(frame);
    return (nth === undefined ? this.#places.inner : this.#places.goal[nth]) ?? new Map();
  }

  #placedAt(key: string): Placed {
    const placed = this.#placesIn(frameOf(key)).get(key.slice(scopeOf(key).length));
    if (placed === undefined) throw new Error(`there is no ${key}`);
    return placed;
  }

  #callAt(key: string): Call | undefined {
    const placed = this.#placesIn(frameOf(key)).get(key.slice(scopeOf(key).length));
    return placed && callOf(placed.statement);
  }
}

function running(slot: number, attempt: number, dispatch: number): Status {
  return `running:${slot}:${attempt}:${dispatch}`;
}

function doneSlot(status: Status | undefined): number | undefined {
  return status?.startsWith("done:") === true ? Number(status.slice("done:".length)) : undefined;
}

/** `s1>` of `s1>i2`, `s3#0/` of `s3#0/s4`. */
export function scopeOf(key: string): string {
  return key.slice(0, Math.max(key.lastIndexOf(">"), key.lastIndexOf("/")) + 1);
}

/** Actions in one scope count in another one in the same rounds; plans make no difference (rule 34). */
function countsIn(scope: string, other: string): boolean {
  const rounds = scope.slice(0, scope.lastIndexOf("/") + 1);
  return other.startsWith(rounds);
}

/** It was done by a plan that has given way to the goal's next, and is asked for outside of that plan (rule 34). */
function hasGivenWay(state: State, key: string, scope: string): boolean {
  const [frame = "", caller] = /^(.*)!0>/.exec(key) ?? [];
  return caller !== undefined && state.phases[`${caller}!1>`] !== undefined && !scope.startsWith(frame);
}

export function frameOf(key: string): string {
  return key.slice(0, key.lastIndexOf(">") + 1);
}

function roundOf(key: string): number {
  return Number(/#(\d)\//.exec(key)?.[1] ?? 0);
}

/** Without the rounds, and whichever plan of its goal it is. */
function placeOf(key: string): string {
  return key.replace(/[^>]*#\d\//, "").replaceAll(/!\d>/g, ">");
}

function takenSide(when: Statement & { readonly is: "when" }, status: Status): readonly Statement[] {
  return status === "took:1" ? when.yes : (when.no ?? []);
}

function canEnd(statement: Statement): boolean {
  if (statement.is === "end") return true;
  return statement.is === "when" && [...statement.yes, ...(statement.no ?? [])].some(canEnd);
}
