import type { Fold } from "@orchlang/plan";
import { type Abstract, anySize, maybe, numberRange, truth, undecided, unknown } from "./abstract.ts";
import { timesRange } from "./amounts.ts";

/** A list function: what comes of a list of which only the size and the items' range is known. */
export function foldOf(fold: Fold, list: Abstract, body: (item: Abstract) => Abstract): Abstract {
  const size = list.kind === "list" ? list.size : anySize;
  const item = (): Abstract => (list.kind === "list" ? list.item() : unknown);
  const some = (value: Abstract): Abstract => (size.low > 0 ? value : maybe(value));
  switch (fold.fn) {
    case "map":
      return { kind: "list", size, item: () => body(item()) };
    case "filter":
      return { kind: "list", size: numberRange(0, size.high), item };
    case "sort_by":
      return { kind: "list", size, item };
    case "distinct":
      return { kind: "list", size: numberRange(Math.min(1, size.low), size.high), item };
    case "flatten":
      return flattened(size, item());
    case "count":
      return numberRange(fold.body === undefined ? size.low : 0, size.high);
    case "sum":
    case "sum_money": {
      const total = timesRange(body(item()), size);
      return fold.fn === "sum_money" ? some(total) : total;
    }
    case "min":
    case "max":
      return some(body(item()));
    case "find":
      return maybe(item());
    case "any":
    case "all":
      return quantified(fold.fn, size, body(item()));
    default:
      return unknown;
  }
}

function flattened(size: { readonly low: number; readonly high: number }, inner: Abstract): Abstract {
  if (inner.kind !== "list") return unknown;
  const high = size.high === 0 || inner.size.high === 0 ? 0 : size.high * inner.size.high;
  return { kind: "list", size: numberRange(size.low * inner.size.low, high), item: inner.item };
}

function quantified(
  fn: "any" | "all",
  size: { readonly low: number; readonly high: number },
  each: Abstract,
): Abstract {
  if (size.high === 0) return truth(fn === "all", fn === "any");
  if (each.kind !== "truth") return undecided;
  return fn === "any"
    ? truth(each.yes, each.no || size.low === 0)
    : truth(each.yes || size.low === 0, each.no);
}
