import { once } from "../../once.ts";
import { clauses } from "./clauses.ts";
import { declarations } from "./declarations.ts";
import { forms } from "./forms.ts";
import { operators } from "./operators.ts";
import type { ForeignProduction } from "./production.ts";
import { statements } from "./statements.ts";

/*
 * One table of what people write who know other languages: programming languages, workflow files in YAML, automation and
 * test tools. Rows are found by place and by word, or by place and pattern.
 */

/** Every row with its place. */
export const foreignProductions: readonly (readonly [place: string, row: ForeignProduction])[] = [
  declarations,
  statements,
  clauses,
  operators,
  forms,
].flatMap((table) =>
  Object.entries(table).flatMap(([places, rows]) =>
    places.split(" ").flatMap((place) => rows.map((row) => [place, row] as const)),
  ),
);

/** `depends_on`, `dependsOn` and `depends-on` are one word. */
function folded(text: string): string {
  return text.replaceAll(/[_-]/g, "").toLowerCase();
}

function rowsByWord(spelt: (word: string) => string): ReadonlyMap<string, ForeignProduction> {
  const rows = new Map<string, ForeignProduction>();
  for (const [place, row] of foreignProductions) {
    if (typeof row.found !== "string") continue;
    for (const word of row.found.split(" ")) rows.set(`${place} ${spelt(word)}`, row);
  }
  return rows;
}

/** Made for the first file with a mistake. */
const byWord = once(() => rowsByWord(folded));
const bySpelling = once(() => rowsByWord((word) => word));

/** The row of a word at a place, however the word is written. */
export function foreignWord(place: string, text: string): ForeignProduction | undefined {
  return byWord().get(`${place} ${folded(text)}`);
}

/** The row of a word or sign at a place, written exactly so. */
export function foreignSpelling(place: string, text: string): ForeignProduction | undefined {
  return bySpelling().get(`${place} ${text}`);
}

const patternsOfPlace: ReadonlyMap<string, readonly ForeignProduction[]> = new Map(
  [...Map.groupBy(foreignProductions, ([place]) => place)].map(([place, rows]) => [
    place,
    rows.flatMap(([, row]) => (typeof row.found === "string" ? [] : [row])),
  ]),
);

/** The rows of a list or of a grammar rule that are found by a pattern, in order. */
export function foreignPatterns(place: string): readonly ForeignProduction[] {
  return patternsOfPlace.get(place) ?? [];
}

/** True if a word continues a construct of another language that was reported where it began: `end`, `catch`. */
export function isSequel(text: string): boolean {
  return /^(?:end|endif|fi|done|esac|endwhile|endfor|catch|except|rescue|else|elif|elsif)$/.test(text);
}
