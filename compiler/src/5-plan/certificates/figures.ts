import type { Figures, Measure } from "@orchlang/plan";
import {
  type Indexed,
  measuresOf,
  type Program,
  reached,
  Sums,
  type SumsClaim,
} from "@orchlang/plan/certificate";

/** The least figures that cover what each plan needs: those that are called first. What has no end has no figure. */
export function figuresOf(claim: SumsClaim, scope: readonly Indexed[]): Figures {
  const figures: Record<string, Partial<Record<Measure, number>>> = {};
  const sums = new Sums(claim, figures);
  for (const within of scope) {
    const own: Partial<Record<Measure, number>> = {};
    for (const measure of measuresOf(claim.subject)) {
      const figure = sums.plan(measure, within);
      if (Number.isFinite(figure)) own[measure] = figure;
    }
    figures[within.name] = own;
  }
  return figures;
}

/** How long the plans last that one calls. */
export function durationsBelow(program: Program, within: Indexed): Figures {
  const below = reached(program, [within]).filter((each) => each !== within);
  return figuresOf({ program, subject: { lasts: true }, kept: true }, below);
}
