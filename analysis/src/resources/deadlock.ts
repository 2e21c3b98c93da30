import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { holdsAround } from "../expression/qualify.ts";
import { excludeEachOther } from "../facts/path-condition.ts";
import { calledFrom, reachedFrom, routinesOf } from "../graph/call-graph.ts";
import { type LinkedStatement, surroundings } from "../tree.ts";
import { listed, shortName } from "../words.ts";
import { peaksIn } from "./peak.ts";
import { countOf, familiesOf, membersOf, takingsOf } from "./taking.ts";
import { asksIn, type Want, wantsOf } from "./waiting.ts";

/* Holds in orders in which runs can block each other (semantics, rule 33). */

export const holdsCross = defineDiagnostic<{ pools: readonly string[] }>({
  code: "ORCH4403",
  severity: "error",
  title: "Holds that can block each other",
  message: ({ pools }) =>
    pools.length === 2
      ? `${listed(quoted(pools))} are held within one another in both orders: two runs can block each other for ever.`
      : `${listed(quoted(pools))} are held within one another in a circle: runs can block each other for ever.`,
  help: "Hold them in the same order everywhere.",
});

export const askedWhileHeld = defineDiagnostic<{ pool: string; there: number }>({
  code: "ORCH4405",
  severity: "error",
  title: "A pool is asked again while it is held",
  message: ({ pool, there }) =>
    `\`${pool}\` is requested while members of it are held: when all ${there} are held so, each waits for the others for ever.`,
  help: "Request all of them together, with `count`.",
});

function quoted(names: readonly string[]): readonly string[] {
  return names.map((name) => `\`${name}\``);
}

/** Waits for pools while others are held that close a circle; each circle of pools once. */
export function deadlocks(analysis: Analysis, routines: Iterable<AnalysedRoutine>): readonly Diagnostic[] {
  const { program } = analysis;
  const asks = asksIn(analysis);
  const all = [...routines];
  // An unreadable pool has a mistake of its own.
  const wants = all
    .flatMap((routine) => wantsOf(analysis, routine, asks))
    .filter(({ pool, held }) => pool !== "" && held.pick.pool !== "");
  if (wants.length === 0) return [];
  const overlaps = overlapsOf(analysis);
  const familyOf = familiesOf(program);
  const suffices = sufficing(analysis, overlaps, familyOf);
  const open = wants.filter(({ pool }) => !suffices(familyOf(pool)));
  const diagnostics: Diagnostic[] = [];
  const crossing: Want[] = [];
  for (const want of open) {
    if (familyOf(want.held.pick.pool) !== familyOf(want.pool)) crossing.push(want);
    else if (canExhaust(analysis, overlaps, want)) diagnostics.push(askedAgain(analysis, want));
  }
  const circles = new Circles(crossing, familyOf, (one, other) => together(analysis, overlaps, one, other));
  return [...distinctPlaces(diagnostics), ...circles.all().map(inACircle)];
}

