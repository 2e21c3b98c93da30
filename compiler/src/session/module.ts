import type { LoadedModule } from "@orchlang/checker/load";
import {
  type Definition,
  type ImportedDefinition,
  linkImports,
  type ModuleNames,
  type OwnNames,
} from "@orchlang/checker/resolve";
import { createSourceFile } from "@orchlang/language";
import { type Import, pathText } from "@orchlang/language/ast";
import type { Entry } from "./entry.ts";
import type { Graph } from "./graph.ts";
import type { Query } from "./query.ts";
import type { FileHead } from "./reparse-unit.ts";
import { isAlike } from "./same.ts";
import { keyed, TrackedMap, TrackedSet } from "./tracked.ts";

type Own = Definition | undefined;

/** Names with what they stand for, in the order of the text. */
type Names = readonly [name: string, definition: Definition][];

/** The definition of a name: the first of those that declare it. */
interface Named {
  readonly query: Query<Own>;
  entries: Entry[];
}

/**
 * The names of a module, each in a query: a reader of one name is invalidated when that one changes, and a reader of all
 * names when any does.
 */
export class LiveModule {
  /** As it was loaded, but for its imports, which are as they are now; noted. */
  readonly loaded: LoadedModule;
  readonly names: ModuleNames;
  /** As the modules that import this one see it. */
  readonly own: OwnNames;
  readonly links: Query<ReturnType<typeof linkImports>>;
  /** Bumped when a declaration comes or goes. */
  readonly count: Query<number>;
  readonly unitCount: Query<number>;
  /** The currencies of all amounts in it. */
  readonly currencies: Query<readonly string[]>;
  readonly #graph: Graph;
  /** Its imports are in the tree; of the text only so much is there. */
  readonly #head: Query<Pick<LoadedModule, "tree" | "file">>;
  readonly #named = new Map<string, Named>();
  readonly #units = new Map<string, Named>();
  readonly #broken = new Map<string, number>();
  readonly #isBroken: (name: string) => Query<boolean>;
  readonly #positionOf: (entry: Entry) => number;
  readonly #currencies = new Map<string, number>();
  /** The first declaration of each name, in order: they change places only by coming and going. */
  readonly #sorted = new Map<object, { readonly version: number; readonly names: Names }>();
  readonly #uses = new Map<string, number>();
  readonly #useCells = new Map<string, Query<number>>();

