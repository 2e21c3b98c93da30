import { availableParallelism } from "node:os";
import { systemHands } from "@orchlang/runtime/clock";
import type { PlayedScenario } from "../scenario/play.ts";
import { sideBySide, withThreads } from "./lanes.ts";
import { type PackedPlayed, unpackedPlayed } from "./packed.ts";
import { type Playing, played, type Timed } from "./work.ts";

/** A rest that takes less than twice as long is over before another thread has begun. ms. */
const aloneDefault = 300;
/** So that no thread waits long for the last. */
const partsOfThread = 4;

/** On how many threads scenarios are played. */
export interface PlayAllOptions {
  /** Default: as many as the machine can run at once. The result does not depend on it. */
  readonly threads?: number;
  /** So long it is played in this thread; then it is seen whether the rest is worth others. Default 300. */
  readonly aloneMs?: number;
}

/** `playScenario` of many, side by side where that is worth it; in their order. */
export async function playAll(
  playings: readonly Playing[],
  { threads = availableParallelism(), aloneMs = aloneDefault }: PlayAllOptions = {},
): Promise<readonly Timed<PlayedScenario>[]> {
  const began = systemHands.steady();
  const first: Timed<PlayedScenario>[] = [];
  for (const playing of playings) {
    const took = systemHands.steady() - began;
    const left = playings.length - first.length;
    if (threads > 1 && took > aloneMs && (took / first.length) * left > 2 * aloneMs) break;
    first.push(played(playing));
  }
  const rest = playings.slice(first.length);
  if (rest.length === 0) return first;
  const parts = divided(rest, Math.ceil(rest.length / (threads * partsOfThread)));
  const others = await withThreads<
    { readonly playings: readonly Playing[] },
    readonly Timed<PackedPlayed>[],
    readonly (readonly Timed<PlayedScenario>[])[]
  >(threads, (inThread) =>
    sideBySide(parts, threads, async (part) => {
      const done = await inThread({ playings: part.map(plain) });
      return done.flatMap(({ took, ...one }, place) => {
        const playing = part[place];
        return playing === undefined ? [] : [{ ...unpackedPlayed(playing.file, one), took }];
      });
    }),
  );
  return [...first, ...others.flat()];
}

/** Without what a scenario has besides, which may not be sent. */
function plain({ scenario: { says, target, clauses }, file, context }: Playing): Playing {
  return { scenario: { says, target, clauses }, file, context };
}

function divided<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, nth) =>
    items.slice(nth * size, (nth + 1) * size),
  );
}
