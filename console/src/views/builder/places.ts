import type { BlockOutline, DeclarationOutline, StatementOutline } from "@orchlang/editing/build";

/*
 * Places on the canvas that stay what they are while the text changes: `0` is the body of a plan, `0.2` the third
 * statement in it, `0.2.1` that statement's second block.
 */

export function blockAt(plan: DeclarationOutline | undefined, path: string): BlockOutline | undefined {
  return found(plan, path).block;
}

export function statementAt(
  plan: DeclarationOutline | undefined,
  path: string,
): StatementOutline | undefined {
  return found(plan, path).statement;
}

function found(
  plan: DeclarationOutline | undefined,
  path: string,
): { readonly block?: BlockOutline; readonly statement?: StatementOutline } {
  let blocks = plan?.blocks ?? [];
  let block: BlockOutline | undefined;
  let statement: StatementOutline | undefined;
  for (const [depth, part] of path.split(".").entries()) {
    if (depth % 2 === 0) {
      block = blocks[Number(part)];
      statement = undefined;
    } else {
      statement = block?.statements[Number(part)];
      blocks = statement?.blocks ?? [];
      block = undefined;
    }
  }
  return { ...(block && { block }), ...(statement && { statement }) };
}

/** The block that a statement stands in, and its index there. */
export function placeOf(statement: string): { readonly block: string; readonly index: number } {
  const at = statement.lastIndexOf(".");
  return { block: statement.slice(0, at), index: Number(statement.slice(at + 1)) };
}

/** Where the next statement goes by itself: at the end of a block, but in front of what ends it. */
export function endOf({ statements }: BlockOutline): number {
  const last = statements.at(-1)?.kind;
  const isEnd = last === "return" || last === "fail" || last === "yield";
  return statements.length - (isEnd ? 1 : 0);
}

/** The first statement with a head, in any block. */
export function pathOf(blocks: readonly BlockOutline[], head: string, above = ""): string | undefined {
  for (const [at, block] of blocks.entries())
    for (const [index, one] of block.statements.entries()) {
      const path = `${above}${at}.${index}`;
      const inner = one.head === head ? path : pathOf(one.blocks, head, `${path}.`);
      if (inner !== undefined) return inner;
    }
  return undefined;
}
