import { type Expression, evaluate, formatInstant, type Json } from "@orchlang/plan";

/** What each flag is at a moment; without a value where what it needs is not known. */
export function flagsNow(
  flags: readonly { readonly name: string; readonly value: Expression }[],
  readings: Readonly<Record<string, Json>>,
  now: number,
): ReadonlyMap<string, Json | undefined> {
  const found = new Map<string, Json | undefined>();
  const flagNow = (name: string): Json | undefined => {
    if (found.has(name)) return found.get(name);
    const flag = flags.find((one) => one.name === name);
    if (flag === undefined) return Object.hasOwn(readings, name) ? readings[name] : undefined;
    found.set(name, undefined);
    const value = evaluate(flag.value, {
      read: ({ from, name: read }) => {
        if (read === "now") return { value: formatInstant(now) };
        const known = from === "context" ? flagNow(read) : undefined;
        return known === undefined ? { unknown: [read] } : { value: known };
      },
    });
    const is = "value" in value ? value.value : undefined;
    found.set(name, is);
    return is;
  };
  for (const { name } of flags) flagNow(name);
  return found;
}
