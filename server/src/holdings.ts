import { refName } from "@orchlang/kernel/control";
import type { ControlEvent } from "@orchlang/runtime";

/** A member of a pool in the hands of a run. Times are ms since 1970; without `to` the run has it still. */
export interface Holding {
  readonly pool: string;
  readonly id: string;
  readonly run: string;
  readonly from: number;
  readonly to?: number;
}

/** As many that are over are kept. */
const keptMax = 10_000;

/** The holders of members, as the events of control tell it. */
export class Holdings {
  #over: Holding[] = [];
  /** By their hold. */
  readonly #open = new Map<string, readonly Holding[]>();

  take(event: ControlEvent): void {
    switch (event.t) {
      case "Granted": {
        const { say, run, at } = event;
        if ((say.say !== "granted" && say.say !== "held") || say.members === undefined) return;
        const hold = refName(say.ref);
        const known = this.#open.get(hold) ?? [];
        const fresh = say.members.flatMap(({ pool, id }) =>
          known.some((one) => one.pool === pool && one.id === id) ? [] : [{ pool, id, run, from: at }],
        );
        this.#open.set(hold, [...known, ...fresh]);
        return;
      }
      case "Revoked":
        if (event.say.say === "holdLost" && event.say.degraded !== true)
          this.#end(refName(event.say.ref), event.at, event.say.member);
        return;
      case "Freed":
        this.#end(event.hold, event.at);
        return;
      case "Forgot":
        for (const [hold, own] of this.#open) if (own[0]?.run === event.run) this.#end(hold, event.at);
        return;
      default:
    }
  }

  /** Those that are over first, oldest first. */
  all(): readonly Holding[] {
    return [...this.#over.slice(-keptMax), ...[...this.#open.values()].flat()];
  }

  #end(hold: string, to: number, member?: string): void {
    const own = this.#open.get(hold) ?? [];
    const isOver = ({ id }: Holding): boolean => member === undefined || id === member;
    const left = own.filter((one) => !isOver(one));
    if (left.length === 0) this.#open.delete(hold);
    else this.#open.set(hold, left);
    this.#over.push(...own.filter(isOver).map((one) => ({ ...one, to })));
    if (this.#over.length > 2 * keptMax) this.#over = this.#over.slice(-keptMax);
  }
}

/** How many were held from an instant on, until the next point. */
interface HeldPoint {
  readonly at: number;
  readonly held: number;
}

/**
 * How many members were held at once from `from` to `to`, with a point at both ends, and their mean over that time. Of
 * more than a thousand changes the highest in each thousandth of the time is kept.
 */
export function heldOver(
  holdings: readonly Holding[],
  from: number,
  to: number,
): { readonly points: readonly HeldPoint[]; readonly mean: number } {
  const changes = holdings.flatMap((one) => {
    const [begin, end] = [Math.max(one.from, from), Math.min(one.to ?? to, to)];
    return begin >= end
      ? []
      : [
          { at: begin, by: 1 },
          { at: end, by: -1 },
        ];
  });
  changes.sort((one, other) => one.at - other.at);
  const points: HeldPoint[] = [{ at: from, held: 0 }];
  let held = 0;
  let area = 0;
  let last = from;
  for (const { at, by } of changes) {
    area += held * (at - last);
    last = at;
    held += by;
    // At its end nothing is let go of: it is where the time stops.
    if (at === to) continue;
    if (points.at(-1)?.at === at) points[points.length - 1] = { at, held };
    else points.push({ at, held });
  }
  points.push({ at: to, held: points.at(-1)?.held ?? 0 });
  return { points: fewer(points, from, to), mean: to === from ? 0 : area / (to - from) };
}

const pointsMax = 1_000;

function fewer(points: readonly HeldPoint[], from: number, to: number): readonly HeldPoint[] {
  if (points.length <= pointsMax) return points;
  const stretches = Map.groupBy(points, ({ at }) => Math.floor((pointsMax * (at - from)) / (to - from)));
  return [...stretches.values()].map((some) =>
    some.reduce((most, one) => (one.held > most.held ? one : most)),
  );
}
