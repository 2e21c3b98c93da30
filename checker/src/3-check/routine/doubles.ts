import type { Span } from "@orchlang/language/ast";
import type { ModuleContext } from "../scope/program.ts";
import { returnTwice } from "./messages.ts";
import type { PrepassBlock, PrepassStatement } from "./prepass.ts";

type Word = "return" | "yield";
type Ending = Word | "fail";

/** Reports values given twice in a plan's body or its `finally`, where nothing may be returned. */
export function reportTwice(block: PrepassBlock, mayReturn: boolean, module: ModuleContext): void {
  reportDoubles(block, "return", [], module);
  reportYields(block, mayReturn, module);
}

/** The same of each block in a routine in which `yield` has a meaning of its own. */
function reportYields(block: PrepassBlock, mayReturn: boolean, module: ModuleContext): void {
  for (const { parts } of block.statements) {
    for (const part of parts) {
      const own = part.role === "contender" ? part.contender.inner : part.block;
      const returns = mayReturn && (part.role === "side" || part.role === "handler");
      // A `return` where none may stand is a mistake of its own.
      const endings: readonly Ending[] = returns ? ["return", "fail"] : ["fail"];
      if (own === undefined) continue;
      if (part.role !== "side") reportDoubles(own, "yield", endings, module);
      reportYields(own, returns, module);
    }
  }
}

/**
 * Two `return`s (or `yield`s) that can both be reached: one that stands in a block itself, and any below it. Below a
 * choice that can return the rest is under its not having done so (semantics, rule 11); a `yield` ends nothing, so that
 * below a choice that can yield a second one is reached as well, and so is a `return` or `fail` of the block itself.
 */
function reportDoubles(
  block: PrepassBlock,
  word: Word,
  endings: readonly Ending[],
  module: ModuleContext,
): void {
  let earlier: Given | undefined;
  for (const statement of block.statements) {
    const again = earlier === undefined ? undefined : givenAgain(statement, word, endings);
    if (earlier !== undefined && again !== undefined) {
      const labels = [{ file: module.file, span: earlier.span, message: "this one can be reached …" }];
      const words = { first: word, second: again.word, inChoice: earlier.inChoice };
      module.program.report(returnTwice.at({ file: module.file, span: again.span }, words, { labels }));
      return;
    }
    earlier ??= givenFirst(statement, word);
    for (const inner of innerBlocks(statement, word)) reportDoubles(inner, word, endings, module);
  }
}

interface Given {
  readonly span: Span;
  /** It stands on a side of a choice, and is not reached each time. */
  readonly inChoice: boolean;
}

/** The value given by a statement that still lets the following statements be reached. */
function givenFirst(statement: PrepassStatement, word: Word): Given | undefined {
  if (statement.ast.kind === word) return { span: statement.ast.span, inChoice: false };
  const span = word === "yield" ? firstOf(statement, word) : undefined;
  return span && { span, inChoice: true };
}

function givenAgain(
  statement: PrepassStatement,
  word: Word,
  endings: readonly Ending[],
): { readonly span: Span; readonly word: Ending } | undefined {
  const { kind, span } = statement.ast;
  const ending = endings.find((each) => each === kind);
  if (ending !== undefined) return { span, word: ending };
  const again = firstOf(statement, word);
  return again && { span: again, word };
}

/** Where a statement returns first, itself or inside; what loops, handlers and races yield is their own. */
function firstOf(statement: PrepassStatement, word: Word): Span | undefined {
  if (statement.ast.kind === word) return statement.ast.span;
  for (const block of innerBlocks(statement, word)) {
    for (const inner of block.statements) {
      const span = firstOf(inner, word);
      if (span !== undefined) return span;
    }
  }
  return undefined;
}

/** True if some way through a block returns, or yields to whoever is around it. */
export function givesSomewhere(block: PrepassBlock, word: Word): boolean {
  return block.statements.some((statement) => firstOf(statement, word) !== undefined);
}

function innerBlocks(statement: PrepassStatement, word: Word): readonly PrepassBlock[] {
  return statement.parts.flatMap((part) => {
    if (part.role === "side") return [part.block];
    return part.role === "handler" && word === "return" ? [part.block] : [];
  });
}
