/** The data that a run's statements were given, and the parts of it that can be changed, evaluated without a run. */
import type { Json, Plan } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate, type Read } from "@orchlang/plan/expressions";
import type { CallNode, LoopNode, RaceNode, YieldNode } from "@orchlang/plan/nodes";
import { callsAt } from "./calls-at.ts";
import type { Case, MadeUp, Trial } from "./case.ts";
import {
  agreedLeaf,
  type Leaf,
  moreLeaf,
  occurrenceLeaf,
  parameterLeaf,
  readingLeaf,
  resultLeaf,
} from "./leaf.ts";
import { type Origin, type Place, within } from "./origin.ts";
import { callerOf, comesTo, nodeOf, routineAt, yieldsOf, yieldsOfBranch } from "./plan-facts.ts";
import { hasCompleted, isOnTheWay, memberHeld, occurrenceTaken, roundsOf, winnersOf } from "./seen.ts";
import type { Stage } from "./stage.ts";

/** A value, and the leaves that it depends on; stale once one of them has changed. */
interface Known {
  readonly found: Evaluated;
  readonly leaves: ReadonlySet<string>;
  isStale: boolean;
}

const names = new WeakMap<Read, string>();

function nameOf(read: Read): string {
  let name = names.get(read);
  if (name === undefined) {
    name = `${read.from} ${read.name}`;
    names.set(read, name);
  }
  return name;
}

/** The values of one run, with some of them changed. */
export class Given {
  readonly #stage: Stage;
  readonly #trial: Trial;
  /** In the order in which they were asked for. */
  readonly leaves = new Map<string, Leaf>();
  #changes: ReadonlyMap<string, Json> = new Map();
  /** Values read under these changes, by place and name: rounds of rounds ask for the same ones again and again. */
  readonly #known = new Map<string, Map<string, Known>>();
  /** For each leaf, the known values that depend on it: a change of the leaf invalidates these alone. */
  readonly #dependents = new Map<string, Known[]>();
  /** The leaves on which the innermost value that is being read depends; undefined where none is. */
  #reading: Set<string> | undefined;
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

  /** The changes, by leaf. */
  get changes(): ReadonlyMap<string, Json> {
    return this.#changes;
  }

  set changes(changes: ReadonlyMap<string, Json>) {
    const before = this.#changes;
    this.#changes = changes;
    for (const [leaf, to] of changes) if (before.get(leaf) !== to) this.#invalidate(leaf);
    for (const leaf of before.keys()) if (!changes.has(leaf)) this.#invalidate(leaf);
  }

  #invalidate(leaf: string): void {
    for (const known of this.#dependents.get(leaf) ?? []) known.isStale = true;
    this.#dependents.delete(leaf);
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
    let here: Map<string, Known> | undefined;
    return evaluate(expression, {
      read: (read) => {
        here ??= this.#knownAt(place);
        return here === undefined ? this.valueOf(this.origin(read, place)) : this.#read(read, place, here);
      },
    });
  }

  /** The value of a loop with memory after so many rounds. */
  after(loop: LoopNode, rounds: number, place: Place): Evaluated {
    return this.valueOf(this.#after(loop, rounds, place));
  }

  /** Where what a name stands for comes from; undefined: from nothing that is known. */
  origin({ from, name }: Read, place: Place): Origin | undefined {
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

  valueOf(origin: Origin | undefined): Evaluated {
    switch (origin?.kind) {
      case undefined:
        return { unknown: ["origin"] };
      case "leaf": {
        this.#reading?.add(origin.key);
        const value = this.changes.get(origin.key) ?? origin.leaf.value;
        return value === undefined ? { unknown: [origin.key] } : { value };
      }
      case "bound":
        return { value: origin.value };
      case "expression":
        return this.evaluated(origin.of, origin.at);
      case "either": {
        const results = origin.of.map((one) => this.valueOf(one));
        return results.find((one) => "value" in one) ?? { unknown: ["either"] };
      }
      case "item": {
        const list = this.valueOf(origin.list);
        const items = "value" in list && Array.isArray(list.value) ? (list.value as readonly Json[]) : [];
        const item = items[origin.index];
        return item === undefined ? { unknown: ["item"] } : { value: item };
      }
      case "record": {
        const entries = origin.entries.flatMap(([name, one]) => {
          const evaluated = this.valueOf(one);
          return "value" in evaluated ? [[name, evaluated.value] as const] : [];
        });
        return { value: Object.fromEntries(entries) };
      }
      case "rounds":
        return this.#gathered(origin.rounds);
    }
  }

  #gathered(rounds: readonly Origin[]): Evaluated {
    const values: Json[] = [];
    for (const round of rounds) {
      const evaluated = this.valueOf(round);
      // For a round that this run did not have, the last one stands in.
      const value = "value" in evaluated ? evaluated.value : values.at(-1);
      if (value === undefined) return { unknown: ["rounds"] };
      values.push(value);
    }
    return { value: values };
  }

  /** The values read at a place; undefined where names have a meaning of their own. */
  #knownAt({ routine, site, local, heard, it, args }: Place): Map<string, Known> | undefined {
    if ([local, heard, it, args].some((own) => own !== undefined)) return undefined;
    let key = `${routine} ${site.plan}`;
    for (const [loop, round] of site.loops) key += ` ${loop}[${round}]`;
    const here = this.#known.get(key) ?? new Map<string, Known>();
    this.#known.set(key, here);
    return here;
  }

