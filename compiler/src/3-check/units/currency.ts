import { type Declaration, visit } from "@orchlang/language";

/**
 * The currency that a declaration speaks of: the one of all amounts and `Money<C>` in it. `undefined` where it names
 * none, or several; its plain `Money` is then of the project's currency.
 */
export function currencyOf(declaration: Declaration): string | undefined {
  const found = new Set<string>();
  visit(declaration, {
    money: (literal) => {
      found.add(literal.currency);
      return undefined;
    },
    moneyType: (type) => {
      found.add(type.currency.text);
      return undefined;
    },
  });
  const [currency, ...others] = found;
  return others.length === 0 ? currency : undefined;
}
