import fc from "fast-check";
import { createChance } from "./chance.ts";
import { deriveFile } from "./derive.ts";
import { scatter } from "./scatter.ts";

export interface Generated {
  readonly text: string;
  /** The rules of the grammar that it was derived by. */
  readonly used: ReadonlySet<string>;
}

/** A program of about so many tokens, its words and layout chosen by the seed. */
export function generate(seed: number, size: number): Generated {
  const chance = createChance(seed);
  const { lexemes, used } = deriveFile(chance, size, chance.often(0.3));
  const looks = {
    comments: chance.pick([0, 0.02, 0.1, 0.5]),
    breaks: chance.pick([0, 0.05, 0.2, 0.5, 1]),
  };
  return { text: scatter(lexemes, chance, looks), used };
}

/** Programs over the whole grammar. They shrink to shorter ones. */
export const programs: fc.Arbitrary<string> = fc
  .record({ seed: fc.integer(), size: fc.integer({ min: 1, max: 300 }) })
  .map(({ seed, size }) => generate(seed, size).text);
