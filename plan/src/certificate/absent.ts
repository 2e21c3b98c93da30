import type { Selector } from "../shapes/rule.ts";
import { beginsOf, type Indexed, type Program, reached, selects } from "./program.ts";
import { type Rejection, rejected } from "./report.ts";

/** Whether nothing that a selector means begins in `roots` or in what they call, undos and confirms included. */
export function checkAbsent(claim: {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly of: Selector;
}): Rejection | undefined {
  const { program, roots, of } = claim;
  for (const within of reached(program, roots)) {
    const found = beginsOf(program, within).find(({ name }) => selects(program, of, name));
    if (found !== undefined) return rejected(found.place, `\`${found.name}\` begins here`);
  }
  return undefined;
}
