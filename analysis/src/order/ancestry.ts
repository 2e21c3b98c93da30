import type { Dag } from "@orchlang/plan/graph";
import { implies } from "../facts/implication.ts";
import { activation, factsAt, type PathCondition, pathConditionAt } from "../facts/path-condition.ts";
import { type LinkedStatement, type RoutineTree, standsIn } from "../tree.ts";
import { predecessors, type Rows } from "./predecessors.ts";

/** The points before the begin of a statement. */
export interface Ancestry {
  /** True if some way leads from a point to the begin of `then`. */
  leads(point: number, then: LinkedStatement): boolean;
  /** True if one does through statements alone that are on in every run in which both begin. */
  alwaysLeads(point: number, then: LinkedStatement): boolean;
}

/**
 * Each question is a search back from `then`, which enters only what the asked point may lead to by its label: most
 * are answered without a step.
 */
export function ancestryOf(tree: RoutineTree, graph: Dag): Ancestry {
  const ways = waysOf(graph);
  const sources = predecessors(graph);
  const search = searchOf(sources, graph.size);
  const conditional = tree.all.some((linked) => pathConditionAt(linked) !== undefined);
  const everyPoint = (): boolean => true;
  const isOn = remembered(isOnWith);
  const rows = remembered((then: LinkedStatement): Row => ({ asked: 0, then }));
  /** Finds all points before `then` at once, if it has been asked about often enough. */
  const knownBefore = (then: LinkedStatement): Uint8Array | undefined => {
    const row = rows(then);
    row.asked += 1;
    if (row.asked < rowMin) return undefined;
    const on = isOn(then);
    row.before ??= allBefore(
      sources,
      graph.size,
      2 * then.index,
      (linked) => linked === undefined || linked === then || on(linked),
      tree,
    );
    return row.before;
  };
  const leads = (point: number, then: LinkedStatement): boolean => {
    const begin = 2 * then.index;
    if (!ways.mayLead(point, begin)) return false;
    return (
      ways.surelyLeads(point, begin) ||
      search(point, begin, (source) => ways.mayLead(point, source), everyPoint)
    );
  };
  return {
    leads,
    alwaysLeads: (point, then) => {
      if (!conditional) return leads(point, then);
      const begin = 2 * then.index;
      if (!ways.mayLead(point, begin)) return false;
      const before = knownBefore(then);
      if (before?.[point] === 1) return true;
      const on = isOn(then);
      const first = tree.all[point >> 1];
      // A statement in no block is not held by any: the others alone find no more.
      if (before !== undefined && first?.block.owner === undefined) return false;
      const passes = (through: number): boolean => {
        const linked = tree.all[through >> 1];
        if (linked === undefined || linked === then) return true;
        return (first !== undefined && isOnBeside(first, then, linked)) || on(linked);
      };
      const around = (through: number): number | undefined => {
        const choice = choiceApart(tree.all[through >> 1], first);
        if (choice === undefined) return undefined;
        const facts = [...factsAt(then), ...(first === undefined ? [] : factsAt(first))];
        return implies(facts, activation(choice)) === true ? 2 * choice.index : undefined;
      };
      return search(point, begin, (source) => ways.mayLead(point, source), passes, around);
    },
  };
}

/** True if what holds or stands beside `first` is on in every run that has it and `then`. */
function isOnBeside(first: LinkedStatement, then: LinkedStatement, linked: LinkedStatement): boolean {
  if (standsIn(first, linked)) return true;
  if (!standsBeside(first, linked)) return false;
  return implies([...factsAt(then), ...factsAt(first)], activation(linked)) === true;
}

/** True if one stands in the block of the other, or deeper in it. */
function standsBeside(one: LinkedStatement, { block }: LinkedStatement): boolean {
  const { owner } = block;
  return owner !== undefined && (one.block === block || standsIn(one, owner));
}

/**
 * The outermost choice around a statement that is not around another. Where the statement is off while the other is on,
 * it was skipped by that choice or by one in it, and so not before the choice has begun.
 */
function choiceApart(
  linked: LinkedStatement | undefined,
  other?: LinkedStatement,
): LinkedStatement | undefined {
  let result: LinkedStatement | undefined;
  for (let owner = linked?.block.owner; owner !== undefined; owner = owner.block.owner) {
    if (other !== undefined && standsIn(other, owner)) break;
    result = owner;
  }
  return result?.statement.node.kind === "branch" ? result : undefined;
}

/** The state shared by successive questions about one statement. */
interface Row {
  asked: number;
  readonly then: LinkedStatement;
  before?: Uint8Array;
}

/** So many questions about one statement cost as much as to find all that is before it. */
const rowMin = 4;

/** All points from which a way leads to `to` through what may be passed. */
function allBefore(
  sources: Rows,
  size: number,
  to: number,
  isOn: (linked: LinkedStatement | undefined) => boolean,
  { all }: RoutineTree,
): Uint8Array {
  const seen = new Uint8Array(size);
  const open = [to];
  for (let point = open.pop(); point !== undefined; point = open.pop()) {
    const linked = all[point >> 1];
    if (!isOn(linked)) {
      const choice = choiceApart(linked);
      const begin = choice === undefined || !isOn(choice) ? point : 2 * choice.index;
      if (seen[begin] === 0 && begin !== point) open.push(begin);
      seen[begin] = 1;
      continue;
    }
    for (let row = sources.starts[point] ?? 0; row < (sources.starts[point + 1] ?? 0); row++) {
      const source = sources.items[row] ?? 0;
      if (seen[source] === 1) continue;
      seen[source] = 1;
      open.push(source);
    }
  }
  return seen;
}

