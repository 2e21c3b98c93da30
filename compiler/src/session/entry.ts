import type { Declaration } from "@orchlang/language";
import { definitionOf } from "../2-resolve/collect-names.ts";
import type { Definition } from "../2-resolve/definition.ts";
import type { Outline } from "../2-resolve/outline.ts";
import type { Cell, Graph } from "./graph.ts";
import { isAlike } from "./same.ts";
import { trackedRecord } from "./tracked.ts";

/** A declaration of a project: of an open file, or of one that never changes. */
export interface Entry {
  readonly module: string;
  /** The name of the piece, or of the file, that its spans count in. */
  readonly file: string;
  declaration: Declaration;
  /** As others see it: whoever looks at a part of its declaration is asked again when that part changes. */
  readonly definition: Definition | undefined;
  /** The parts of the declaration that others have looked at, by field. */
  readonly parts: Map<string, Cell<unknown>>;
  outline: Outline;
  /** The words in it that may stand for names, as they were counted for its module. */
  used: ReadonlySet<string>;
  /** Bumped with each change. */
  readonly content: Cell<Declaration>;
  /** Everything that is kept up to date for it. */
  readonly roots: Cell<unknown>[];
}

export function entryOf(
  declaration: Declaration,
  outline: Outline,
  module: string,
  file: string,
  graph: Graph,
): Entry {
  const parts = new Map<string, Cell<unknown>>();
  const definition = definitionOf(declaration, { name: module, file: { name: file } });
  const entry: Entry = {
    module,
    file,
    declaration,
    definition: definition && ({ ...definition, declaration: seen(() => entry, graph) } as Definition),
    parts,
    outline,
    used: new Set(),
    content: graph.input(declaration),
    roots: [],
  };
  return entry;
}

/** The declaration of an entry as others see it. */
function seen(entry: () => Entry, graph: Graph): Declaration {
  const part = (field: string): unknown => (entry().declaration as unknown as Record<string, unknown>)[field];
  return trackedRecord(
    () => entry().declaration,
    (field) => {
      const { parts } = entry();
      let cell = parts.get(field);
      if (cell === undefined) {
        cell = graph.input(part(field), isAlike);
        parts.set(field, cell);
      }
      return graph.read(cell);
    },
  );
}

/** Puts another declaration of the same kind and name in the place of an entry's. */
export function redeclare(entry: Entry, declaration: Declaration, outline: Outline, graph: Graph): void {
  entry.declaration = declaration;
  entry.outline = outline;
  const now = declaration as unknown as Record<string, unknown>;
  for (const [field, cell] of entry.parts) graph.set(cell, now[field]);
  graph.set(entry.content, declaration);
}

/** What tells a declaration from others: it stays one and the same while this stays. */
export function identityOf(declaration: Declaration): string {
  const name = "name" in declaration ? (declaration.name?.text ?? "") : "";
  return `${declaration.kind} ${name}`;
}
