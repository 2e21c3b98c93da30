/**
 * A condition over numbered variables, as a node of its {@link Diagrams}: two conditions are the same wherever their
 * numbers are. `open`: there were too many nodes, and nothing is known.
 */
export type Diagram = number;

export const no: Diagram = 0;
export const yes: Diagram = 1;
export const open: Diagram = -1;

/** Numbers of nodes and variables are packed into keys by this base; three of them fit into a safe integer. */
const base = 2 ** 17;

/** So many nodes are made for one question; a condition that people write needs some dozens. */
const nodesMax = 2 ** 15;

/**
 * Reduced ordered binary decision diagrams (R. E. Bryant, “Graph-Based Algorithms for Boolean Function Manipulation”,
 * 1986): every node asks one variable, those with smaller numbers first, and no two nodes are alike. So a condition
 * that nothing meets is `no`, however it was put together.
 */
export class Diagrams {
  readonly #nodesMax: number;
  readonly #variables: number[] = [base - 1, base - 1];
  /** The cofactors of a node: where its variable is false, and where it is true. */
  readonly #low: number[] = [no, yes];
  readonly #high: number[] = [no, yes];
  readonly #unique = new Map<number, Diagram>();
  readonly #found = new Map<number, Map<number, Diagram>>();

  constructor(most = nodesMax) {
    this.#nodesMax = Math.min(most, base - 1);
  }

  /** True exactly where the variable is. */
  variable(number: number): Diagram {
    return this.#node(number, no, yes);
  }

  not(of: Diagram): Diagram {
    return this.ite(of, no, yes);
  }

  and(one: Diagram, other: Diagram): Diagram {
    return this.ite(one, other, no);
  }

  or(one: Diagram, other: Diagram): Diagram {
    return this.ite(one, yes, other);
  }

  /** True if one condition holds only where the other does; `undefined` where that is open. */
  implies(one: Diagram, other: Diagram): boolean | undefined {
    const implies = this.ite(one, other, yes);
    return implies === open ? undefined : implies === yes;
  }

  /** The second where the first holds, else the third. */
  ite(when: Diagram, then: Diagram, otherwise: Diagram): Diagram {
    if (when === yes) return then;
    if (when === no) return otherwise;
    if (then === otherwise) return then;
    if (when === open || then === open || otherwise === open) return open;
    if (then === yes && otherwise === no) return when;
    const known = this.#found.get(when) ?? new Map<number, Diagram>();
    this.#found.set(when, known);
    const key = then * base + otherwise;
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = this.#split(when, then, otherwise);
    known.set(key, result);
    return result;
  }

  /** By the first variable that one of them asks. */
  #split(when: Diagram, then: Diagram, otherwise: Diagram): Diagram {
    const [first, second, third] = [this.#variables[when], this.#variables[then], this.#variables[otherwise]];
    const top = Math.min(first ?? base, second ?? base, third ?? base);
    const low = this.ite(
      first === top ? (this.#low[when] ?? no) : when,
      second === top ? (this.#low[then] ?? no) : then,
      third === top ? (this.#low[otherwise] ?? no) : otherwise,
    );
    const high = this.ite(
      first === top ? (this.#high[when] ?? no) : when,
      second === top ? (this.#high[then] ?? no) : then,
      third === top ? (this.#high[otherwise] ?? no) : otherwise,
    );
    return this.#node(top, low, high);
  }

  #node(variable: number, low: Diagram, high: Diagram): Diagram {
    if (low === high) return low;
    if (low === open || high === open) return open;
    const key = (variable * base + low) * base + high;
    const before = this.#unique.get(key);
    if (before !== undefined) return before;
    const made = this.#variables.length;
    if (made >= this.#nodesMax) return open;
    this.#variables.push(variable);
    this.#low.push(low);
    this.#high.push(high);
    this.#unique.set(key, made);
    return made;
  }
}
