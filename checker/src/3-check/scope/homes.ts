import type { Declaration } from "@orchlang/language/ast";
import { currencyOf, maySpeakOfOthers } from "../units/currency.ts";
import type { DeclaredAt, ModuleContext } from "./program.ts";

/** The module as a declaration sees it: what one that cannot be read in one place names, a plan apart, may stand there. */
export function inside(home: ModuleContext, declaration: Declaration | undefined): ModuleContext {
  if (declaration === undefined || declaration.kind === "planDeclaration") return home;
  if (!("broken" in declaration) || !declaration.broken) return home;
  return { ...home, expression: { ...home.expression, isLost: () => true } };
}

/** The module of each declaration, in which plain `Money` is what that declaration means by it. */
export function homes(module: (name: string) => ModuleContext): (declared: DeclaredAt) => ModuleContext {
  const currencies = new Map<Declaration, string | undefined>();
  const plain = new Map<ModuleContext, boolean>();
  const isPlain = (home: ModuleContext): boolean => {
    const known = plain.get(home);
    if (known !== undefined) return known;
    const { names, expression } = home;
    const isFound = !maySpeakOfOthers(names.module.file.text, expression.currency);
    plain.set(home, isFound);
    return isFound;
  };
  return ({ module: name, declaration }) => {
    const home = inside(module(name), declaration);
    const { currency: usual } = home.expression;
    if (declaration === undefined || isPlain(home)) return home;
    if (!currencies.has(declaration)) currencies.set(declaration, currencyOf(declaration));
    const currency = currencies.get(declaration) ?? usual;
    return currency === usual ? home : { ...home, expression: { ...home.expression, currency } };
  };
}
