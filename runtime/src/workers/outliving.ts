import type { Workers } from "../world/world.ts";

/** Hands the question on to the workers within: whoever wraps some says of their jobs what they say. */
export function outliving(workers: Workers): Pick<Workers, "outlives"> {
  return workers.outlives === undefined ? {} : { outlives: (job) => workers.outlives?.(job) === true };
}
