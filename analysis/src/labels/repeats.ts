import { isConstant } from "../expression/path.ts";
import { type LinkedStatement, loopsAround } from "../tree.ts";
import type { Use } from "./uses.ts";

/* Steps that make their call once, and those that may make it again. */

/** True if a call comes before those that repeat it, and those of a called plan before others of it as its summary says. */
export function isBeforeItsOwn({ linked, inside }: Use): boolean {
  if (linked.statement.node.kind !== "call" || loopsAround(linked).length > 0) return false;
  return inside === undefined || !isRepeated(linked);
}

/** True if a step makes one call, whose time no data decides. */
export function isPlainCall(linked: LinkedStatement): boolean {
  return (
    !isRepeated(linked) &&
    linked.attempts.every(
      ({ attempt: { target, options } }) => "capability" in target && options.timeout === undefined,
    )
  );
}

/** True if no data decides how long a step's calls take: only the world does, by how they end. */
export function isTimedByWorld({ attempts, blocks }: LinkedStatement): boolean {
  return (
    blocks.length === 0 &&
    attempts.every(
      ({ attempt: { target, options } }) =>
        "capability" in target &&
        options.retry?.when === undefined &&
        options.attempts === undefined &&
        (options.timeout === undefined || isConstant(options.timeout)),
    )
  );
}

/** True if a step may call again some time after it has begun. */
export function isRepeated({ attempts, statement: { node } }: LinkedStatement): boolean {
  return (
    ("rescues" in node && node.rescues.length > 0) ||
    attempts.some(({ attempt: { options } }) => options.retry !== undefined || options.attempts !== undefined)
  );
}
