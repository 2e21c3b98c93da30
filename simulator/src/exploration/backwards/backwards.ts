import type { Given } from "../given.ts";
import { satisfy } from "./conditions.ts";
import { put, resize } from "./put.ts";
import type { Solver, Ways } from "./solver.ts";

/** So many expressions are gone into for one question. */
const stepsMax = 600;
const depthMax = 40;

/** A solver over the data of one run. */
export function backwards(given: Given): Solver {
  let steps = 0;
  let depth = 0;
  function* limited(ways: () => Ways): Ways {
    steps += 1;
    if (steps > stepsMax || depth > depthMax || given.isOver) return;
    const inner = ways();
    for (;;) {
      depth += 1;
      const { value, done } = inner.next();
      depth -= 1;
      if (done === true || value === undefined) return;
      yield value;
    }
  }
  const solver: Solver = {
    given,
    put: (of, at, value) => limited(() => put(solver, of, at, value)),
    satisfy: (condition, wanted, at) => limited(() => satisfy(solver, condition, wanted, at)),
    resize: (list, at, size) => limited(() => resize(solver, list, at, size)),
  };
  return solver;
}
