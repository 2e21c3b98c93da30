import type { OpenProject, PlaceInFile } from "@orchlang/compiler";
import { contextualWords, createSourceFile, parse, reservedWords } from "@orchlang/language";
import { type Node, nodesAt } from "@orchlang/language/ast";
import { declaring } from "./meanings/declaring.ts";
import { doing } from "./meanings/doing.ts";

/** A word of the language where it is written. */
export interface Keyword {
  readonly word: string;
  /** Its meaning there, in a sentence. */
  readonly says: string;
  /** The page of the reference, in its folder: `steps.md#options`. */
  readonly page: string;
  readonly place: PlaceInFile;
}

const reserved: ReadonlySet<string> = new Set(reservedWords);
const words: ReadonlySet<string> = new Set([...reservedWords, ...contextualWords]);

interface Meaning {
  readonly says: string;
  readonly page: string;
}

const meanings: ReadonlyMap<string, Meaning> = new Map(
  [declaring, doing]
    .flatMap((pages) => Object.entries(pages))
    .flatMap(([page, said]) => Object.entries(said).map(([key, says]) => [key, { says, page }] as const)),
);

/** The word of the language at a place in a file; nothing where the same word is a name. */
export function keywordAt(project: OpenProject, path: string, offset: number): Keyword | undefined {
  const part = project.partAt(path, offset);
  if (part === undefined) return undefined;
  const at = offset - part.base;
  const { tokens } = parse(createSourceFile("", part.text));
  const token = tokens.find(
    ({ image, startOffset, end }) => startOffset <= at && at <= end && words.has(image),
  );
  if (token === undefined) return undefined;
  const { image: word, startOffset: start, end } = token;
  const around = part.declarations.find(({ span }) => span.start <= start && end <= span.end);
  // Behind its first letter a word touches nothing but what it stands in.
  const way = around === undefined ? [] : nodesAt(around, start + Math.min(1, word.length - 1));
  const last = way.at(-1);
  if ((last?.kind === "name" || last?.kind === "reference") && last.text === word) return undefined;
  const meaning = meaningOf(word, way);
  if (meaning === undefined) return undefined;
  return { word, ...meaning, place: { path, span: { start: start + part.base, end: end + part.base } } };
}

/** By the innermost of the nodes around it where it says something of its own; what joins values only by that it stands in. */
function meaningOf(word: string, way: readonly Node[]): Meaning | undefined {
  const near = reserved.has(word) ? way.slice(-1) : way;
  const [own] = near.toReversed().flatMap(({ kind }) => meanings.get(`${word} in ${kind}`) ?? []);
  return own ?? meanings.get(word);
}
