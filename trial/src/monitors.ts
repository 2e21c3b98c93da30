import type { Monitor } from "./claim.ts";

/** Who watches runs: each finds the claims of its kind that the compiler printed. */
export const monitors: readonly Monitor[] = [];
