/** Something that may say when it was, ms. */
export interface Timed {
  readonly at?: number | undefined;
}

/** So many that say when they were are looked at ahead. */
const aheadCount = 32;
/** Clocks may differ by so much, ms. */
const toleranceMs = 60_000;
/** So many that go back are believed; of one that is further ahead than a day one is. */
const witnessesMin = 3;
const dayMs = 86_400_000;

/**
 * Records of a recorded day, each with whether its clock was wrong: it lies ahead of what was before, and most of what
 * comes after it goes on where that was. Time goes by the others, so that one wrong clock does not take the whole day
 * along; what it says is refused as what is still to come.
 */
export async function* withWrongClocks<T extends Timed>(
  records: AsyncIterable<T>,
): AsyncGenerator<T & { readonly isAhead: boolean }, void, void> {
  const waiting: T[] = [];
  let timed = 0;
  let now: number | undefined;
  const next = (): (T & { readonly isAhead: boolean })[] => {
    const one = waiting.shift();
    if (one === undefined) return [];
    if (one.at === undefined) return [{ ...one, isAhead: false }];
    timed -= 1;
    const isAhead = liesAhead(
      one.at,
      now,
      waiting.flatMap(({ at }) => at ?? []),
    );
    if (!isAhead) now = Math.max(now ?? one.at, one.at);
    return [{ ...one, isAhead }];
  };
  for await (const one of records) {
    waiting.push(one);
    if (one.at !== undefined) timed += 1;
    while (timed > aheadCount || waiting.length > linesMax) yield* next();
  }
  while (waiting.length > 0) yield* next();
}
/** So many lines wait, however few of them say when they were. */
const linesMax = 10_000;

function liesAhead(at: number, now: number | undefined, later: readonly number[]): boolean {
  // The first line is compared with the next.
  const [from = at] = now === undefined ? later : [now];
  const jump = at - from;
  if (jump <= toleranceMs) return false;
  const back = later.filter((one) => one < at - toleranceMs && Math.abs(one - from) < jump);
  return back.length * 2 > later.length && (back.length >= witnessesMin || jump > dayMs);
}
