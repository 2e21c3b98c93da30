import type { Draft, Parameter } from "../draft.ts";

/* What a call costs and takes: constants, or reckoned from a parameter. */

/** Clauses of a capability, each of them or none. */
export function figuresOf(draft: Draft, params: readonly Parameter[]): readonly string[] {
  const { dice, theme } = draft;
  const counted = params.find(({ type }) => type.is === "int" && type.max !== undefined);
  const grows = (one: string, step: string): string =>
    counted !== undefined && dice.chance(0.4) ? `${one} + ${step} * ${counted.name}` : one;
  const cents = dice.within(1, 40);
  const least = (value: string): string => (dice.chance(theme.figures * 0.3) ? ` at least ${value}` : "");
  const found = [latency(draft, grows)];
  if (dice.chance(theme.figures))
    found.push(`cost <= ${grows(dollars(cents), "$0.10")}${least(dollars(cents - 1))}`);
  if (dice.chance(theme.figures * 0.4))
    found.push(`energy <= ${grows(`${dice.within(1, 9)}J`, "2J")}${least("1J")}`);
  if (dice.chance(theme.figures * 0.3))
    found.push(`tokens <= ${dice.within(1, 90)}${dice.chance(0.5) ? " tokens" : ""}`);
  return found.filter((clause) => clause !== "");
}

function dollars(cents: number): string {
  return `$0.${String(cents).padStart(2, "0")}`;
}

function latency(draft: Draft, grows: (one: string, step: string) => string): string {
  const { dice } = draft;
  if (dice.chance(0.02)) return "";
  const least = dice.chance(draft.theme.figures * 0.3) ? " at least 300ms" : "";
  return `latency <= ${grows(dice.one(["300ms", "1s", "1s", "2s", "5s", "30s"]), "1s")}${least}`;
}
