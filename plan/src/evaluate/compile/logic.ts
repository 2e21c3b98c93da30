import { inWords } from "../functions/kinds.ts";
import { faulted, joinStops, type Outcome, Stop } from "../outcome.ts";
import type { Code } from "./code.ts";

/**
 * Kleene's `and` and `or`: one operand that decides is enough, whatever is unknown beside it. Operands after
 * the one that decides aren't evaluated.
 */
export function compileConnective(op: "and" | "or", items: readonly Code[]): Code {
  const decides = op === "or";
  return (frame): Outcome => {
    let unknown: Stop | undefined;
    for (const item of items) {
      const value = item(frame);
      if (value === decides) return decides;
      if (value instanceof Stop) {
        if ("fault" in value.because) return value;
        unknown = unknown === undefined ? value : joinStops(unknown, value);
      } else if (typeof value !== "boolean") {
        return noCondition(value);
      }
    }
    return unknown ?? !decides;
  };
}

export function compileNot(of: Code): Code {
  return (frame) => {
    const value = of(frame);
    if (value instanceof Stop) return value;
    return typeof value === "boolean" ? !value : noCondition(value);
  };
}

export function compileIf(condition: Code, yes: Code, no: Code): Code {
  return (frame) => {
    const value = condition(frame);
    if (value instanceof Stop) return value;
    if (typeof value !== "boolean") return noCondition(value);
    return value ? yes(frame) : no(frame);
  };
}

function noCondition(value: Outcome): Stop {
  return value instanceof Stop ? value : faulted(`a condition was expected, not ${inWords(value)}`);
}
