import { type Declaration, type Node, visit } from "@orchlang/language/ast";
import type { LoadedModule } from "../../1-load/module.ts";
import type { LoadedProject } from "../../1-load/project.ts";

/*
 * The currency of plain `Money`. A declaration with amounts of one currency uses that one; otherwise the project's
 * setting counts; without one, the single currency of the file, that of the project, and dollars.
 */

/**
 * The single currency of the amounts in a declaration. `undefined` if there are none, or several. The cost of a call is
 * no such amount: calls may be paid in another currency.
 */
export function currencyOf(declaration: Declaration): string | undefined {
  return only(currenciesIn(declaration, { bounds: false }));
}

/** The one currency of all amounts of a file. */
export function currencyOfFile(declarations: readonly Declaration[]): string | undefined {
  return only(declarations.flatMap((declaration) => [...currenciesOf(declaration)]));
}

/** The currencies of all amounts of a declaration. */
function currenciesOf(declaration: Declaration): ReadonlySet<string> {
  return currenciesIn(declaration, { bounds: true });
}

/** How any currency but the dollar is written: most files have none, and need no closer look. */
const otherThanDollars = /(?!\$)\p{Sc}\d|\d[A-Z]{3}\b/u;

/** True if a text may speak of amounts that are not of `usual`. */
export function maySpeakOfOthers(text: string, usual: string): boolean {
  return otherThanDollars.test(text) || (usual !== "USD" && text.includes("$"));
}

function currenciesIn(node: Node, where: { readonly bounds: boolean }): ReadonlySet<string> {
  const collected = new Set<string>();
  visit(node, {
    money: (literal) => {
      collected.add(literal.currency);
      return undefined;
    },
    bound: () => (where.bounds ? undefined : false),
  });
  return collected;
}

/** The common value; `undefined` if there are none, or several. */
export function only(found: Iterable<string>): string | undefined {
  const [currency, ...others] = new Set(found);
  return others.length === 0 ? currency : undefined;
}

/**
 * A project whose `orch.json` names no currency uses the single currency of all its amounts, also for the costs of its
 * plans.
 *
 * @param written the author's parts of a module; absent: its tree.
 */
export function reckonedInItsOwn(
  loaded: LoadedProject,
  written: (module: LoadedModule) => Written = whole,
): LoadedProject {
  const { settings } = loaded;
  const { currency } = settings.plan;
  if (settings.saysCurrency) return loaded;
  const own = [...loaded.modules.values()].filter(({ standard }) => !standard).map(written);
  if (!own.some(({ text }) => maySpeakOfOthers(text, currency))) return loaded;
  const spoken = only(
    own.flatMap(({ declarations }) => declarations.flatMap((one) => [...currenciesOf(one)])),
  );
  return spoken === undefined || spoken === currency
    ? loaded
    : { ...loaded, settings: { ...settings, plan: { ...settings.plan, currency: spoken } } };
}

export interface Written {
  readonly text: string;
  readonly declarations: readonly Declaration[];
}

function whole({ file: { text }, tree: { declarations } }: LoadedModule): Written {
  return { text, declarations };
}
