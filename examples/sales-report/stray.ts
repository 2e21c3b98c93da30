import type { Figures } from "./figures.ts";

/**
 * At most two numbers of a text that no figure has, without their sign and in one form: `$84,090.50` is `84090.5`. Small
 * counts such as "4 weeks" are compared too. Numbers in words are not found.
 */
export function strayIn(text: string, figures: Figures): readonly string[] {
  const known = new Set([...numbersOf(JSON.stringify(figures)), ...partsOfDates(figures)]);
  return [...new Set(numbersOf(text))].filter((number) => !known.has(number)).slice(0, 2);
}

function numbersOf(text: string): readonly string[] {
  return [...text.matchAll(/\d{4}-\d\d-\d\d|\d[\d,]*(?:\.\d+)?/g)].map(([found]) =>
    found.includes("-") ? found : String(Number(found.replaceAll(",", ""))),
  );
}

/** A text may say "16 November 2026". */
function partsOfDates({ from, to }: Figures): readonly string[] {
  return [from, to].flatMap((date) => date.split("-").map((part) => String(Number(part))));
}