function distinctPlaces(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ file, span }) => {
    const place = `${file} ${span.start}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

/** True if a family has enough for all that can be wanted of it at the same time: then nobody waits for it. */
function sufficing(
  analysis: Analysis,
  overlaps: Overlaps,
  familyOf: (pool: string) => string,
): (family: string) => boolean {
  const peaks = peaksIn(analysis);
  const wanted = new Map<string, number>();
  const short = new Set<string>();
  for (const routine of analysis.routines.values()) {
    for (const [pool, peak] of peaks(routine)) {
      const family = familyOf(pool);
      const total = (wanted.get(family) ?? 0) + overlaps.runs(routine) * peak;
      wanted.set(family, total);
      // Each pool that is asked has to reach by itself: what it does not overflow into is of no use to it.
      if (!(total <= membersOf(analysis.program, pool))) short.add(family);
    }
  }
  for (const [family, total] of wanted) {
    for (const routine of analysis.routines.values()) {
      for (const pool of peaks(routine).keys()) {
        if (familyOf(pool) === family && !(total <= membersOf(analysis.program, pool))) short.add(family);
      }
    }
  }
  return (family) => wanted.has(family) && !short.has(family);
}

/** True if holders that each want more can hold so many that not one gets it. */
function canExhaust(analysis: Analysis, overlaps: Overlaps, want: Want): boolean {
  const there = membersOf(analysis.program, want.pool);
  const held = Math.max(1, countOf(want.routine, want.held).most);
  const more = wantedMost(want);
  const place = { routine: want.routine, linked: want.held.linked };
  const holders = overlaps.together(place, place) ? Infinity : 1;
  if (want.held.pick.pool !== want.pool) return true;
  const full = Math.min(holders, Math.floor(there / held));
  return there - full * held < more;
}

function wantedMost({ routine, linked, pool }: Want): number {
  const own = takingsOf(linked).filter(({ pick }) => pick.pool === pool);
  return Math.max(1, ...own.map((taking) => countOf(routine, taking).most));
}

/** True if two waits can be under way at the same time: no single member that both hold keeps them apart. */
function together(analysis: Analysis, overlaps: Overlaps, one: Want, other: Want): boolean {
  if (!overlaps.together(placeOf(one), placeOf(other))) return false;
  // A guard that both stand in is the same member, where both are in one run.
  const inOne = overlaps.inOneRun(placeOf(one), placeOf(other));
  const guards = holdsAround(other.held.linked).flatMap(takingsOf);
  return !holdsAround(one.held.linked)
    .flatMap(takingsOf)
    .some((guard) => {
      const there = membersOf(analysis.program, guard.pick.pool);
      return guards.some(
        (theirs) =>
          theirs.pick.pool === guard.pick.pool &&
          !(inOne && theirs.linked === guard.linked) &&
          countOf(one.routine, guard).least + countOf(other.routine, theirs).least > there,
      );
    });
}

function placeOf({ routine, held }: Want) {
  return { routine, linked: held.linked };
}

/** How far circles are looked for. */
const stepsMax = 200_000;
const lengthMax = 6;

/** Circles of waits, of which all can be under way at the same time. */
class Circles {
  readonly #from = new Map<string, Want[]>();
  readonly #familyOf: (pool: string) => string;
  readonly #together: (one: Want, other: Want) => boolean;
  #steps = 0;

  constructor(
    wants: readonly Want[],
    familyOf: (pool: string) => string,
    together: (one: Want, other: Want) => boolean,
  ) {
    this.#familyOf = familyOf;
    this.#together = together;
    for (const want of wants) {
      const family = familyOf(want.held.pick.pool);
      const known = this.#from.get(family);
      if (known === undefined) this.#from.set(family, [want]);
      else known.push(want);
    }
  }

  /** One for each set of pools that close on themselves, the shortest first. */
  all(): readonly (readonly Want[])[] {
    const results = new Map<string, readonly Want[]>();
    const covered = new Set<string>();
    for (let length = 2; length <= lengthMax; length++) {
      for (const start of [...this.#from.keys()].sort()) {
        if (covered.has(start)) continue;
        const circle = this.#search(start, start, [], length);
        if (circle === undefined) continue;
        const families = circle.map(({ held }) => this.#familyOf(held.pick.pool)).sort();
        results.set(families.join(" "), circle);
        for (const family of families) covered.add(family);
      }
    }
    return [...results.values()];
  }

  #search(start: string, at: string, way: readonly Want[], left: number): readonly Want[] | undefined {
    for (const want of this.#from.get(at) ?? []) {
      if (this.#steps++ > stepsMax) return undefined;
      const next = this.#familyOf(want.pool);
      const closes = next === start;
      if (closes !== (left === 1) || way.some((each) => this.#familyOf(each.pool) === next)) continue;
      if (!way.every((each) => this.#together(each, want))) continue;
      const further = [...way, want];
      const wants = closes ? further : this.#search(start, next, further, left - 1);
      if (wants !== undefined) return wants;
    }
    return undefined;
  }
}

function inACircle(circle: readonly Want[]): Diagnostic {
  const order = [...circle].sort((a, b) => compare(a, b));
  const last = order.at(-1);
  const pools = order.map(({ held }) => shortName(held.pick.pool));
  const labels: Label[] = order.slice(0, -1).map((want) => ({
    file: want.routine.checked.origin.file,
    span: want.linked.statement.nameSpan,
    message: order.length === 2 ? "here in the other order" : waits(want),
  }));
  const place = {
    file: last?.routine.checked.origin.file ?? "",
    span: last?.linked.statement.nameSpan ?? { start: 0, end: 0 },
  };
  return holdsCross.at(place, { pools }, { labels, ...(last === undefined ? {} : { label: waits(last) }) });
}

function waits({ held, pool }: Want): string {
  return `\`${shortName(pool)}\` is wanted while \`${shortName(held.pick.pool)}\` is held`;
}

