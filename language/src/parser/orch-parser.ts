import type { FileNode } from "../ast/file.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import {
  loneSign,
  unknownCharacters,
  unterminatedInterpolation,
  unterminatedString,
} from "../lexer/lexical-errors.ts";
import { type Lexed, tokenise } from "../lexer/tokenise.ts";
import type { WordTable } from "../lexer/word-table.ts";
import { syntaxErrorsMax } from "../limits.ts";
import { lineAt, type SourceFile } from "../source/source-file.ts";
import { FileRules } from "./file-rules.ts";
import { habitsOfLine } from "./habits-of-line.ts";
import type { ParseResult } from "./parse.ts";
import { moreErrors } from "./syntax-errors.ts";

/** The whole parser: all rules, analysed. One instance reads any number of files, one after another. */
export class OrchParser extends FileRules {
  constructor(options: { readonly checked: boolean } = { checked: false }) {
    super(options.checked);
    this.performSelfAnalysis();
  }

  parse(source: SourceFile, words?: WordTable): ParseResult {
    const lexed = tokenise(source, words);
    this.begin(source, lexed);
    const file: FileNode = this.SUBRULE(this.file);
    const { log, parenthesised } = this;
    const omitted = lexed.omittedErrors + log.omitted;
    const diagnostics = inOrder([...lexed.errors, ...log.errors], omitted, source);
    this.end();
    return new ReadFile(source, file, diagnostics, lexed, parenthesised);
  }
}

class ReadFile implements ParseResult {
  readonly source: SourceFile;
  readonly file: FileNode;
  readonly diagnostics: readonly Diagnostic[];
  readonly parenthesised: ParseResult["parenthesised"];
  readonly #lexed: Lexed;

  constructor(
    source: SourceFile,
    file: FileNode,
    diagnostics: readonly Diagnostic[],
    lexed: Lexed,
    parenthesised: ParseResult["parenthesised"],
  ) {
    this.source = source;
    this.file = file;
    this.diagnostics = diagnostics;
    this.parenthesised = parenthesised;
    this.#lexed = lexed;
  }

  get comments(): ParseResult["comments"] {
    return this.#lexed.comments;
  }

  get tokens(): ParseResult["tokens"] {
    return this.#lexed.tokens;
  }
}

/** Mistakes that a quotation mark too few or too many makes of the rest of its line. */
const followOn: ReadonlySet<string> = new Set(
  [unknownCharacters, loneSign, unterminatedString, unterminatedInterpolation].map(({ code }) => code),
);

/** Whether an error is likely to be there only because of the one before it on its line. */
function followsFrom(error: Diagnostic, before: Diagnostic | undefined, source: SourceFile): boolean {
  if (before === undefined || !followOn.has(error.code)) return false;
  return lineAt(source, before.span.start) === lineAt(source, error.span.start);
}

/** The first errors by their place, and the number of the others. */
function inOrder(errors: readonly Diagnostic[], omitted: number, source: SourceFile): readonly Diagnostic[] {
  const sorted = errors.toSorted((a, b) => a.span.start - b.span.start);
  const caused = sorted.filter((error, index) => !followsFrom(error, sorted[index - 1], source));
  const own = habitsOfLine(caused, (offset) => lineAt(source, offset));
  const shown = own.slice(0, syntaxErrorsMax);
  const count = omitted + own.length - shown.length;
  const last = shown.at(-1);
  if (count === 0 || last === undefined) return shown;
  return [
    ...shown,
    moreErrors.at(
      { file: source.name, span: last.span },
      { count },
      { omitted: { errors: count, warnings: 0 } },
    ),
  ];
}
