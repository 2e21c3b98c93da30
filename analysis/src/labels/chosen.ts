import { freeReads } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import { loopsAround } from "../tree.ts";
import { type Shape, whole } from "./shape.ts";
import type { Bindings } from "./symbols.ts";
import { joinTaints } from "./taint.ts";
import type { Around, Walk } from "./walk.ts";

/*
 * Parameters that ask for a trusted value alone (`trusted value`). An untrusted decision may come to the call there, and
 * choose no value by it: one that is another in each round of a loop would be chosen by the round that makes the call.
 */

/** Tells the arguments of a call that may be others in each round of a loop around it. */
export function variesByRound(
  { routine }: Walk,
  { attempt }: { readonly attempt: Attempt },
  { locals }: Pick<Around, "locals">,
): (parameter: string) => boolean {
  const varying = Object.entries(attempt.args).flatMap(([parameter, value]) => {
    const varies = freeReads(value).some(({ from, name }) => {
      if (from === "local") return locals.has(name);
      const read = from === "node" ? routine.tree.byId.get(name) : undefined;
      return read !== undefined && loopsAround(read).length > 0;
    });
    return varies ? [parameter] : [];
  });
  // A default reads the arguments before it.
  return (parameter) =>
    varying.includes(parameter) || (varying.length > 0 && !Object.hasOwn(attempt.args, parameter));
}

/** Replacements for the symbols of a called plan, where it is asked who chooses a value. */
export function choosing(bindings: Bindings, varies: (parameter: string) => boolean): Bindings {
  const argument = (parameter: string): Shape => {
    const given = bindings.argument(parameter);
    if (!varies(parameter)) return given;
    const own = joinTaints(whole(given), bindings.runs);
    return { own, rest: { own } };
  };
  return { ...bindings, argument };
}