function compare(one: Want, other: Want): number {
  const [left, right] = [one.routine.checked.origin, other.routine.checked.origin];
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return one.linked.statement.span.start - other.linked.statement.span.start;
}

function askedAgain(analysis: Analysis, want: Want): Diagnostic {
  const { routine, held, linked, pool } = want;
  const { file } = routine.checked.origin;
  const labels: Label[] =
    held.linked === linked
      ? []
      : [{ file, span: held.linked.statement.nameSpan, message: "held from here on" }];
  const again = takenInside(analysis, want);
  if (again !== undefined) labels.push(again);
  return askedWhileHeld.at(
    { file, span: linked.statement.nameSpan },
    { pool: shortName(pool), there: membersOf(analysis.program, pool) },
    { labels },
  );
}

/** The place in a called plan where the pool is requested again; `undefined` if the statement itself requests it. */
function takenInside(analysis: Analysis, { held, linked, pool }: Want): Label | undefined {
  const isOwn = takingsOf(linked).some((taking) => taking.pick.pool === pool);
  if (held.linked !== linked && isOwn) return undefined;
  const calls = linked.attempts.flatMap(({ attempt }) => routinesOf(analysis, attempt.target));
  for (const routine of reachedFrom(analysis, ...calls)) {
    const taking = routine.tree.all.flatMap((each) => takingsOf(each)).find(({ pick }) => pick.pool === pool);
    if (taking === undefined) continue;
    const { file } = routine.checked.origin;
    return { file, span: taking.linked.statement.nameSpan, message: "requested again here" };
  }
  return undefined;
}

/** How many runs of each plan there may be at the same time. */
interface Overlaps {
  /** Infinity where nothing says it; a plan that others call runs as often as they do. */
  runs(routine: AnalysedRoutine): number;
  /** True if two places can be under way at the same time, in one run or in two. */
  together(one: Place, other: Place): boolean;
  /** True if they can be in one run. */
  inOneRun(one: Place, other: Place): boolean;
}

interface Place {
  readonly routine: AnalysedRoutine;
  readonly linked: LinkedStatement;
}

function overlapsOf(analysis: Analysis): Overlaps {
  const called = new Set<AnalysedRoutine>();
  for (const caller of analysis.routines.values())
    for (const routine of calledFrom(analysis, caller)) called.add(routine);
  const runs = (routine: AnalysedRoutine): number => {
    const { overlap } = routine.checked.head;
    const achieves = routine.checked.head.achieves !== undefined;
    if (overlap === undefined || overlap.by !== undefined || called.has(routine) || achieves) return Infinity;
    if (overlap.mode === "allow") return overlap.upTo ?? Infinity;
    return overlap.upTo ?? 1;
  };
  return {
    runs,
    together: (one, other) => {
      if (one.routine !== other.routine || runs(one.routine) > 1) return true;
      return inOneRun(one.routine, one.linked, other.linked);
    },
    inOneRun: (one, other) =>
      one.routine === other.routine && inOneRun(one.routine, one.linked, other.linked),
  };
}

/** True if nothing keeps two statements of one run from being under way at the same time. */
function inOneRun({ precedence }: AnalysedRoutine, one: LinkedStatement, other: LinkedStatement): boolean {
  if (inRoundsAtOnce(one) && inRoundsAtOnce(other)) return true;
  if (one === other) return false;
  if (precedence.before(one, other) || precedence.before(other, one)) return false;
  return !excludeEachOther(one, other);
}

/** True if it stands in rounds that may run side by side. */
function inRoundsAtOnce(linked: LinkedStatement): boolean {
  for (const block of surroundings(linked)) {
    const node = block.owner?.statement.node;
    if (block.role?.kind === "round" && node?.kind === "loop" && node.over.kind === "list") {
      if (node.over.atOnce !== 1) return true;
    }
  }
  return false;
}