  #read(read: Read, place: Place, here: Map<string, Known>): Evaluated {
    const key = nameOf(read);
    const before = here.get(key);
    const known = before === undefined || before.isStale ? this.#readAnew(read, place) : before;
    if (known !== before) here.set(key, known);
    if (this.#reading !== undefined) for (const leaf of known.leaves) this.#reading.add(leaf);
    return known.found;
  }

  #readAnew(read: Read, place: Place): Known {
    const outer = this.#reading;
    const leaves = new Set<string>();
    this.#reading = leaves;
    const known = { found: this.valueOf(this.origin(read, place)), leaves, isStale: false };
    this.#reading = outer;
    for (const leaf of leaves) {
      const dependents = this.#dependents.get(leaf);
      if (dependents === undefined) this.#dependents.set(leaf, [known]);
      else dependents.push(known);
    }
    return known;
  }

  /** The expression that a flag is derived from. */
  flag(name: string): Expression | undefined {
    const { flags, armed } = this.#stage.context;
    return flags.find((one) => one.name === name)?.value ?? armed?.flags[name]?.value;
  }

  /** The value of a context name: a signal as read, or a flag derived from signals. */
  #true(name: string, place: Place): Origin | undefined {
    const flag = this.flag(name);
    if (flag !== undefined) return { kind: "expression", of: flag, at: place };
    return this.#leaf(`reading ${name}`, () => readingLeaf(this.#stage, this.#trial, name));
  }

  #input(name: string, place: Place): Origin | undefined {
    const outer = callerOf(place.routine);
    const started = this.#stage.context.armed?.triggers[0]?.starts.args[name];
    if (outer === undefined && started !== undefined)
      return { kind: "expression", of: started, at: { ...place, heard: 0 } };
    if (outer === undefined)
      return this.#leaf(`input ${name}`, () => parameterLeaf(this.#stage, this.#trial, name));
    const caller = nodeOf(this.plan, outer.routine, outer.node)?.node;
    const given = caller?.kind === "call" ? caller.attempt.args[name] : undefined;
    if (given === undefined) return undefined;
    return { kind: "expression", of: given, at: { routine: outer.routine, site: place.site } };
  }

  /** The variable of a round that the place stands in, the innermost of that name. */
  #local(name: string, place: Place): Origin | undefined {
    const value = place.local?.get(name);
    if (value !== undefined) return { kind: "bound", name, value };
    if (name === "event" && place.heard !== undefined) return this.#heard(place.heard);
    if (name === "it" && place.it !== undefined) return this.#made(place.it, place);
    if (name === "args" && place.args !== undefined) return argumentsOf(place.args, place);
    const { loops } = place.site;
    for (let depth = loops.length - 1; depth >= 0; depth--) {
      const [id, round] = loops[depth] ?? ["", 0];
      const loop = nodeOf(this.plan, place.routine, id)?.node;
      if (loop?.kind !== "loop" || loop.variable !== name) continue;
      const outside: Place = {
        routine: place.routine,
        site: { ...place.site, loops: loops.slice(0, depth) },
      };
      if (loop.over.kind === "fold") return this.#after(loop, round - 1, outside);
      if (loop.over.kind === "occurrences") return this.#came(id, outside, round);
      return {
        kind: "item",
        list: { kind: "expression", of: loop.over.list, at: outside },
        index: round - 1,
      };
    }
    return this.#named(name, place);
  }

  /** `match race { won as v { … } }`, and a member that is held. */
  #named(name: string, place: Place): Origin | undefined {
    const { nodes = [] } = this.plan.routines[routineAt(place.routine)] ?? {};
    for (const node of nodes) {
      if (node.kind === "hold" && node.variable === name) {
        const value = memberHeld(this.#trial, node.id, place);
        if (value !== undefined) return { kind: "bound", name, value };
      }
      const arm = node.kind === "branch" ? node.arms.find((one) => one.as === name) : undefined;
      if (arm === undefined || node.kind !== "branch" || node.subject?.op !== "read") continue;
      const whole = this.origin(node.subject, place);
      const present = arm.patterns?.find((pattern) => "present" in pattern);
      if (whole?.kind !== "record" || present === undefined) return whole;
      return whole.entries.find(([branch]) => branch === present.present)?.[1];
    }
    return undefined;
  }

  /** The value of a loop with memory after so many rounds. */
  #after(loop: LoopNode, rounds: number, place: Place): Origin | undefined {
    if (loop.over.kind !== "fold") return undefined;
    if (rounds === 0) return { kind: "expression", of: loop.over.from, at: place };
    return this.#yielded(loop, rounds, place);
  }

  /** The yields that the run took the way to come first. */
  #likelyFirst(yields: readonly YieldNode[], place: Place): readonly YieldNode[] {
    if (yields.length < 2) return yields;
    const isLikely = (one: YieldNode): boolean => {
      const placed = nodeOf(this.plan, place.routine, one.id);
      return placed !== undefined && isOnTheWay(this.#trial, placed, place);
    };
    return [...yields.filter(isLikely), ...yields.filter((one) => !isLikely(one))];
  }

  /** The round decides which of several yields is reached. */
  #yielded(loop: LoopNode, round: number, place: Place): Origin {
    const there = within(place, loop, round);
    return this.#either(this.#likelyFirst(yieldsOf(this.plan, place.routine, loop), there), there);
  }

  /** The occurrence that a wait, or a loop's round, took. */
  #came(id: string, place: Place, round?: number): Origin | undefined {
    const taken = occurrenceTaken(this.#trial, id, place, round);
    if (taken === undefined) return round === undefined ? undefined : this.#cameBesides(id, place, round);
    const fields = JSON.stringify(taken.fields);
    const nth = this.#occurrences.findIndex((one) => JSON.stringify(one.fields) === fields);
    return nth < 0 ? undefined : this.#heard(nth);
  }

  /** In a round that the run did not have: one of those that happen besides. */
  #cameBesides(id: string, place: Place, round: number): Origin | undefined {
    const more = this.moreOf(id, place);
    const index = round - 1 - roundsOf(this.#trial, id, place);
    return more === undefined || index < 0 ? undefined : { kind: "item", list: more, index };
  }

  /** Additional occurrences, for further rounds of a loop over events. */
  moreOf(id: string, place: Place): Origin | undefined {
    const node = nodeOf(this.plan, place.routine, id)?.node;
    if (node?.kind !== "loop" || node.over.kind !== "occurrences") return undefined;
    const { event } = node.over;
    return this.#leaf(`more ${event} for ${id}`, () => moreLeaf(this.#stage, this.#trial, event));
  }

  #heard(nth: number): Origin | undefined {
    const occurrence = this.#occurrences[nth];
    if (occurrence === undefined) return undefined;
    return this.#leaf(`occurrence ${nth}`, () => occurrenceLeaf(this.#stage, this.#trial, occurrence, nth));
  }

  /** The value of a statement: its call's result, or the value of the statement it is derived from. */
  #made(id: string, place: Place): Origin | undefined {
    const [call, ...others] = callsAt(this.#trial, id, place);
    if (call?.intent.call.slot.startsWith("ask"))
      return this.#leaf(`quorum ${call.callSite}`, () => agreedLeaf(this.#stage, [call, ...others]));
    if (call !== undefined) return this.#leaf(`call ${call.callSite}`, () => resultLeaf(this.#stage, call));
    const node = nodeOf(this.plan, place.routine, id)?.node;
    switch (node?.kind) {
      case "wait":
        return node.for.kind === "condition"
          ? { kind: "expression", of: node.for.condition, at: place }
          : this.#came(id, place);
      case "let":
        return { kind: "expression", of: node.value, at: place };
      case "loop":
        return node.over.kind === "fold"
          ? this.#after(node, roundsOf(this.#trial, id, place), place)
          : this.#rounds(node, place);
      case "race":
        return this.#raced(node, place);
      case "branch":
        return this.#either(this.#likelyFirst(yieldsOfBranch(this.plan, place.routine, id), place), place);
      case "join":
        return { kind: "either", of: node.of.flatMap((side) => this.#made(side, place) ?? []) };
      case "call":
        return "routine" in node.attempt.target
          ? this.#returned(node.attempt.target.routine, node, place)
          : undefined;
      default:
        return undefined;
    }
  }

  /** The values of the rounds over a list, or over events. */
  #rounds(loop: LoopNode, place: Place): Origin | undefined {
    const count = this.#roundCount(loop, place);
    if (count === undefined) return undefined;
    const rounds = Array.from({ length: count }, (_, nth) => this.#yielded(loop, nth + 1, place));
    return { kind: "rounds", loop, at: place, rounds };
  }

  #roundCount({ id, over }: LoopNode, place: Place): number | undefined {
    if (over.kind === "fold") return undefined;
    const list =
      over.kind === "list" ? this.evaluated(over.list, place) : this.valueOf(this.moreOf(id, place));
    if (!("value" in list) || !Array.isArray(list.value)) return undefined;
    return list.value.length + (over.kind === "list" ? 0 : roundsOf(this.#trial, id, place));
  }

  /** The values of the branches that won. */
  #raced({ id, branches, rounds }: RaceNode, place: Place): Origin | undefined {
    if (rounds === true) return undefined;
    const names = winnersOf(this.#trial, id, place);
    const won = branches.filter(({ name, node }) =>
      name === undefined ? hasCompleted(this.#trial, node, place) : names.includes(name),
    );
    const entries = won.flatMap(({ name, node, nothing }): readonly (readonly [string, Origin])[] => {
      const made: Origin | undefined =
        nothing === true ? { kind: "bound", name: node, value: true } : this.#made(node, place);
      return made === undefined ? [] : [[name ?? "", made]];
    });
    const isNamed = branches.every(({ name }) => name !== undefined);
    return isNamed ? { kind: "record", entries } : { kind: "either", of: entries.map(([, made]) => made) };
  }

  /** The result of a called plan; if the step is optional, `none` where the plan comes to a `fail`. */
  #returned(routine: string, step: CallNode, { routine: path, site }: Place): Origin {
    const { nodes = [] } = this.plan.routines[routine] ?? {};
    const returns = nodes.filter((node) => node.kind === "return");
    const at = { routine: `${path}/${step.id}>${routine}`, site };
    const given = this.#either(returns, at);
    const value = step.optional === true ? valueOrNone(this.plan, routine) : undefined;
    return value === undefined
      ? given
      : { kind: "either", of: [{ kind: "expression", of: value, at }, given] };
  }

  #either(gives: readonly { readonly value: Expression }[], at: Place): Origin {
    return { kind: "either", of: gives.map(({ value: of }) => ({ kind: "expression", of, at })) };
  }

  #leaf(key: string, make: () => Leaf | undefined): Origin | undefined {
    const leaf = this.leaves.get(key) ?? make();
    if (leaf === undefined) return undefined;
    this.leaves.set(key, leaf);
    return { kind: "leaf", key, leaf };
  }
}

/** The result of a plan; none if it comes to a `fail`. */
function valueOrNone(plan: Plan, routine: string): Expression | undefined {
  const { nodes = [] } = plan.routines[routine] ?? {};
  const ends = nodes.flatMap((node): readonly (readonly [Expression, Expression])[] => {
    if (node.kind !== "return" && node.kind !== "fail") return [];
    const condition = comesTo(plan, routine, node);
    return condition === undefined ? [] : [[condition, node.kind === "return" ? node.value : none]];
  });
  if (!ends.some(([, value]) => value === none)) return undefined;
  // The statement further up in the text ends the plan first.
  return ends.reduceRight<Expression>((no, [condition, yes]) => ({ op: "if", condition, yes, no }), none);
}

const none: Expression = { op: "constant", value: null };

function argumentsOf(args: Readonly<Record<string, Expression>>, { routine, site }: Place): Origin {
  const at = { routine, site };
  return {
    kind: "record",
    entries: Object.entries(args).map(([name, of]) => [name, { kind: "expression", of, at }]),
  };
}