  constructor(
    loaded: LoadedModule,
    graph: Graph,
    positionOf: (entry: Entry) => number,
    ownNames: ReadonlyMap<string, OwnNames>,
  ) {
    this.#head = graph.input<Pick<LoadedModule, "tree" | "file">>(loaded);
    this.loaded = withTree(loaded, () => graph.read(this.#head).tree);
    this.#graph = graph;
    this.#positionOf = positionOf;
    this.count = graph.input(0);
    this.unitCount = graph.input(0);
    this.currencies = graph.input<readonly string[]>([], isAlike);
    this.#isBroken = keyed(() => graph.input(false));
    const own = new TrackedMap<Definition>(
      (name) => graph.read(this.#slot(this.#named, name).query),
      () => this.#inOrder(this.#named, this.count),
    );
    const units = new TrackedMap<Definition<"unit">>(
      (name) => {
        graph.read(this.unitCount);
        return this.#units.get(name)?.query.value as Definition<"unit"> | undefined;
      },
      () => this.#inOrder(this.#units, this.unitCount) as [string, Definition<"unit">][],
    );
    const ownSpoilt = new TrackedSet((name) => graph.read(this.#isBroken(name)));
    this.own = { own, units, spoilt: ownSpoilt, diagnostics: [] };
    this.links = graph.derived(() => this.#link(ownNames));
    const imported = graph.derivedBy((name): ImportedDefinition | undefined => {
      const importedDefinition = graph.read(this.links).names.imported.get(name);
      // Its own module reports its visible parts.
      if (importedDefinition !== undefined)
        ownNames.get(importedDefinition.definition.module)?.own.get(importedDefinition.definition.name);
      return importedDefinition;
    }, isSameImport);
    const allImported = graph.derived(() => graph.read(this.links).names.imported, isSameImports);
    const importedSpoilt = graph.derivedBy((name) => graph.read(this.links).names.spoilt.has(name));
    this.names = {
      module: this.loaded,
      own,
      units,
      imported: new TrackedMap(
        (name) => (loaded.tree.imports.length === 0 ? undefined : graph.read(imported(name))),
        () => graph.read(allImported),
      ),
      spoilt: new TrackedSet(
        (name) =>
          graph.read(this.#isBroken(name)) ||
          (loaded.tree.imports.length > 0 && graph.read(importedSpoilt(name))),
      ),
    };
  }

  #link(ownNames: ReadonlyMap<string, OwnNames>): ReturnType<typeof linkImports> {
    // A module may link itself against names that its own file declares; what is broken there is looked up by name.
    const linked = linkImports(this.loaded, ownNames);
    for (const diagnostic of linked.diagnostics) this.#graph.report(diagnostic);
    return linked;
  }

  /** The module with its imports and the text that they stand in, as they are now; noted. */
  get importing(): LoadedModule {
    return { ...this.loaded, ...this.#graph.read(this.#head) };
  }

  /** True if other imports than before make no other program: it takes these in the place of those. */
  takeHead({ module, imports }: FileHead, text: string): boolean {
    const { tree, file } = this.#head.value;
    const isSame =
      isAlike(module, tree.module) &&
      imports.every(({ broken }) => !broken) &&
      isAlike(modulesIn(imports), modulesIn(tree.imports));
    if (isSame)
      this.#graph.set(this.#head, { tree: { ...tree, imports }, file: createSourceFile(file.name, text) });
    return isSame;
  }

  /** The definition that a name stands for, noted. */
  definition(name: string): Own {
    return this.#graph.read(this.#slot(this.#named, name).query);
  }

  /** Returns the entry that a name stands for, which may be another. */
  first(entry: Entry): Own {
    const { definition } = entry;
    if (definition === undefined) return undefined;
    return this.#graph.read(this.#slot(this.#mapOf(definition), definition.name).query);
  }

  entryOf(name: string): Entry | undefined {
    return this.#named.get(name)?.entries[0];
  }

  /** By how many declarations a name is used, noted. */
  uses(name: string): number {
    let query = this.#useCells.get(name);
    if (query === undefined) {
      query = this.#graph.input(this.#uses.get(name) ?? 0);
      this.#useCells.set(name, query);
    }
    return this.#graph.read(query);
  }

  countUses(before: ReadonlySet<string>, after: ReadonlySet<string>): void {
    for (const name of before) if (!after.has(name)) this.#countUse(name, -1);
    for (const name of after) if (!before.has(name)) this.#countUse(name, 1);
  }

  #countUse(name: string, more: number): void {
    const count = (this.#uses.get(name) ?? 0) + more;
    this.#uses.set(name, count);
    const query = this.#useCells.get(name);
    if (query !== undefined) this.#graph.set(query, count);
  }

  add(entry: Entry): void {
    const { definition } = entry;
    this.#countCurrencies(entry.currencies, 1);
    if (definition === undefined) {
      for (const name of entry.spoils) this.#countBroken(name, 1);
      return;
    }
    const named = this.#slot(this.#mapOf(definition), definition.name);
    named.entries = [...named.entries, entry];
    this.#tell(named, definition);
  }

  remove(entry: Entry): void {
    const { definition } = entry;
    this.#countCurrencies(entry.currencies, -1);
    if (definition === undefined) {
      for (const name of entry.spoils) this.#countBroken(name, -1);
      return;
    }
    const named = this.#slot(this.#mapOf(definition), definition.name);
    named.entries = named.entries.filter((other) => other !== entry);
    this.#tell(named, definition);
  }

  /** Updates the currencies of an entry whose amounts changed. */
  recount(before: readonly string[], after: readonly string[]): void {
    this.#countCurrencies(after, 1);
    this.#countCurrencies(before, -1);
  }

  #tell(named: Named, definition: Definition): void {
    if (named.entries.length > 1) {
      named.entries = named.entries.toSorted((a, b) => this.#positionOf(a) - this.#positionOf(b));
    }
    const [first] = named.entries;
    this.#graph.set(named.query, first?.definition);
    const count = definition.kind === "unit" ? this.unitCount : this.count;
    this.#graph.set(count, count.value + 1);
  }

  #countCurrencies(currencies: readonly string[], more: number): void {
    for (const currency of currencies) {
      const count = (this.#currencies.get(currency) ?? 0) + more;
      if (count > 0) this.#currencies.set(currency, count);
      else this.#currencies.delete(currency);
    }
    if (currencies.length > 0) this.#graph.set(this.currencies, [...this.#currencies.keys()].sort());
  }

  #countBroken(name: string, more: number): void {
    const count = (this.#broken.get(name) ?? 0) + more;
    this.#broken.set(name, count);
    this.#graph.set(this.#isBroken(name), count > 0);
  }

  #mapOf(definition: Definition): Map<string, Named> {
    return definition.kind === "unit" ? this.#units : this.#named;
  }

  #slot(map: Map<string, Named>, name: string): Named {
    let slot = map.get(name);
    if (slot === undefined) {
      slot = { query: this.#graph.input<Own>(undefined), entries: [] };
      map.set(name, slot);
    }
    return slot;
  }

  #inOrder(map: ReadonlyMap<string, Named>, count: Query<number>): Names {
    const version = this.#graph.read(count);
    let sorted = this.#sorted.get(map);
    if (sorted?.version !== version) {
      const firsts = [...map.values()].flatMap(({ entries: [first] }) =>
        first === undefined ? [] : [first],
      );
      const positions = new Map(firsts.map((entry) => [entry, this.#positionOf(entry)]));
      const entries = firsts.sort((a, b) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0));
      const names = entries.flatMap(({ definition }): [string, Definition][] =>
        definition === undefined ? [] : [[definition.name, definition]],
      );
      sorted = { version, names };
      this.#sorted.set(map, sorted);
    }
    return sorted.names;
  }
}

function withTree(loaded: LoadedModule, now: () => LoadedModule["tree"]): LoadedModule {
  return {
    ...loaded,
    get tree() {
      return now();
    },
  };
}

/** The modules that imports ask for, in the order in which they are first asked for. */
function modulesIn(imports: readonly Import[]): ReadonlySet<string> {
  return new Set(imports.map(({ path }) => pathText(path)));
}

/** Only the module's own warnings, which read the imports themselves, depend on where it is imported. */
function isSameImport(a: ImportedDefinition | undefined, b: ImportedDefinition | undefined): boolean {
  return a?.definition === b?.definition;
}

function isSameImports(a: ModuleNames["imported"] | undefined, b: ModuleNames["imported"]): boolean {
  if (a === undefined || a.size !== b.size) return false;
  const [before, after] = [[...a], [...b]];
  return before.every(([name, one], at) => after[at]?.[0] === name && isSameImport(one, after[at]?.[1]));
}
