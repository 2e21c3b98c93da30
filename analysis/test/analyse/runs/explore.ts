import type { Adversity, Happening, Observer, State, Watched } from "./machine.ts";
import { Machine } from "./machine.ts";
import type { Data, Plan, Program } from "./model.ts";
import { callsIn, plansOf, statementsIn } from "./model.ts";

/** More data than this, or more states of one choice of data, and a plan is left to the others. */
const dataMax = 64;
const statesMax = 6_000;

/** Everything that data can be, as far as the plans ask. `undefined`: too much. */
export function everyData(program: Program): readonly Data[] | undefined {
  const plans = plansOf(program);
  const statements = plans.flatMap(({ body }) => [...statementsIn(body)]);
  const atoms = statements.flatMap((each) => (each.is === "when" ? [each.atom] : []));
  const asks = (what: (atom: (typeof atoms)[number]) => boolean): boolean => atoms.some(what);
  const truths = (asked: boolean): readonly boolean[] => (asked ? [false, true] : [false]);
  const usesK = plans.some((plan) => [...callsIn(plan)].some(({ arg }) => arg === "k"));
  const rounds = statements.some(({ is }) => is === "loop");
  const items = asks((atom) => "item" in atom);
  const lists = !rounds ? [[]] : items ? everyList : [[], [false], [false, false]];
  const reviews = reviewInstances(program);
  if (reviews.length > 5) return undefined;
  const found: Data[] = [];
  for (const b0 of truths(asks((atom) => "input" in atom && atom.input === "b0"))) {
    for (const b1 of truths(asks((atom) => "input" in atom && atom.input === "b1"))) {
      for (const k of usesK || asks((atom) => "over" in atom) ? ([1, 2] as const) : ([1] as const)) {
        for (const xs of lists) {
          for (let grant = 0; grant < 2 ** reviews.length; grant++) {
            const grants = Object.fromEntries(reviews.map((key, at) => [key, ((grant >> at) & 1) === 1]));
            found.push({ b0, b1, k, xs, grants });
            if (found.length > dataMax) return undefined;
          }
        }
      }
    }
  }
  return found;
}

const everyList: readonly (readonly boolean[])[] = [
  [],
  [false],
  [true],
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];

function reviewInstances({ main, inner, goal }: Program): readonly string[] {
  const found: string[] = [];
  const visit = (plan: Plan, frame: string): void => {
    const looped = new Set<string>();
    for (const statement of statementsIn(plan.body)) {
      if (statement.is === "loop") {
        for (const each of statementsIn(statement.body)) {
          looped.add(each.id);
          if (each.is !== "call" || (each.what !== "review" && each.otherwise !== "review")) continue;
          found.push(...[0, 1].map((round) => `${frame}${statement.id}#${round}/${each.id}`));
        }
      }
      if (statement.is === "inner" && inner !== undefined) visit(inner, `${frame}${statement.id}>`);
      if (statement.is === "wish") {
        for (const [nth, each] of (goal ?? []).entries()) visit(each, `${frame}${statement.id}!${nth}>`);
      }
      if (statement.is === "quorum") {
        if (statement.otherwise === "review") found.push(frame + statement.id);
        found.push(...statement.asks.flatMap(({ id, what }) => (what === "review" ? [] : [frame + id])));
      }
      if (statement.is !== "call" || looped.has(statement.id)) continue;
      if (statement.what === "review" || statement.otherwise === "review") found.push(frame + statement.id);
    }
    if (plan.finally?.what === "review") found.push(frame + plan.finally.id);
  };
  visit(main, "");
  return found;
}

export interface Explored {
  /** The final states of all runs. */
  readonly ends: readonly State[];
  /** The most that any run comes to of what `worth` counts. */
  most(worth: (happening: Happening) => number): number;
}

/** Every run for one choice of data. `undefined`: too many states. */
export function explore(
  program: Program,
  data: Data,
  adversity: Adversity,
  watch: {
    readonly observe?: (happening: Happening, state: State, machine: Machine) => void;
    readonly watched?: readonly Watched[];
  },
): Explored | undefined {
  let happened: Happening[] = [];
  const observe: Observer = (happening, state) => {
    happened.push(happening);
    watch.observe?.(happening, state, machine);
  };
  const { watched } = watch;
  const machine = new Machine(program, data, {
    adversity,
    observe,
    ...(watched === undefined ? {} : { watched }),
  });
  const known = new Map<
    string,
    readonly { readonly to: string; readonly happened: readonly Happening[] }[]
  >();
  const ends: State[] = [];
  const start = machine.start();
  const first = { key: keyOf(start), happened };
  const open: State[] = [start];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const key = keyOf(state);
    if (known.has(key)) continue;
    if (known.size >= statesMax) return undefined;
    if (machine.isOver(state)) ends.push(state);
    happened = [];
    const steps: { readonly to: string; readonly happened: readonly Happening[] }[] = [];
    for (const next of machine.next(state, (each) => {
      steps.push({ to: keyOf(each), happened });
      happened = [];
    })) {
      open.push(next);
    }
    known.set(key, steps);
  }
  return { ends, most: (worth) => mostFrom(first, known, worth) };
}

function mostFrom(
  first: { readonly key: string; readonly happened: readonly Happening[] },
  steps: ReadonlyMap<string, readonly { readonly to: string; readonly happened: readonly Happening[] }[]>,
  worth: (happening: Happening) => number,
): number {
  const totals = new Map<string, number>();
  const total = (happened: readonly Happening[]): number =>
    happened.reduce((sum, each) => sum + worth(each), 0);
  const from = (key: string): number => {
    const found = totals.get(key);
    if (found !== undefined) return found;
    const each = (steps.get(key) ?? []).map((step) => total(step.happened) + from(step.to));
    const best = Math.max(0, ...each);
    totals.set(key, best);
    return best;
  };
  return total(first.happened) + from(first.key);
}

function keyOf(state: State): string {
  const sorted = (record: Readonly<Record<string, unknown>>): string =>
    Object.keys(record)
      .sort()
      .map((key) => `${key}=${record[key]}`)
      .join();
  const { nodes, phases, maybe, undone, owed } = state;
  return [nodes, phases, maybe, undone, owed].map(sorted).join("|");
}
