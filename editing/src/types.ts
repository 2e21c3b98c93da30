import { wholeLabel } from "@orchlang/checker/labels";
import { showType } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import { type Name, visit } from "@orchlang/language/ast";
import { defaultClauses } from "./describe.ts";
import { occurrencesIn } from "./occurrences.ts";
import { writtenLabels } from "./rewrite/written-type.ts";

/** An inlay beside a name that does not show its type. */
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

/** Behind a capability, the clauses that it has from its module's defaults. */
export function shownDefaults({ definition, declaration, project }: Look): readonly Shown[] {
  const clauses = definition === undefined ? [] : defaultClauses(definition, project);
  return clauses.length === 0 ? [] : [{ at: declaration.span.end, text: clauses.join("  ") }];
}

/** The labels of what steps give and `let` names, where they are more than usual; of what nobody reads none is known. */
export function shownLabels(look: Look): readonly Shown[] {
  const named: Name[] = [];
  visit(look.declaration, {
    step: ({ name }) => void named.push(name),
    let: ({ name }) => void named.push(name),
  });
  return named.flatMap(({ text, span }) => {
    for (const { env } of look.expressions.values()) {
      const binding = env.lookup(text);
      if (binding?.declared?.file !== look.part.id || binding.declared.span.start !== span.start) continue;
      const labels = writtenLabels(wholeLabel(binding)).trim();
      return labels === "" ? [] : [{ at: span.end, text: labels }];
    }
    return [];
  });
}
