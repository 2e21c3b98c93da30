import type { Environment, Expectation, Typed } from "@orchlang/checker/expression";
import type { Definition } from "@orchlang/checker/resolve";
import type { ModuleContext, ProgramContext } from "@orchlang/checker/scope";
import type { Declaration, Expression, Import, ModuleHeader, Span } from "@orchlang/language/ast";

import type { StandardName } from "../standard-names.ts";

/*
 * The interface of an open program. Files are divided into parts, one for each declaration, with positions relative to
 * the part's own beginning, so that a change moves no other part.
 */

/** A stretch of a file that is understood by itself. */
export interface OpenPart {
  /** The name under which trees know the stretch; the file's own path where that is one part. */
  readonly id: string;
  readonly path: string;
  readonly module: string;
  /** Added to a place in the part, it is the place in the file. */
  readonly base: number;
  /** The text that the part's positions refer to: its own, with the prefix it was parsed with. */
  readonly text: string;
  readonly declarations: readonly Declaration[];
  /** The imports in the first part of a file. */
  readonly imports: readonly Import[];
  readonly header: ModuleHeader | undefined;
  /** The declarations of the part as they would be with another text. */
  reread(text: string): readonly Declaration[];
}

/** A place in a file as its author sees it. */
export interface PlaceInFile {
  readonly path: string;
  readonly span: Span;
}

/** A project that is open: files that are understood together. */
export interface OpenProject {
  readonly context: ProgramContext;
  /** Declarations that were looked at since the last change, the newest last: what an editor asks comes in bundles. */
  readonly recent: Look[];
  /** The paths of the author's own files. */
  readonly paths: readonly string[];
  /** The names of all modules that could be imported, those of the standard library among them. */
  readonly modules: readonly string[];
  /** The names that the standard library's modules declare. */
  standard(): readonly StandardName[];
  /** In the order of the text. */
  parts(path: string): readonly OpenPart[];
  /** The part that a place in a file lies in. */
  partAt(path: string, offset: number): OpenPart | undefined;
  /** The text that the positions of a tree refer to, by the tree's name for it. */
  text(file: string): string | undefined;
  /** Where a span of a part, or of a file, is in its file. */
  place(file: string, span: Span): PlaceInFile;
}

/** An expression's result, its expected type, and the names that it sees. */
export interface Seen {
  readonly typed: Typed;
  readonly wanted: Expectation | undefined;
  readonly env: Environment;
}

/** A declaration with what its checks made of each part of it. Places are those of the part. */
export interface Look {
  readonly project: OpenProject;
  readonly part: OpenPart;
  readonly declaration: Declaration;
  /** As it is called in its module; none of a scenario or of what could not be read. */
  readonly definition: Definition | undefined;
  readonly module: ModuleContext;
  readonly expressions: ReadonlyMap<Expression, Seen>;
  /** By where a step is named, where that is declared. */
  readonly steps: ReadonlyMap<number, Span>;
}
