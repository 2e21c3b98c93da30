import type { Cell } from "./cell.ts";
import type { Entry } from "./entry.ts";
import type { Graph } from "./graph.ts";
import { keyed } from "./tracked.ts";

type Kind = Entry["kind"];

/** The declarations of each kind: whoever looked through those of one is asked again when one comes or goes. */
export class KindIndex {
  readonly #graph: Graph;
  readonly #positionOf: (entry: Entry) => number;
  readonly #entries = new Map<Kind, Set<Entry>>();
  /** Bumped when a declaration of the kind comes or goes. */
  readonly #counts: (kind: Kind) => Cell<number>;
  readonly #lists: (kind: Kind) => Cell<readonly Entry[]>;

  constructor(graph: Graph, positionOf: (entry: Entry) => number) {
    this.#graph = graph;
    this.#positionOf = positionOf;
    this.#counts = keyed(() => graph.input(0));
    this.#lists = keyed((kind: Kind) => graph.derived(() => this.#inOrder(kind)));
  }

  add(entry: Entry): void {
    const known = this.#entries.get(entry.kind);
    if (known === undefined) this.#entries.set(entry.kind, new Set([entry]));
    else known.add(entry);
    this.#count(entry.kind);
  }

  delete(entry: Entry): void {
    this.#entries.get(entry.kind)?.delete(entry);
    this.#count(entry.kind);
  }

  /** The declarations of a kind, in the order of the project; noted. */
  all(kind: Kind): readonly Entry[] {
    return this.#graph.read(this.#lists(kind));
  }

  #count(kind: Kind): void {
    const cell = this.#counts(kind);
    this.#graph.set(cell, cell.value + 1);
  }

  #inOrder(kind: Kind): readonly Entry[] {
    this.#graph.read(this.#counts(kind));
    return [...(this.#entries.get(kind) ?? [])]
      .map((entry) => ({ entry, position: this.#positionOf(entry) }))
      .sort((a, b) => a.position - b.position)
      .map(({ entry }) => entry);
  }
}
