/**
 * Data that leads a plan where it has not gone yet. Runs in which one part is changed at a time don't come past
 * `a > 1% or b > 800ms`; so a choice's own conditions are asked, without a run, how much of them stands in the way, and
 * the data is changed until nothing does (a search along branch distances: McMinn, Search-based software test data
 * generation, 2004). Which values a condition hangs on is guessed: the run that is then played shows whether it was right.
 */
import {
  type BranchNode,
  type Evaluated,
  type Expression,
  evaluate,
  type Json,
  matches,
  type Read,
  type Scope,
} from "@orchlang/plan";
import type { Site } from "../../kernel/identity.ts";
import type { Case, SeenCall, Trial } from "./case.ts";
import { type Leaf, parameterLeaf, resultLeaf } from "./leaf.ts";
import { nodeOf } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** Changes of one input or result that are tried at each step, and steps. */
const valuesMax = 200;
const stepsMax = 8;

interface Place {
  readonly routine: string;
  readonly site: Site;
}

/** One choice of one run. */
export class Choice {
  readonly #stage: Stage;
  readonly #trial: Trial;
  readonly #place: Place;
  readonly #node: BranchNode;
  /** In the order in which they were asked for. */
  readonly #leaves = new Map<string, Leaf>();
  /** What is changed, by leaf. */
  #set: ReadonlyMap<string, Json> = new Map();

  constructor(stage: Stage, trial: Trial, place: Place, node: BranchNode) {
    this.#stage = stage;
    this.#trial = trial;
    this.#place = place;
    this.#node = node;
  }

  /** Step by step: of all changes of one part the one that leaves the least in the way, until nothing is. */
  leadTo(arm: number): Case | undefined {
    let left = this.#distance(arm);
    for (let step = 0; step < stepsMax && left > 0; step++) {
      let best: ReadonlyMap<string, Json> | undefined;
      const before = this.#set;
      for (const [key, leaf] of [...this.#leaves]) {
        for (const to of leaf.others(before.get(key) ?? leaf.value).slice(0, valuesMax)) {
          this.#set = new Map(before).set(key, to);
          const distance = this.#distance(arm);
          if (distance >= left) continue;
          left = distance;
          best = this.#set;
        }
      }
      this.#set = best ?? before;
      if (best === undefined) return undefined;
    }
    return left > 0 ? undefined : this.#changed();
  }

  #changed(): Case {
    let one = this.#trial.one;
    for (const [key, to] of this.#set) one = this.#leaves.get(key)?.change(one, to) ?? one;
    return one;
  }

  /** How many parts of the choice's conditions stand in the way of an arm. */
  #distance(arm: number): number {
    const { subject, arms } = this.#node;
    const about = subject === undefined ? undefined : this.#evaluated(subject, this.#place);
    let total = 0;
    for (const [number, { condition, patterns }] of arms.entries()) {
      const wanted = number === arm;
      const fits =
        patterns === undefined ||
        patterns.length === 0 ||
        (about !== undefined && "value" in about && matches(patterns, about.value));
      const asked = condition === undefined ? (wanted ? 0 : 1) : this.#unmet(condition, wanted, this.#place);
      if (wanted) return total + asked + (fits ? 0 : 1);
      total += fits ? asked : 0;
    }
    return total;
  }

  /** How many parts of a condition are not as they would have to be for it to be `wanted`. */
  #unmet(condition: Expression, wanted: boolean, place: Place): number {
    switch (condition.op) {
      case "not":
        return this.#unmet(condition.of, !wanted, place);
      case "and":
      case "or": {
        const parts = condition.items.map((item) => this.#unmet(item, wanted, place));
        const all = (condition.op === "and") === wanted;
        return all ? parts.reduce((sum, part) => sum + part, 0) : Math.min(...parts);
      }
      case "read": {
        const node = nodeOf(this.#stage.plan, place.routine, condition.name)?.node;
        if (condition.from === "node" && node?.kind === "let") return this.#unmet(node.value, wanted, place);
      }
    }
    const found = this.#evaluated(condition, place);
    return ("value" in found && found.value === true) === wanted ? 0 : 1;
  }

  #scope(place: Place): Scope {
    return { read: (read) => this.#read(read, place) };
  }

  #read({ from, name }: Read, place: Place): Evaluated {
    if (from === "input") return this.#input(name, place);
    return from === "node" ? this.#given(name, place) : { unknown: [name] };
  }

  #input(name: string, place: Place): Evaluated {
    const outer = callerOf(place.routine);
    if (outer === undefined)
      return this.#leaf(`input ${name}`, () => parameterLeaf(this.#stage, this.#trial, name));
    const caller = nodeOf(this.#stage.plan, outer.routine, outer.node)?.node;
    const given = caller?.kind === "call" ? caller.attempt.args[name] : undefined;
    return given === undefined ? { unknown: [name] } : this.#evaluated(given, { ...place, ...outer });
  }

  /** What a statement gives: what its call gave, or what that of which it is made did. */
  #given(id: string, place: Place): Evaluated {
    const call = this.#callOf(id, place);
    if (call !== undefined) return this.#leaf(`call ${call.spot}`, () => resultLeaf(this.#stage, call));
    const node = nodeOf(this.#stage.plan, place.routine, id)?.node;
    switch (node?.kind) {
      case "let":
        return this.#evaluated(node.value, place);
      case "loop":
        return node.over.kind === "fold" ? this.#evaluated(node.over.from, place) : { unknown: [id] };
      case "join": {
        const sides = node.of.map((side) => this.#given(side, place));
        return sides.find((side) => "value" in side) ?? { unknown: [id] };
      }
      default:
        return { unknown: [id] };
    }
  }

  #evaluated(expression: Expression, place: Place): Evaluated {
    return evaluate(expression, this.#scope(place));
  }

  #leaf(key: string, make: () => Leaf | undefined): Evaluated {
    let leaf = this.#leaves.get(key);
    if (leaf === undefined) {
      leaf = make();
      if (leaf === undefined) return { unknown: [key] };
      this.#leaves.set(key, leaf);
    }
    return { value: this.#set.get(key) ?? leaf.value };
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

/** Of `launch/step>sub`: the step, and the path of the plan that it stands in. */
function callerOf(path: string): { readonly routine: string; readonly node: string } | undefined {
  const cut = path.lastIndexOf("/");
  if (cut < 0) return undefined;
  const step = path.slice(cut + 1);
  return { routine: path.slice(0, cut), node: step.slice(0, step.indexOf(">")) };
}
