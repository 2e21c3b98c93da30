import { compileText } from "@orchlang/compiler/testing";
import type { Diagnostic } from "@orchlang/language";
import { expect, test } from "vitest";
import { type Shape, shapes } from "./shapes.ts";
import { workOf } from "./work.ts";

/** Four times as much of everything, with a little for sorting and searching. Quadratic growth comes to sixteen. */
const growthMax = 5.5;
/** Where steps meet each other the work of pairs shows beside the rest, but does not outgrow it. */
const pairedMax = 9;

/** Shapes whose parts stand beside or behind one another in one plan; `other.test.ts` has the rest. */
export const inARow = ({ name }: Shape): boolean => /in a row|after another|beside/u.test(name);

export function growInProportion(isWanted: (shape: Shape) => boolean): void {
  test.each(shapes.filter(isWanted))(
    "$name: as much work for each, however many there are",
    staysInProportion,
  );
}

async function staysInProportion({ text, small, refused, inPairs }: Shape): Promise<void> {
  const compiled = (size: number) => () => {
    const result = compileText(text(size));
    result.plan("m.p") ?? result.plan("m.p0") ?? result.plan("m.a0") ?? result.plan("m.g");
    return result;
  };
  // Caches of the process are filled before the count begins.
  compiled(2)();
  let found: readonly Diagnostic[] = [];
  const first = () => {
    found = compiled(small)().diagnostics.filter(({ severity }) => severity === "error");
  };
  const [one = 0, four = 0] = await workOf([first, compiled(4 * small)]);
  expect(found.filter(({ code }) => !/^ORCH4[14]/u.test(code))).toEqual([]);
  expect(found.length > 0).toBe(refused === true);
  expect(one).toBeGreaterThan(1_000);
  expect(four / one).toBeLessThan(inPairs ? pairedMax : growthMax);
}
