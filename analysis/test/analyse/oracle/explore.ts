import type { Begin, Data, Machine, State } from "./machine.ts";

/** Every choice of truth for the atoms. */
export function everyData(atoms: readonly string[]): readonly Data[] {
  return Array.from({ length: 2 ** atoms.length }, (_, number) => ({
    truth: Object.fromEntries(atoms.map((atom, at) => [atom, ((number >> at) & 1) === 1])),
  }));
}

/**
 * Every state that some adversity can lead to, each once; `visit` is told what begins on the way into it, in the
 * state before. Different ways into one state tell different begins.
 */
export function explore(machine: Machine, data: Data, visit: (begun: Begin, before: State) => void): void {
  const seen = new Set<string>();
  const open = [machine.start(data)];
  const empty: State = { nodes: {}, taken: [] };
  for (const begun of open[0]?.begun ?? []) visit(begun, open[0]?.state ?? empty);
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const key = keyOf(step.state);
    if (seen.has(key)) continue;
    seen.add(key);
    for (const next of machine.next(step.state, data)) {
      for (const begun of next.begun) visit(begun, next.state);
      open.push(next);
    }
  }
}

export function keyOf(state: State): string {
  return JSON.stringify([state.nodes, state.taken, state.over]);
}

/** The most that any run can come to, `worth` being what happens on the way into a state and at its end. */
export function most(
  machine: Machine,
  data: Data,
  worth: { readonly begun: (begun: Begin) => number; readonly over: (state: State) => number },
): number {
  const known = new Map<string, number>();
  const from = (state: State): number => {
    const key = keyOf(state);
    const found = known.get(key);
    if (found !== undefined) return found;
    const steps = machine.next(state, data);
    const best =
      steps.length === 0
        ? worth.over(state)
        : Math.max(...steps.map((step) => total(step.begun, worth.begun) + from(step.state)));
    known.set(key, best);
    return best;
  };
  const start = machine.start(data);
  return total(start.begun, worth.begun) + from(start.state);
}

function total(begun: readonly Begin[], worth: (begun: Begin) => number): number {
  return begun.reduce((sum, each) => sum + worth(each), 0);
}
