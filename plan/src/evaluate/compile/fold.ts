import type { Fold } from "../../shapes/expression.ts";
import { foldOf } from "../folds/table.ts";
import { inWords, isList } from "../functions/kinds.ts";
import { faulted, Stop } from "../outcome.ts";
import { type Bound, type Code, spend } from "./code.ts";
import type { CompilePart } from "./compile.ts";

/** A list function. Its lambda runs with its variable in the slot behind those of the lambdas around it. */
export function compileFold({ fn, list, as, body }: Fold, bound: Bound, part: CompilePart): Code {
  const found = foldOf(fn);
  if (found === undefined) return () => faulted(`there is no list function \`${fn}\``);
  const items = part(list, bound);
  const lambda = as === undefined || body === undefined ? undefined : part(body, [...bound, as]);
  const slot = bound.length;
  return (frame) => {
    const value = items(frame);
    if (value instanceof Stop) return value;
    if (!isList(value)) return faulted(`\`${fn}\` was asked of ${inWords(value)}`);
    return found(value, {
      given: lambda !== undefined,
      of: (item) => {
        const stop = spend(frame, 1);
        if (stop !== undefined || lambda === undefined) return stop ?? item;
        frame.locals[slot] = item;
        return lambda(frame);
      },
      spend: (rounds) => spend(frame, rounds),
    });
  };
}
