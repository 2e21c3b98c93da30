/** What the statements of a run were given, and what of that can be changed, read without a run. */
import {
  type Evaluated,
  type Expression,
  evaluate,
  type Json,
  type LoopNode,
  type Read,
} from "@orchlang/plan";
import type { Site } from "../../kernel/identity.ts";
import type { Case, SeenCall, Trial } from "./case.ts";
import { type Leaf, parameterLeaf, resultLeaf } from "./leaf.ts";
import { callerOf, nodeOf, yieldsOf } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** Where an expression stands: a path of callers, and the rounds around it. */
export interface Place {
  readonly routine: string;
  readonly site: Site;
  /** What is bound there besides. */
  readonly local?: ReadonlyMap<string, Json>;
}

/** The values of one run, with some of them changed. */
export class Given {
  readonly #stage: Stage;
  readonly #trial: Trial;
  /** In the order in which they were asked for. */
  readonly leaves = new Map<string, Leaf>();
  /** What is changed, by leaf. */
  changes: ReadonlyMap<string, Json> = new Map();

  constructor(stage: Stage, trial: Trial) {
    this.#stage = stage;
    this.#trial = trial;
  }

  get plan(): Stage["plan"] {
    return this.#stage.plan;
  }

  /** The run's case with the changes. */
  get changed(): Case {
    let one = this.#trial.one;
    for (const [key, to] of this.changes) one = this.leaves.get(key)?.change(one, to) ?? one;
    return one;
  }

  evaluated(expression: Expression, place: Place): Evaluated {
    return evaluate(expression, { read: (read) => this.#read(read, place) });
  }

  /** What a loop with memory has after so many rounds. */
  after(loop: LoopNode, rounds: number, place: Place): Evaluated {
    if (loop.over.kind !== "fold") return { unknown: [loop.id] };
    if (rounds === 0) return this.evaluated(loop.over.from, place);
    const inside = within(place, loop, rounds);
    // Which of several is come to hangs on the round.
    const given = yieldsOf(this.plan, place.routine, loop).map(({ value }) => this.evaluated(value, inside));
    return given.find((one) => "value" in one) ?? { unknown: [loop.id] };
  }

  #read({ from, name }: Read, place: Place): Evaluated {
    switch (from) {
      case "input":
        return this.#input(name, place);
      case "node":
        return this.#made(name, place);
      case "local":
        return this.#local(name, place);
      default:
        return { unknown: [name] };
    }
  }

  #input(name: string, place: Place): Evaluated {
    const outer = callerOf(place.routine);
    if (outer === undefined)
      return this.#leaf(`input ${name}`, () => parameterLeaf(this.#stage, this.#trial, name));
    const caller = nodeOf(this.plan, outer.routine, outer.node)?.node;
    const given = caller?.kind === "call" ? caller.attempt.args[name] : undefined;
    return given === undefined
      ? { unknown: [name] }
      : this.evaluated(given, { routine: outer.routine, site: place.site });
  }

  /** The variable of a round that the place stands in, the innermost of that name. */
  #local(name: string, place: Place): Evaluated {
    const bound = place.local?.get(name);
    if (bound !== undefined) return { value: bound };
    const { loops } = place.site;
    for (let depth = loops.length - 1; depth >= 0; depth--) {
      const [id, round] = loops[depth] ?? ["", 0];
      const loop = nodeOf(this.plan, place.routine, id)?.node;
      if (loop?.kind !== "loop" || loop.variable !== name) continue;
      const outside: Place = {
        routine: place.routine,
        site: { ...place.site, loops: loops.slice(0, depth) },
      };
      if (loop.over.kind === "fold") return this.after(loop, round - 1, outside);
      if (loop.over.kind !== "list") break;
      const list = this.evaluated(loop.over.list, outside);
      if (!("value" in list)) return list;
      const item = Array.isArray(list.value) ? (list.value[round - 1] as Json | undefined) : undefined;
      return item === undefined ? { unknown: [name] } : { value: item };
    }
    return { unknown: [name] };
  }

  /** What a statement gives: what its call gave, or what that of which it is made did. */
  #made(id: string, place: Place): Evaluated {
    const call = this.#callOf(id, place);
    if (call !== undefined) return this.#leaf(`call ${call.spot}`, () => resultLeaf(this.#stage, call));
    const node = nodeOf(this.plan, place.routine, id)?.node;
    switch (node?.kind) {
      case "let":
        return this.evaluated(node.value, place);
      case "loop":
        return node.over.kind === "fold" ? this.evaluated(node.over.from, place) : { unknown: [id] };
      case "join": {
        const sides = node.of.map((side) => this.#made(side, place));
        return sides.find((side) => "value" in side) ?? { unknown: [id] };
      }
      case "call":
        return "routine" in node.attempt.target
          ? this.#returned(node.attempt.target.routine, id, place)
          : { unknown: [id] };
      default:
        return { unknown: [id] };
    }
  }

  /** What a plan gives that a step calls. */
  #returned(routine: string, step: string, { routine: path, site }: Place): Evaluated {
    const inside = { routine: `${path}/${step}>${routine}`, site };
    const { nodes = [] } = this.plan.routines[routine] ?? {};
    const given = nodes.flatMap((node) =>
      node.kind === "return" ? [this.evaluated(node.value, inside)] : [],
    );
    return given.find((one) => "value" in one) ?? { unknown: [step] };
  }

  #leaf(key: string, make: () => Leaf | undefined): Evaluated {
    let leaf = this.leaves.get(key);
    if (leaf === undefined) {
      leaf = make();
      if (leaf === undefined) return { unknown: [key] };
      this.leaves.set(key, leaf);
    }
    return { value: this.changes.get(key) ?? leaf.value };
  }

  /** The last that was made of it around this place. */
  #callOf(id: string, { routine, site }: Place): SeenCall | undefined {
    return this.#trial.calls.findLast(
      ({ intent: { call }, ok, about, fault }) =>
        call.node === id &&
        call.routine === routine &&
        ok !== undefined &&
        about === undefined &&
        fault === undefined &&
        call.site.loops.every(
          ([loop, round], at) => site.loops[at]?.[0] === loop && site.loops[at]?.[1] === round,
        ),
    );
  }
}

function within({ routine, site }: Place, { id }: LoopNode, round: number): Place {
  return { routine, site: { ...site, loops: [...site.loops, [id, round]] } };
}
