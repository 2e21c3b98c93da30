import type { Gathering } from "@orchlang/checker";
import { completed, type Definition, definitionOf, type Outline, spoiltBy } from "@orchlang/checker/resolve";
import type { Declaration } from "@orchlang/language/ast";
import type { Graph } from "./graph.ts";
import type { Outlined, Outlines } from "./outlines.ts";
import type { Query } from "./query.ts";
import { isAlike } from "./same.ts";
import { trackedRecords } from "./tracked.ts";

/** The source of declarations: parsed again if needed whenever they are read. */
export interface Declared {
  readonly declarations: readonly Declaration[];
}

/** Where an entry stands. */
export interface EntrySite {
  readonly module: string;
  /** The name of the unit, or of the file, that its spans count in. */
  readonly file: string;
  readonly graph: Graph;
  readonly outlines: Outlines;
  readonly seen: (entry: Entry) => Declaration;
}

/**
 * Declarations as others see them: whoever looks at a part of one is asked again when that part changes. A capability
 * has the clauses of its module's defaults.
 *
 * @param lookup finds a definition of the module of an entry; noted.
 */
export function seenIn(
  graph: Graph,
  lookup: (entry: Entry, name: string) => Definition | undefined,
): EntrySite["seen"] {
  const complete = (entry: Entry): Declaration => completed(entry.declaration, (name) => lookup(entry, name));
  return trackedRecords(complete, (entry, field) => {
    const own = entry.part(field, graph);
    if (entry.kind !== "capability" || !Object.hasOwn(completedFrom, field)) return own;
    for (const part of completedFrom[field] ?? []) entry.part(part, graph);
    return partsOf(complete(entry))[field];
  });
}

/** The fields of a capability that depend on defaults, and what else each is made of. */
const completedFrom: Readonly<Record<string, readonly string[]>> = {
  clauses: ["capabilityKind", "broken", "name"],
  inherited: ["capabilityKind", "broken", "name", "clauses"],
  broken: ["capabilityKind"],
};

/**
 * A declaration of a project: of an open file, or of one that never changes. It holds no part of the tree, which may be
 * read again at any time; only what is asked of very many at once.
 */
export class Entry implements Outlined {
  readonly module: string;
  readonly file: string;
  readonly kind: Declaration["kind"];
  /** Empty where it has none. */
  readonly name: string;
  /** As others see it. */
  readonly definition: Definition | undefined;
  /** Names that it may have been meant to declare, if it has no definition. */
  readonly spoils: readonly string[];
  /** Bumped where a part of the declaration changes that others have looked at; by field. */
  readonly #parts: Record<string, Query<number>> = {};
  /** The source of its declarations, and its index among them. */
  #from: Declared;
  readonly #index: number;
  /** Asked of every declaration of a project by who looks for what could be imported: no tree is read for it. */
  #isPrivate: boolean | undefined;
  /** Where its tree begins. */
  start: number;
  /** The currencies of all its amounts. */
  currencies: readonly string[];
  /** Its outline, while that is kept. */
  outline: Outline | undefined;
  /** Bumped with each change. */
  readonly content: Query<number>;
  /** True if phase 3 last checked another text than the time before. */
  wasChanged = true;
  #looked = -1;
  /** Phase 3 of it. */
  checked: Query<Gathering | undefined> | undefined;
  /** Everything that is kept up to date for it. */
  roots: readonly Query<unknown>[] = none;

  constructor(from: Declared, index: number, { module, file, graph, outlines, seen }: EntrySite) {
    this.module = module;
    this.file = file;
    this.#from = from;
    this.#index = index;
    const { declaration } = this;
    this.kind = declaration.kind;
    this.name = nameOf(declaration);
    const definition = definitionOf(declaration, { name: module, file: { name: file } });
    this.definition = definition && ({ ...definition, declaration: seen(this) } as unknown as Definition);
    this.spoils = definition === undefined ? spoiltBy(declaration) : none;
    this.#isPrivate = isPrivate(declaration);
    this.start = declaration.span.start;
    this.currencies = listed(outlines.of(this).currencies);
    this.content = graph.input(0);
  }

  get declaration(): Declaration {
    return this.#from.declarations[this.#index] as Declaration;
  }

  /** A field of its declaration, noted. */
  part(field: string, graph: Graph): unknown {
    if (!Object.hasOwn(this.#parts, field)) this.#parts[field] = graph.input(0);
    graph.read(this.#parts[field] as Query<number>);
    return field === "private" ? this.#isPrivate : partsOf(this.declaration)[field];
  }

  /** Phase 3 is about to look at it. */
  lookInto(): void {
    this.wasChanged = this.#looked !== this.content.value;
    this.#looked = this.content.value;
  }

  /** True if a declaration may take its place: it stays one and the same while this holds. */
  mayBecome(declaration: Declaration): boolean {
    if (declaration.kind !== this.kind || nameOf(declaration) !== this.name) return false;
    return this.definition !== undefined || isAlike(spoiltBy(declaration), this.spoils);
  }

  /** Puts another declaration of the same kind and name in the place of its own. */
  become(from: Declared, { graph, outlines }: Pick<EntrySite, "graph" | "outlines">): void {
    const before = partsOf(this.declaration);
    this.#from = from;
    const { declaration } = this;
    const now = partsOf(declaration);
    this.#isPrivate = isPrivate(declaration);
    this.start = declaration.span.start;
    this.outline = undefined;
    this.currencies = listed(outlines.of(this).currencies);
    for (const [field, query] of Object.entries(this.#parts)) {
      if (!isAlike(before[field], now[field])) graph.set(query, query.value + 1);
    }
    graph.set(this.content, this.content.value + 1);
  }
}

const none: readonly never[] = [];

function partsOf(declaration: Declaration): Readonly<Record<string, unknown>> {
  return declaration as unknown as Readonly<Record<string, unknown>>;
}

function listed(words: ReadonlySet<string>): readonly string[] {
  return words.size === 0 ? none : [...words];
}

function nameOf(declaration: Declaration): string {
  return "name" in declaration ? (declaration.name?.text ?? "") : "";
}

function isPrivate(declaration: Declaration): boolean | undefined {
  return "private" in declaration ? declaration.private : undefined;
}
