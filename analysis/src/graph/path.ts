import type { LinkedStatement } from "../tree.ts";

/**
 * A way through the outcome graph that shows why a rule ended as it did: its points in order, and the edges along which
 * it leaves, each in words. `orch explain` shows it behind the evidence.
 */
export type Path = readonly string[];

export function completes(...all: readonly Pick<LinkedStatement, "id">[]): string {
  return `${all.map(({ id }) => id).join(" or ")} completes`;
}

export function begins({ id }: Pick<LinkedStatement, "id">): string {
  return `${id} begins`;
}

/** Along an exceptional edge. */
export function fails({ id }: Pick<LinkedStatement, "id">, why: string): string {
  return `${id} fails: ${why}`;
}

/** Longer paths are shown with the first and the last points. */
const shownMax = 8;

export function shortened(path: Path): Path {
  if (path.length <= shownMax) return path;
  return [...path.slice(0, shownMax / 2), "…", ...path.slice(-shownMax / 2)];
}
