import type { Span } from "@orchlang/language";
import type { ModuleContext } from "../scope/module.ts";
import { returnTwice } from "./messages.ts";
import type { BlockSurvey, StatementSurvey } from "./survey.ts";

type Word = "return" | "yield";

/**
 * Two `return`s (or `yield`s) that can both be reached: one that stands in a block itself, and any below it. Below a
 * choice that can return the rest is under its not having done so (semantics, rule 11).
 */
export function reportDoubles(block: BlockSurvey, word: Word, module: ModuleContext): void {
  let direct: StatementSurvey | undefined;
  for (const statement of block.statements) {
    if (direct !== undefined) {
      const again = firstOf(statement, word);
      if (again !== undefined) {
        const labels = [{ file: module.file, span: direct.ast.span, message: "this one can be reached …" }];
        module.program.report(returnTwice.at({ file: module.file, span: again }, { word }, { labels }));
        return;
      }
    }
    if (statement.ast.kind === word) direct = statement;
    for (const inner of innerBlocks(statement, word)) reportDoubles(inner, word, module);
  }
}

/** Where a statement returns first, itself or inside; what loops, handlers and races yield is their own. */
function firstOf(statement: StatementSurvey, word: Word): Span | undefined {
  if (statement.ast.kind === word) return statement.ast.span;
  for (const block of innerBlocks(statement, word)) {
    for (const inner of block.statements) {
      const found = firstOf(inner, word);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Whether some way through a block returns, or yields to whoever is around it. */
export function givesSomewhere(block: BlockSurvey, word: Word): boolean {
  return block.statements.some((statement) => firstOf(statement, word) !== undefined);
}

function innerBlocks(statement: StatementSurvey, word: Word): readonly BlockSurvey[] {
  return statement.parts.flatMap((part) => {
    if (part.role === "side") return [part.block];
    return part.role === "handler" && word === "return" ? [part.block] : [];
  });
}

/** The blocks of a routine in which `yield` has a meaning of its own. */
export function yieldingBlocks(block: BlockSurvey): readonly BlockSurvey[] {
  return block.statements.flatMap((statement) =>
    statement.parts.flatMap((part): readonly BlockSurvey[] => {
      if (part.role === "side") return yieldingBlocks(part.block);
      const own = part.role === "contender" ? part.contender.inner : part.block;
      return own === undefined ? [] : [own, ...yieldingBlocks(own)];
    }),
  );
}
