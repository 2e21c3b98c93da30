import type { Begin, Data, Machine, State } from "./machine.ts";

/** What each try of a call does: how long it takes, in ms, and whether it ends well. */
export type Behaviour = (node: string, attempt: number) => { readonly lasts: number; readonly well: boolean };

export interface Played {
  /** ms. */
  readonly end: number;
  readonly begun: readonly Begin[];
  readonly state: State;
}

/** One run with a clock: calls end in the order of their times, `delay` ms lying between tries. */
export function play(machine: Machine, data: Data, behaviour: Behaviour, delay: number): Played {
  let { state, begun } = machine.start(data);
  const all: Begin[] = [...begun];
  const due = new Map<string, number>();
  let now = 0;
  const schedule = (fresh: readonly Begin[], wait: number): void => {
    for (const { node } of fresh) due.set(node, now + wait + behaviour(node, attemptOf(state, node)).lasts);
  };
  schedule(begun, 0);
  while (state.over === undefined) {
    const [node, at] = [...due].reduce((first, each) => (each[1] < first[1] ? each : first));
    now = at;
    due.delete(node);
    const attempt = attemptOf(state, node);
    const step = machine.end(state, data, node, behaviour(node, attempt).well);
    ({ state, begun } = step);
    all.push(...begun);
    const again = begun.filter((each) => each.node === node);
    schedule(again, delay);
    schedule(
      begun.filter((each) => each.node !== node),
      0,
    );
  }
  return { end: now, begun: all, state };
}

function attemptOf(state: State, node: string): number {
  const status = state.nodes[node];
  return status?.is === "running" ? status.attempt : 1;
}
