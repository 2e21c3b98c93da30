import type { Kept, Lack, Reading } from "@orchlang/compiler/intent";
import type { Json } from "@orchlang/plan";
import { shortName } from "./short-name.ts";

/** `movie_night (zone: "hall")`. */
export function readingText({ goal, input }: Reading): string {
  const given = Object.entries(input).map(([name, value]) => `${name}: ${valueText(value)}`);
  return given.length === 0 ? shortName(goal) : `${shortName(goal)} (${given.join(", ")})`;
}

function valueText(value: Json): string {
  return JSON.stringify(value);
}

/** Why a reading is not taken at once, in words. */
export function doubtsOf({ lacks, extra, missing }: Reading): readonly string[] {
  return [
    ...lacks.map(lackText),
    ...(extra.length === 0 ? [] : [`does not cover ${quoted(extra)}`]),
    ...(missing.length === 0 ? [] : [`also expects ${quoted(missing)}`]),
  ];
}

function lackText({ parameter, said, oneOf }: Lack): string {
  const shown = oneOf.length > membersMax ? [...oneOf.slice(0, membersMax), "…"] : oneOf;
  const members = shown.length === 0 ? "" : `: ${shown.join(", ")}`;
  return said === undefined
    ? `needs \`${parameter}\`${members}`
    : `\`${parameter}\` is not "${said}"${members}`;
}

const membersMax = 12;

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ");
}

/** `2 of 3 steps (67%)`. */
export function keptText({ onDevice, steps, share }: Kept): string {
  return steps === 0
    ? "nothing leaves the device"
    : `${onDevice} of ${steps} ${steps === 1 ? "step" : "steps"} (${Math.round(share * 100)}%)`;
}
