import { visit } from "@orchlang/language";
import { showType } from "../3-check/types/show.ts";
import type { Look } from "./look.ts";
import { occurrencesIn } from "./occurrences.ts";

/** What an author may want to see beside a name that does not say it. */
export interface Shown {
  /** Where it is shown, in the part. */
  readonly at: number;
  readonly text: string;
}

/** The types of what is named by `let`, by a loop or by what a race has won: nothing there says them. */
export function shownTypes(look: Look): readonly Shown[] {
  const plain = new Set<number>();
  visit(look.declaration, {
    let: ({ name, value }) => void (isPlain(value.kind) ? plain.add(name.span.start) : undefined),
    lambda: ({ parameter }) => void plain.add(parameter.span.start),
  });
  return occurrencesIn(look).flatMap(({ role, symbol, span }) => {
    if (role !== "declaration" || symbol.what !== "local" || symbol.type === undefined) return [];
    if (plain.has(span.start) || !shownKinds.has(symbol.kind) || symbol.type.kind === "error") return [];
    return [{ at: span.end, text: `: ${showType(symbol.type)}` }];
  });
}

const shownKinds: ReadonlySet<string> = new Set(["let", "variable", "binding"]);

/** A value that says its type itself. */
function isPlain(kind: string): boolean {
  return (
    kind === "number" || kind === "string" || kind === "boolean" || kind === "quantity" || kind === "money"
  );
}
