/** Lines for members of pools, and when they are served. */
import { overflowChain } from "../holds/choose.ts";
import { emptyLine, isEmpty, isRanked, joinLine, type Line, leaveLine } from "../holds/line.ts";
import type { HoldState } from "../holds/pool.ts";
import type { ControlState } from "../state.ts";
import { armed } from "./alarms.ts";

/** Somebody stands in line: behind those who are as urgent, before those who are less so. */
export function inLine(state: ControlState, name: string, wish: HoldState): ControlState {
  const { pool } = wish.hold;
  const line = joinLine(state.lines.get(pool) ?? emptyLine, name, wish);
  const joined = { ...state, lines: state.lines.set(pool, line) };
  return isRanked(wish) ? soon(joined, pool) : joined;
}

export function outOfLine(
  state: ControlState,
  name: string,
  wish: HoldState,
  why: "given" | "gone",
): ControlState {
  const { pool } = wish.hold;
  const line = wish.status === "waiting" ? state.lines.get(pool) : undefined;
  if (line === undefined) return state;
  const rest = leaveLine(line, name, wish, why);
  return { ...state, lines: isEmpty(rest) ? state.lines.delete(pool) : state.lines.set(pool, rest) };
}

/** Members may have come free: where somebody waits who has said how long a way is before them, all are looked at soon. */
export function lookedAtSoon(state: ControlState, pool: string): ControlState {
  return [...linesFor(state, pool)].reduce(
    (next, [name, line]) => (line.ranked > 0 ? soon(next, name) : next),
    state,
  );
}

/** The lines of a pool and of those that overflow into it. */
export function* linesFor(
  { lines, pools }: ControlState,
  pool: string,
): Generator<readonly [string, Line], undefined> {
  for (const [name, line] of lines) {
    for (const { declared } of overflowChain(pools, name)) {
      if (declared.name !== pool) continue;
      yield [name, line];
      break;
    }
  }
  return undefined;
}

/**
 * Those in line are looked at as soon as all that comes at the same time is in: whoever is heard first has no more of a
 * claim than whoever is heard next.
 */
function soon(state: ControlState, pool: string): ControlState {
  const line = state.lines.get(pool);
  if (line === undefined || line.due !== undefined) return state;
  const lines = state.lines.set(pool, { ...line, due: state.at });
  return armed({ ...state, lines }, { due: state.at, of: "line", name: pool });
}

/** Those in line have been looked at. */
export function served(state: ControlState, pool: string): ControlState {
  const line = state.lines.get(pool);
  return line === undefined ? state : { ...state, lines: state.lines.set(pool, { ...line, due: undefined }) };
}
