import type { Sketch } from "./sketch.ts";

/*
 * Runs of sketches, step by step: every order in which steps can end and holds be granted. Written for the tests, of
 * nothing that the compiler has.
 */

interface Point {
  readonly kind: "step" | "hold" | "when" | "side" | "rounds" | "round";
  readonly parent: number;
  readonly children: number[];
  readonly after: readonly string[];
  readonly name: string;
  readonly pool?: string;
  readonly count: number;
  readonly atOnce: number;
}

/** A plan with its rounds written out. */
export interface Laid {
  readonly points: readonly Point[];
}

export function laid(sketch: readonly Sketch[]): Laid {
  const points: Point[] = [];
  const add = (parent: number, made: Partial<Point> & Pick<Point, "kind">): number => {
    const at = points.length;
    points.push({ parent, children: [], after: [], name: "", count: 0, atOnce: 0, ...made });
    points[parent]?.children.push(at);
    return at;
  };
  const block = (all: readonly Sketch[], parent: number): void => {
    for (const each of all) {
      switch (each.kind) {
        case "step":
          add(parent, { kind: "step", after: each.after, name: each.name });
          break;
        case "hold":
          block(each.body, add(parent, { kind: "hold", pool: each.pool, count: each.count }));
          break;
        case "when": {
          const choice = add(parent, { kind: "when" });
          block(each.yes, add(choice, { kind: "side" }));
          block(each.no, add(choice, { kind: "side" }));
          break;
        }
        case "rounds": {
          const loop = add(parent, { kind: "rounds", atOnce: each.atOnce });
          for (let round = 0; round < each.most; round++) block(each.body, add(loop, { kind: "round" }));
        }
      }
    }
  };
  block(sketch, -1);
  return { points };
}

/** For each point: `.` not begun, `o` running, `x` over (or not taken). */
export type Run = string;

export function start({ points }: Laid): Run {
  return ".".repeat(points.length);
}

export function isOver(run: Run): boolean {
  return !/[.o]/.test(run);
}

export function held({ points }: Laid, run: Run): ReadonlyMap<string, number> {
  const members = new Map<string, number>();
  for (const [at, { pool, count }] of points.entries()) {
    if (pool !== undefined && run[at] === "o") members.set(pool, (members.get(pool) ?? 0) + count);
  }
  return members;
}

/** @param free how many members are left, Infinity for a world without end. */
export function next(plan: Laid, run: Run, free: (pool: string) => number): readonly Run[] {
  const found: Run[] = [];
  for (const [at, point] of plan.points.entries()) {
    if (run[at] === "o" && point.kind === "step") found.push(settled(plan, put(run, at, "x")));
    if (run[at] !== "." || !mayBegin(plan, run, at)) continue;
    if (point.kind === "hold" && free(point.pool ?? "") < point.count) continue;
    if (point.kind !== "when") {
      found.push(settled(plan, put(run, at, "o")));
      continue;
    }
    for (const side of point.children) {
      let taken = put(put(run, at, "o"), side, "o");
      for (const other of point.children) if (other !== side) taken = skipped(plan, taken, other);
      found.push(settled(plan, taken));
    }
  }
  return found;
}

function mayBegin({ points }: Laid, run: Run, at: number): boolean {
  const point = points[at];
  if (point === undefined || point.kind === "side") return false;
  if (point.parent !== -1 && run[point.parent] !== "o") return false;
  if (point.kind === "round") {
    const loop = points[point.parent];
    const rounds = loop?.children ?? [];
    if (rounds.some((other) => other < at && run[other] === ".")) return false;
    return rounds.filter((other) => run[other] === "o").length < (loop?.atOnce ?? 0);
  }
  return point.after.every((name) => {
    // The nearest of that name: in a round it is the round's own.
    const others = points.flatMap((other, place) => (other.name === name ? [place] : []));
    const near = others.filter((other) => sharesRound(points, other, at));
    return (near.length === 0 ? others : near).every((other) => run[other] === "x");
  });
}

function sharesRound(points: readonly Point[], one: number, other: number): boolean {
  const mine = new Set(roundsAround(points, other));
  return roundsAround(points, one).every((round) => mine.has(round));
}

function roundsAround(points: readonly Point[], at: number): readonly number[] {
  const rounds: number[] = [];
  for (let around = points[at]?.parent ?? -1; around !== -1; around = points[around]?.parent ?? -1) {
    if (points[around]?.kind === "round") rounds.push(around);
  }
  return rounds;
}

/** A statement with children is over when they are. */
function settled({ points }: Laid, run: Run): Run {
  let now = run;
  for (let at = points.length - 1; at >= 0; at--) {
    const point = points[at];
    if (point === undefined || point.kind === "step" || now[at] !== "o") continue;
    if (point.children.every((child) => now[child] === "x")) now = put(now, at, "x");
  }
  return now;
}

function skipped(plan: Laid, run: Run, at: number): Run {
  const now = put(run, at, "x");
  return (plan.points[at]?.children ?? []).reduce((all, child) => skipped(plan, all, child), now);
}

function put(run: Run, at: number, to: string): Run {
  return run.slice(0, at) + to + run.slice(at + 1);
}
