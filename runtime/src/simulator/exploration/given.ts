/** What the statements of a run were given, and what of that can be changed, read without a run. */
import {
  type Evaluated,
  type Expression,
  evaluate,
  type Json,
  type LoopNode,
  type NodeId,
  type Read,
} from "@orchlang/plan";
import type { Site } from "../../kernel/identity.ts";
import type { Case, MadeUp, SeenCall, Trial } from "./case.ts";
import { agreedLeaf, type Leaf, occurrenceLeaf, parameterLeaf, readingLeaf, resultLeaf } from "./leaf.ts";
import { callerOf, nodeOf, yieldsOf } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** Where an expression stands: a path of callers, and the rounds around it. */
export interface Place {
  readonly routine: string;
  readonly site: Site;
  /** What is bound there besides. */
  readonly local?: ReadonlyMap<string, Json>;
  /** The occurrence, by its place among all, that `event` stands for there. */
  readonly heard?: number;
  /** The statement whose result `it` stands for there. */
  readonly it?: NodeId;
}

/** The values of one run, with some of them changed. */
export class Given {
  readonly #stage: Stage;
  readonly #trial: Trial;
  /** In the order in which they were asked for. */
  readonly leaves = new Map<string, Leaf>();
  #changes: ReadonlyMap<string, Json> = new Map();
  /** Values read under these changes, by name and place: rounds of rounds ask for the same ones again and again. */
  readonly #known = new Map<string, Evaluated>();
  /** By how much the numbers miss each other that are in the way. */
  readonly gaps = new Set<number>();
  /** The texts that are compared in what is in the way. */
  readonly spoken = new Set<string>();

  readonly #occurrences: readonly MadeUp[];

  /** @param more what happens besides */
  constructor(stage: Stage, trial: Trial, more?: MadeUp) {
    this.#stage = stage;
    this.#trial = trial;
    this.#occurrences = more === undefined ? trial.one.occurrences : [...trial.one.occurrences, more];
  }

  get plan(): Stage["plan"] {
    return this.#stage.plan;
  }

  /** What is changed, by leaf. */
  get changes(): ReadonlyMap<string, Json> {
    return this.#changes;
  }

  set changes(changes: ReadonlyMap<string, Json>) {
    this.#changes = changes;
    this.#known.clear();
  }

  /** There is no time left to look for changes. */
  get isOver(): boolean {
    return this.#stage.isOver();
  }

  /** The run's case with the changes. */
  get changed(): Case {
    let one: Case = { ...this.#trial.one, occurrences: this.#occurrences };
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

  #read(read: Read, place: Place): Evaluated {
    const { routine, site, local, heard, it } = place;
    if (local !== undefined || heard !== undefined || it !== undefined) return this.#readAnew(read, place);
    const rounds = site.loops.map(([loop, round]) => `${loop}[${round}]`).join(".");
    const key = `${read.from} ${read.name} ${routine} ${site.plan} ${rounds}`;
    const known = this.#known.get(key) ?? this.#readAnew(read, place);
    this.#known.set(key, known);
    return known;
  }

  #readAnew({ from, name }: Read, place: Place): Evaluated {
    switch (from) {
      case "input":
        return this.#input(name, place);
      case "node":
        return this.#made(name, place);
      case "local":
        return this.#local(name, place);
      case "context":
        return this.#true(name, place);
    }
  }

  /** What a flag is true by. */
  flag(name: string): Expression | undefined {
    return this.#stage.context.flags.find((one) => one.name === name)?.value;
  }

