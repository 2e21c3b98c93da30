import type { Rule as Production } from "chevrotain";
import type { Expression } from "../ast/expressions.ts";
import type { FileNode } from "../ast/file.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hiddenCharacters } from "../lexer/hidden-characters.ts";
import type { Comment, Token } from "../lexer/token.ts";
import { tokenise } from "../lexer/tokenise.ts";
import type { WordTable } from "../lexer/word-table.ts";
import { syntaxErrorsMax } from "../limits.ts";
import { once } from "../once.ts";
import type { SourceFile } from "../source/source-file.ts";
import { withoutCascades } from "./cascading-errors.ts";
import * as capabilities from "./grammar/capabilities.ts";
import * as clauses from "./grammar/clauses.ts";
import * as collections from "./grammar/collections.ts";
import * as context from "./grammar/context.ts";
import * as expectations from "./grammar/expectations.ts";
import * as expressions from "./grammar/expressions.ts";
import * as files from "./grammar/files.ts";
import * as fusions from "./grammar/fusions.ts";
import * as guards from "./grammar/guards.ts";
import * as options from "./grammar/options.ts";
import * as plans from "./grammar/plans.ts";
import * as scenarios from "./grammar/scenarios.ts";
import * as statements from "./grammar/statements.ts";
import * as steps from "./grammar/steps.ts";
import * as triggers from "./grammar/triggers.ts";
import * as types from "./grammar/types.ts";
import * as vocabulary from "./grammar/vocabulary.ts";
import { Parser, type RecursiveRules, type Rule } from "./parser.ts";
import { recordedGrammar } from "./recorder.ts";
import { moreErrors } from "./syntax-errors.ts";

/** The grammar, from the smallest parts to the file. */
const grammar: readonly Rule<unknown>[] = [
  expressions,
  collections,
  types,
  clauses,
  capabilities,
  vocabulary,
  context,
  fusions,
  options,
  steps,
  statements,
  plans,
  guards,
  triggers,
  expectations,
  scenarios,
  files,
].flatMap((module) => Object.values<unknown>(module).filter(isRule));

const recursive: RecursiveRules = {
  expression: expressions.expressionRule,
  range: expressions.rangeRule,
  block: statements.blockRule,
};

/** The parser of the whole grammar. One instance reads any number of files, one after another. */
export class OrchParser extends Parser {
  private readonly recorded = recordedGrammar(grammar, recursive);

  constructor() {
    super(recursive);
  }

  override production(ruleName: string): Production {
    return this.recorded(ruleName);
  }

  /** All of them, by name. */
  get productions(): Readonly<Record<string, Production>> {
    return Object.fromEntries(grammar.map(({ ruleName }) => [ruleName, this.recorded(ruleName)]));
  }

  /** The memory of the previous file's tokens. */
  private cells: Int32Array | undefined;

  parse(source: SourceFile, words?: WordTable): ParseResult {
    const { cells } = this;
    this.cells = undefined;
    const lexed = tokenise(source, words, cells);
    this.begin(source, lexed);
    const file: FileNode = this.read(files.fileRule);
    const { log, parenthesised } = this;
    const omitted = lexed.omittedErrors + log.omitted;
    const errors = [...lexed.errors, ...log.errors];
    const hidden = hiddenCharacters(source, lexed.comments, errors);
    const diagnostics = inOrder([...errors, ...hidden], omitted, source);
    this.end();
    if (lexed.table.cells.length <= cellsKeptMax) this.cells = lexed.table.cells;
    return new ReadFile(source, file, diagnostics, lexed.comments, parenthesised);
  }
}

function isRule(value: unknown): value is Rule<unknown> {
  return typeof value === "object" && value !== null && "ruleName" in value;
}

/** A text of four million characters; 13 MB. */
const cellsKeptMax = 3_200_064;

class ReadFile implements ParseResult {
  readonly source: SourceFile;
  readonly file: FileNode;
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: ParseResult["comments"];
  readonly parenthesised: ParseResult["parenthesised"];
  #tokens: ParseResult["tokens"] | undefined;

  constructor(
    source: SourceFile,
    file: FileNode,
    diagnostics: readonly Diagnostic[],
    comments: ParseResult["comments"],
    parenthesised: ParseResult["parenthesised"],
  ) {
    this.source = source;
    this.file = file;
    this.diagnostics = diagnostics;
    this.comments = comments;
    this.parenthesised = parenthesised;
  }

  /** Computed again on demand: only the formatter needs them, and keeping them would cost every other caller. */
  get tokens(): ParseResult["tokens"] {
    this.#tokens ??= tokenise(this.source).tokens;
    return this.#tokens;
  }
}

/** The first errors in the order of the text, and the number of the others. */
function inOrder(errors: readonly Diagnostic[], omitted: number, source: SourceFile): readonly Diagnostic[] {
  const sorted = errors.toSorted((a, b) => a.span.start - b.span.start);
  const own = withoutCascades(sorted, source);
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

/** A file as it was read. */
export interface ParseResult {
  readonly source: SourceFile;
  /** Always there; what could not be read is marked `broken` or stands as a broken node. */
  readonly file: FileNode;
  /** Syntax errors in the order of the text, and behind them how many more there are. */
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly Comment[];
  /** In the order of the text; the last is the end of the file. They are made when first asked for. */
  readonly tokens: readonly Token[];
  /** The expressions that stand in parentheses of their own, which the tree does not show. */
  readonly parenthesised: ReadonlySet<Expression>;
}

/**
 * Reads a file. Never throws, and takes time in proportion to the text.
 *
 * @param words those of texts read before, where many short ones are read one after another.
 */
export function parse(source: SourceFile, words?: WordTable): ParseResult {
  return sharedParser().parse(source, words);
}

/** Made once on demand. It keeps nothing of a file but the memory for the next file's tokens. */
const sharedParser = once(() => new OrchParser());
