import {
  type Approving,
  approvingPolicies,
  everything,
  namesInGuardrail,
  namesInPolicy,
} from "@orchlang/analysis/rules";
import type { Gathering } from "@orchlang/checker";
import type { Entry } from "./entry.ts";
import type { Graph } from "./graph.ts";
import type { Query } from "./query.ts";
import { isAlike } from "./same.ts";
import { keyed } from "./tracked.ts";

/**
 * Which policies and guardrails mention which capability, plan or goal. A plan that reaches none of the names in a rule
 * is independent of the rule, which is not checked again when the plan changes.
 */
export class RuleIndex {
  readonly #graph: Graph;
  readonly #of: (name: string) => Query<ReadonlySet<Entry>>;
  readonly #names = new Map<Entry, readonly string[]>();
  /** Those that have people asked: few, and every plan looks at all of them. */
  readonly #approving = new Map<Entry, readonly Approving[]>();
  readonly #approvals: Query<readonly Approving[]>;
  readonly #positionOf: (entry: Entry) => number;

  constructor(graph: Graph, positionOf: (entry: Entry) => number) {
    this.#graph = graph;
    this.#positionOf = positionOf;
    this.#of = keyed(() => graph.input<ReadonlySet<Entry>>(new Set()));
    this.#approvals = graph.input<readonly Approving[]>([], isAlike);
  }

  /** Takes in what phase 3 made of a rule's declaration; of one that is gone, nothing. */
  set(entry: Entry, gathering: Gathering | undefined): void {
    const before = this.#names.get(entry) ?? [];
    const after = gathering === undefined ? [] : namesIn(gathering);
    for (const name of before) if (!after.includes(name)) this.#change(name, (all) => all.delete(entry));
    for (const name of after) if (!before.includes(name)) this.#change(name, (all) => all.add(entry));
    this.#names.set(entry, after);
    this.#setApproving(entry, approvingPolicies(gathering?.policies ?? []));
  }

  /** The policies that have people asked, in the order of the project; noted. */
  get approving(): readonly Approving[] {
    return this.#graph.read(this.#approvals);
  }

  #setApproving(entry: Entry, approving: readonly Approving[]): void {
    if (approving.length > 0) this.#approving.set(entry, approving);
    else if (!this.#approving.delete(entry)) return;
    const inOrder = [...this.#approving].sort(([a], [b]) => this.#positionOf(a) - this.#positionOf(b));
    this.#graph.set(
      this.#approvals,
      inOrder.flatMap(([, own]) => own),
    );
  }

  #change(name: string, change: (entries: Set<Entry>) => void): void {
    const query = this.#of(name);
    const entries = new Set(query.value);
    change(entries);
    this.#graph.set(query, entries);
  }

  /** The rules that speak of any of the names, or of no name at all, in the order of the project; noted. */
  speakingOf(names: Iterable<string>): readonly Entry[] {
    const entries = new Set(this.#graph.read(this.#of(everything)));
    for (const name of names) for (const entry of this.#graph.read(this.#of(name))) entries.add(entry);
    return [...entries].sort((a, b) => this.#positionOf(a) - this.#positionOf(b));
  }
}

function namesIn({ policies, guardrails }: Gathering): readonly string[] {
  const names = [
    ...policies.flatMap(({ rule }) => namesInPolicy(rule)),
    ...guardrails.flatMap(({ rule }) => namesInGuardrail(rule)),
  ];
  return [...new Set(names)];
}

type Kind = Entry["kind"];

/** The declarations of each kind: whoever looked through those of one is asked again when one comes or goes. */
export class KindIndex {
  readonly #graph: Graph;
  readonly #positionOf: (entry: Entry) => number;
  readonly #entries = new Map<Kind, Set<Entry>>();
  /** Bumped when a declaration of the kind comes or goes. */
  readonly #counts: (kind: Kind) => Query<number>;
  readonly #lists: (kind: Kind) => Query<readonly Entry[]>;

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
    const query = this.#counts(kind);
    this.#graph.set(query, query.value + 1);
  }

  #inOrder(kind: Kind): readonly Entry[] {
    this.#graph.read(this.#counts(kind));
    return [...(this.#entries.get(kind) ?? [])]
      .map((entry) => ({ entry, position: this.#positionOf(entry) }))
      .sort((a, b) => a.position - b.position)
      .map(({ entry }) => entry);
  }
}
