import { type Expected, expectedAfter, type Node, nodesAt } from "@orchlang/language";
import { type Look, lookAt } from "../look.ts";
import type { OpenPart, OpenProject } from "../open-program.ts";

/** A place where something is to be written: behind what stands before it, in place of the word begun there. */
export interface Gap {
  readonly project: OpenProject;
  readonly part: OpenPart;
  /** Of the word begun, in the part. */
  readonly start: number;
  readonly end: number;
  readonly word: string;
  /** Everything before the word. */
  readonly before: string;
  /** The character before the word, white space left out. */
  readonly sign: string;
  readonly expected: Expected;
}

export function gapAt(project: OpenProject, path: string, offset: number): Gap | undefined {
  const part = project.partAt(path, offset);
  if (part === undefined) return undefined;
  const { text } = part;
  const at = offset - part.base;
  const word = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, at))?.[0] ?? "";
  const start = at - word.length;
  const end = at + (/^[\p{L}\p{N}_]*/u.exec(text.slice(at))?.[0].length ?? 0);
  const before = text.slice(0, start);
  const sign = /(\?\.|\S)\s*$/u.exec(before)?.[1] ?? "";
  return { project, part, start, end, word, before, sign, expected: expectedAfter(before) };
}

/** The declaration around the gap as it would be with a name in it, and the way down to that name. */
export interface Filled {
  readonly look: Look;
  readonly way: readonly Node[];
}

/** A name that nobody writes. */
export const stopgap = "orchGapHere";

/** Rules in which a call has to stand: its name alone could not be read. */
const callRules: ReadonlySet<string> = new Set([
  "stepBody",
  "branch",
  "call",
  "startClause",
  "emit",
  "quorum",
]);

export function fill(gap: Gap): Filled | undefined {
  const { expected, part, before, end } = gap;
  const isCall = expected.rules.some((rule) => callRules.has(rule));
  const rest = part.text.slice(end);
  const texts = isCall ? [`${stopgap}()`, stopgap] : [stopgap, `${stopgap}()`];
  for (const text of texts) {
    const found = filledWith(before + text + rest, gap);
    if (found !== undefined) return found;
  }
  return undefined;
}

function filledWith(text: string, { part, project, start }: Gap): Filled | undefined {
  const at = start + 1;
  for (const declaration of part.reread(text)) {
    if (declaration.span.start > at || declaration.span.end < at) continue;
    const way = nodesAt(declaration, at);
    const last = way.at(-1);
    const isThere = (last?.kind === "name" || last?.kind === "reference") && last.text === stopgap;
    if (isThere) return { look: lookAt(project, { ...part, text }, declaration), way };
  }
  return undefined;
}
