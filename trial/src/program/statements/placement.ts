import type { Draft } from "../draft.ts";

/** The measures by which a member is chosen, in some holds. */
export function atText({ dice }: Draft, share: number): string {
  if (!dice.chance(share)) return "";
  const first = dice.one(measures);
  const second = dice.one(measures.filter((each) => each !== first));
  return ` at ${dice.chance(0.5) ? first : `${first}, ${second}`}`;
}

const measures = ["privacy", "cost", "latency", "energy", "reliability"];
