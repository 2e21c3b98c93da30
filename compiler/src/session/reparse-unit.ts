import { createSourceFile, type Diagnostic, parse, type WordTable } from "@orchlang/language";
import type { Declaration, FileNode, Span } from "@orchlang/language/ast";
import { Recent } from "./tracked.ts";

/** A stretch of an open file that is read by itself: a declaration with what stands above it. */
export interface ReparseUnit {
  /** The name under which trees and diagnostics know it. Stays when the text in it changes. */
  readonly id: string;
  /** The first of its file: nothing stands before it when it is read. */
  readonly isHead: boolean;
  text: string;
  /** Line ends in the text. */
  lines: number;
  reading: Reading;
  /** Where it begins in its file; right only once the file's places have been counted. */
  offset: number;
  line: number;
  index: number;
}

/** The parsed form of a unit. Spans are relative to the unit's own text, after `lead`. */
interface Reading {
  readonly declarations: readonly Declaration[];
  /** The parser's diagnostics. */
  readonly diagnostics: readonly Diagnostic[];
  /** True if only the whole file shows its meaning. */
  readonly isOdd: boolean;
  /** The head, for the first unit. */
  readonly head?: FileHead;
}

/** The part of a file above its declarations. */
export type FileHead = Pick<FileNode, "module" | "imports">;

/** Stands before each unit but the first, so that it can be read as a file. */
export const lead = "module m\n";

/** How many units below one that can't be read by itself are looked into. */
export const belowMax = 2;

/** The texts of the units below one. */
type Below = readonly string[];

/** The first unit of a file: its module and imports. The whole file reports mistakes in it. */
export function readHead(id: string, text: string): Reading {
  const { file, diagnostics } = parse(createSourceFile(id, text));
  return { declarations: file.declarations, diagnostics, isOdd: diagnostics.length > 0, head: file };
}

const none: readonly Diagnostic[] = [];

/** A unit that was parsed without a mistake; its tree is dropped, and parsed again when it is read. */
class CleanReading implements Reading {
  readonly diagnostics = none;
  readonly isOdd: boolean;
  readonly #id: string;
  readonly #text: string;
  readonly #recent: RecentReadings;
  #declarations: readonly Declaration[] | undefined;

  constructor(id: string, text: string, { declarations, imports }: FileNode, recent: RecentReadings) {
    this.#id = id;
    this.#text = text;
    this.#recent = recent;
    this.#declarations = declarations;
    this.isOdd = imports.length > 0;
  }

  get declarations(): readonly Declaration[] {
    this.#declarations ??= parse(createSourceFile(this.#id, lead + this.#text)).file.declarations;
    this.#recent.touch(this);
    return this.#declarations;
  }

  letGo(): void {
    this.#declarations = undefined;
  }
}

export type RecentReadings = Recent<CleanReading>;

export function recentReadings(): RecentReadings {
  return new Recent((reading) => reading.letGo());
}

interface ReadingSite {
  /** Where trees are noted, to be let go of. */
  readonly recent: RecentReadings;
  /** The words shared by units that are parsed one after another. */
  readonly words?: WordTable | undefined;
}

/** "torn": the unit and the one below it belong together. */
export function readPiece(
  id: string,
  text: string,
  below: () => Below,
  { recent, words }: ReadingSite,
): Reading | "torn" {
  const alone = parse(createSourceFile(id, lead + text), words);
  if (alone.diagnostics.length === 0) return new CleanReading(id, text, alone.file, recent);
  // A diagnostic and its end may depend on the text that follows.
  const behind = below();
  const whole = parse(createSourceFile(id, lead + text + behind.join("")));
  const end = lead.length + text.length;
  const declarations = whole.file.declarations.filter(({ span }) => span.start < end);
  if (behind.length > 0 && declarations.some(({ span }) => span.end > end)) return "torn";
  if (swallowsBelow(whole.file.declarations, behind[0] ?? "", end)) return "torn";
  const diagnostics = whole.diagnostics.filter(
    ({ span }) => span.start < end || !isToldBelow(behind, span, end),
  );
  return {
    declarations,
    diagnostics: diagnostics,
    isOdd:
      whole.file.imports.length > 0 ||
      whole.diagnostics.some(({ code }) => code === tooMany) ||
      diagnostics.some((diagnostic) => reachesBelow(diagnostic, end)),
  };
}

/** True if the unit right below, which begins at `end`, has other declarations behind this one than by itself. */
function swallowsBelow(declarations: readonly Declaration[], below: string, end: number): boolean {
  const inside = declarations.filter(({ span }) => span.start >= end && span.start < end + below.length);
  const alone = below === "" ? [] : parse(createSourceFile("", lead + below)).file.declarations;
  return (
    inside.length !== alone.length ||
    inside.some(({ span }, at) => span.start - end !== (alone[at]?.span.start ?? 0) - lead.length)
  );
}

/** The code under which the parser counts further mistakes. */
const tooMany = "ORCH0199";

function reachesBelow({ span, labels, fixes }: Diagnostic, end: number): boolean {
  const edits = fixes.flatMap((fix) => fix.edits);
  return span.start >= end || [...labels, ...edits].some((place) => place.span.start >= end);
}

/** True if what is found behind the end is a mistake of the unit that it lies in. */
function isToldBelow(below: Below, span: Span, end: number): boolean {
  let start = end;
  for (const text of below) {
    if (span.start < start + text.length)
      return parse(createSourceFile("", lead + text)).diagnostics.length > 0;
    start += text.length;
  }
  return true;
}