  /** What is true now: a signal as it is read, or a flag over such. */
  #true(name: string, place: Place): Evaluated {
    const flag = this.flag(name);
    if (flag !== undefined) return this.evaluated(flag, place);
    return this.#leaf(`reading ${name}`, () => readingLeaf(this.#stage, this.#trial, name));
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
    if (name === "event" && place.heard !== undefined) return this.#heard(place.heard);
    if (name === "it" && place.it !== undefined) return this.#made(place.it, place);
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
      if (loop.over.kind === "occurrences") return this.#came(id, outside, round);
      const list = this.evaluated(loop.over.list, outside);
      if (!("value" in list)) return list;
      const item = Array.isArray(list.value) ? (list.value[round - 1] as Json | undefined) : undefined;
      return item === undefined ? { unknown: [name] } : { value: item };
    }
    return { unknown: [name] };
  }

  /** What happened that a wait, or a round of a loop, was for. */
  #came(id: string, { routine, site }: Place, round?: number): Evaluated {
    const taken = this.#trial.run.events.find((event) => {
      if (event.t !== "Branched" && event.t !== "Settled") return false;
      const at = event.t === "Branched" ? event : event.call;
      const isRound = event.t === "Branched" ? event.took === round : round === undefined;
      return isRound && at.routine === routine && at.node === id && isSame(at.site, site);
    });
    const nth =
      taken === undefined ? -1 : this.#occurrenceNamed("occurrence" in taken ? taken.occurrence : "");
    return nth < 0 ? { unknown: [id] } : this.#heard(nth);
  }

  #occurrenceNamed(id: string | undefined): number {
    for (const event of this.#trial.run.events) {
      if (event.t !== "Told" || event.say.say !== "matched" || event.say.occurrence.id !== id) continue;
      const fields = JSON.stringify(event.say.occurrence.fields);
      return this.#occurrences.findIndex((one) => JSON.stringify(one.fields) === fields);
    }
    return -1;
  }

  #heard(nth: number): Evaluated {
    const occurrence = this.#occurrences[nth];
    if (occurrence === undefined) return { unknown: ["event"] };
    return this.#leaf(`occurrence ${nth}`, () => occurrenceLeaf(this.#stage, this.#trial, occurrence, nth));
  }

  /** What a statement gives: what its call gave, or what that of which it is made did. */
  #made(id: string, place: Place): Evaluated {
    const [call, ...others] = this.#callsOf(id, place);
    if (call !== undefined && call.intent.call.slot.startsWith("ask"))
      return this.#leaf(`quorum ${call.spot}`, () => agreedLeaf(this.#stage, [call, ...others]));
    if (call !== undefined) return this.#leaf(`call ${call.spot}`, () => resultLeaf(this.#stage, call));
    const node = nodeOf(this.plan, place.routine, id)?.node;
    switch (node?.kind) {
      case "wait":
        return this.#came(id, place);
      case "let":
        return this.evaluated(node.value, place);
      case "loop":
        return node.over.kind === "fold"
          ? this.evaluated(node.over.from, place)
          : this.#gathered(node, place);
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

  /** What the rounds over a list have given. */
  #gathered(loop: LoopNode, place: Place): Evaluated {
    if (loop.over.kind !== "list") return { unknown: [loop.id] };
    const list = this.evaluated(loop.over.list, place);
    if (!("value" in list) || !Array.isArray(list.value)) return { unknown: [loop.id] };
    const yields = yieldsOf(this.plan, place.routine, loop);
    const values: Json[] = [];
    for (let round = 1; round <= list.value.length; round++) {
      const inside = within(place, loop, round);
      const given = yields.map(({ value }) => this.evaluated(value, inside));
      const found = given.find((one) => "value" in one);
      // Of a round that this run did not have the one before it is an example.
      const value = found !== undefined && "value" in found ? found.value : values.at(-1);
      if (value === undefined) return { unknown: [loop.id] };
      values.push(value);
    }
    return { value: values };
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
    const value = this.changes.get(key) ?? leaf.value;
    return value === undefined ? { unknown: [key] } : { value };
  }

  /** Those that were made of it around this place, the last first. */
  #callsOf(id: string, { routine, site }: Place): readonly SeenCall[] {
    const made = this.#trial.calls.filter(
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
    return made.toReversed();
  }
}

export function within({ routine, site }: Place, { id }: LoopNode, round: number): Place {
  return { routine, site: { ...site, loops: [...site.loops, [id, round]] } };
}

function isSame(one: Site, other: Site): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