type Search = (
  from: number,
  to: number,
  enters: (point: number) => boolean,
  passes: (point: number) => boolean,
  /** The points before one that can't be passed. */
  around?: (point: number) => number | undefined,
) => boolean;

/** Depth first from `to` back to `from`. The number of the question distinguishes its marks from earlier ones. */
function searchOf(sources: Rows, size: number): Search {
  const seen = new Int32Array(size);
  let question = 0;
  return (from, to, enters, passes, around) => {
    question++;
    const open = [to];
    for (let point = open.pop(); point !== undefined; point = open.pop()) {
      if (!passes(point)) {
        const source = around?.(point);
        if (source !== undefined && seen[source] !== question && enters(source)) {
          seen[source] = question;
          open.push(source);
        }
        continue;
      }
      for (let row = sources.starts[point] ?? 0; row < (sources.starts[point + 1] ?? 0); row++) {
        const source = sources.items[row] ?? 0;
        if (source === from) return true;
        if (seen[source] === question || !enters(source)) continue;
        seen[source] = question;
        open.push(source);
      }
    }
    return false;
  };
}

/** The answer for one statement is kept until another is asked about: questions come in rows. */
function remembered<T>(find: (then: LinkedStatement) => T): (then: LinkedStatement) => T {
  let last: { readonly then: LinkedStatement; readonly found: T } | undefined;
  return (then) => {
    if (last?.then !== then) last = { then, found: find(then) };
    return last.found;
  };
}

/** True if a statement is on in every run in which `then` begins. */
function isOnWith(then: LinkedStatement): (linked: LinkedStatement) => boolean {
  const given = factsAt(then);
  const known = new Map<PathCondition, boolean>();
  for (let held = pathConditionAt(then); held !== undefined; held = held.around) known.set(held, true);
  const holds = (held: PathCondition | undefined): boolean => {
    const asked: PathCondition[] = [];
    let each = held;
    while (each !== undefined && known.get(each) === undefined) {
      asked.push(each);
      each = each.around;
    }
    let on = each === undefined || known.get(each) === true;
    for (const further of asked.reverse()) {
      on &&= implies(given, further.fact) === true;
      known.set(further, on);
    }
    return on;
  };
  return (linked) => holds(pathConditionAt(linked));
}

/** Reachability between the points of a graph, without a table of all pairs. */
interface Ways {
  /** `false`: surely not. `true`: perhaps. */
  mayLead(from: number, to: number): boolean;
  /** `true`: surely. `false`: perhaps not. */
  surelyLeads(from: number, to: number): boolean;
}

/**
 * Two searches in depth give each point the range of the places at which all that it leads to was left: a range that
 * does not hold another's says no (GRAIL; H. Yıldırım, V. Chaoji, M. J. Zaki, 2010), and what was found under a point
 * is led to for sure. Time and room grow with the arcs alone.
 */
export function waysOf(graph: Dag): Ways {
  const sources = sourcesOf(graph);
  const labels = [labelsOf(graph, sources, false), labelsOf(graph, sources, true)];
  const contains = ({ lowest, left }: Labels, from: number, to: number): boolean =>
    (lowest[from] ?? 0) <= (lowest[to] ?? 0) && (left[to] ?? 0) <= (left[from] ?? 0);
  const under = ({ entered, left }: Labels, from: number, to: number): boolean =>
    (entered[from] ?? 0) <= (left[to] ?? 0) && (left[to] ?? 0) <= (left[from] ?? 0);
  return {
    mayLead: (from, to) => labels.every((each) => contains(each, from, to)),
    surelyLeads: (from, to) => labels.some((each) => under(each, from, to)),
  };
}

interface Labels {
  /** The place at which a point was left. */
  readonly left: Int32Array;
  /** The least place of all that it leads to, itself among them. */
  readonly lowest: Int32Array;
  /** The next place to be given when it was entered: what was found under it has places from there to its own. */
  readonly entered: Int32Array;
}

function labelsOf({ size, starts, targets }: Dag, sources: readonly number[], backwards: boolean): Labels {
  const left = new Int32Array(size).fill(-1);
  const lowest = new Int32Array(size);
  const entered = new Int32Array(size).fill(-1);
  const next = new Int32Array(size);
  let place = 0;
  const way: number[] = [];
  const enter = (point: number): void => {
    entered[point] = place;
    way.push(point);
  };
  const leave = (point: number): void => {
    let low = place;
    for (let row = starts[point] ?? 0; row < (starts[point + 1] ?? 0); row++) {
      low = Math.min(low, lowest[targets[row] ?? 0] ?? 0);
    }
    lowest[point] = low;
    left[point] = place++;
    way.pop();
  };
  for (const root of backwards ? sources.toReversed() : sources) {
    enter(root);
    for (let point = way.at(-1); point !== undefined; point = way.at(-1)) {
      const first = starts[point] ?? 0;
      const count = (starts[point + 1] ?? 0) - first;
      const result = next[point] ?? 0;
      if (result === count) {
        leave(point);
        continue;
      }
      next[point] = result + 1;
      const target = targets[first + (backwards ? count - 1 - result : result)] ?? 0;
      if (entered[target] === -1) enter(target);
    }
  }
  return { left, lowest, entered };
}

/** The points that nothing leads to. From them all others are found. */
function sourcesOf({ size, targets }: Dag): readonly number[] {
  const led = new Uint8Array(size);
  for (const target of targets) led[target] = 1;
  return [...led.keys()].filter((point) => led[point] === 0);
}
