import { type Node, visit } from "@orchlang/language/ast";
import { targetOf } from "../played.ts";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";
import { freshFirst, inScope, itemOf } from "./mentions.ts";
import { valueItems } from "./values.ts";

/** How many of what the played plan calls are seen above the words of an expectation. */
const callsSeen = 2;

/** Behind `expect`: what the played plan calls, then values; the words of the language stand between. */
export function expectItems(gap: Gap, filled: Filled, node: Node): readonly Item[] | undefined {
  if (!/\bexpect\s+$/u.test(gap.before)) return undefined;
  const { look } = filled;
  const called = new Set<string>();
  const target = targetOf(look)?.declaration;
  if (target !== undefined) {
    visit(target, { invocation: ({ path }) => void called.add(path.segments.at(-1)?.text ?? "") });
  }
  const calls = inScope(["capability", "plan", "goal"], look.module).filter(([label]) => called.has(label));
  const seen = freshFirst(calls, gap, look).map(([label, definition], index) =>
    itemOf(label, definition, index < callsSeen ? ranks.fitting : ranks.elsewhere, look.module, false),
  );
  const values = (valueItems(gap, filled, node) ?? []).map((item) => ({ ...item, rank: ranks.other }));
  return [...seen, ...values];
}
