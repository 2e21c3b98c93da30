import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { routinesOf, summaryOf } from "../graph/call-graph.ts";
import { beginOf, endOf } from "../order/precedence.ts";
import { predecessors, type Rows } from "../order/predecessors.ts";
import { type LinkedStatement, standsIn } from "../tree.ts";
import { type Taking, takingsOf } from "./taking.ts";

/** A pool that is asked for while another is held. */
export interface Want {
  readonly routine: AnalysedRoutine;
  /** The members held meanwhile. */
  readonly held: Taking;
  /** The pool that is wanted, and the statement that wants it, or calls a plan that does. */
  readonly pool: string;
  readonly linked: LinkedStatement;
}

/** The pools that a plan asks for, itself or in what it calls. */
export type Asks = readonly string[];

export function asksIn(analysis: Analysis): (routine: AnalysedRoutine) => Asks {
  return (routine) => summaryOf<Asks>(analysis, "asks", routine, (one, of) => asksOf(analysis, one, of));
}

/** @param asks of the plans that it calls. */
export function asksOf(
  analysis: Analysis,
  { tree }: AnalysedRoutine,
  asks: (routine: AnalysedRoutine) => Asks,
): Asks {
  return [...new Set(tree.all.flatMap((linked) => askedAt(analysis, linked, asks)))].sort();
}

function askedAt(
  analysis: Analysis,
  linked: LinkedStatement,
  asks: (routine: AnalysedRoutine) => Asks,
): readonly string[] {
  return [...takingsOf(linked).map(({ pick }) => pick.pool), ...askedInside(analysis, linked, asks)];
}

/** By the plans that a statement calls. */
function askedInside(
  analysis: Analysis,
  linked: LinkedStatement,
  asks: (routine: AnalysedRoutine) => Asks,
): readonly string[] {
  return linked.attempts.flatMap(({ attempt }) =>
    routinesOf(analysis, attempt.target).flatMap((routine) => asks(routine)),
  );
}

/** Beyond so many points of the order in all, only what stands inside a hold is looked at. */
const pointsMax = 4_000_000;

/**
 * The statements that may be waited for while something is held: those that its end requires and its begin does not.
 * These are all statements inside it, and all outside that a step inside waits for.
 */
export function wantsOf(
  analysis: Analysis,
  routine: AnalysedRoutine,
  asks: (routine: AnalysedRoutine) => Asks,
): readonly Want[] {
  const { tree, precedence } = routine;
  const holders = tree.all.filter((linked) => takingsOf(linked).length > 0);
  if (holders.length === 0) return [];
  const asking = tree.all.filter((linked) => askedAt(analysis, linked, asks).length > 0);
  const within = holders.length * precedence.dag.size <= pointsMax ? duringIn(routine) : insideOf;
  return holders.flatMap((holder) =>
    takingsOf(holder).flatMap((held) => {
      const wants: Want[] = usingWants(analysis, routine, held, asks);
      if (held.attempt !== undefined) return wants;
      const isDuring = within(holder);
      for (const linked of asking) {
        if (linked === holder || !isDuring(linked) || isOtherwise(linked, holder)) continue;
        for (const pool of new Set(askedAt(analysis, linked, asks)))
          wants.push({ routine, held, pool, linked });
      }
      return wants;
    }),
  );
}

/** The wants of a plan that is called with `using`. */
function usingWants(
  analysis: Analysis,
  routine: AnalysedRoutine,
  held: Taking,
  asks: (routine: AnalysedRoutine) => Asks,
): Want[] {
  if (held.attempt === undefined) return [];
  const called = routinesOf(analysis, held.attempt.target).flatMap((each) => asks(each));
  return [...new Set(called)].map((pool) => ({ routine, held, pool, linked: held.linked }));
}

function insideOf(holder: LinkedStatement): (linked: LinkedStatement) => boolean {
  return (linked) => standsIn(linked, holder);
}

/** The `else` of a hold runs without the member. */
function isOtherwise(linked: LinkedStatement, holder: LinkedStatement): boolean {
  for (let block = linked.block; block.owner !== undefined; block = block.owner.block) {
    if (block.owner === holder) return block.role?.kind === "otherwise";
  }
  return false;
}

function duringIn({
  precedence,
}: AnalysedRoutine): (holder: LinkedStatement) => (linked: LinkedStatement) => boolean {
  const { size } = precedence.dag;
  const sources = predecessors(precedence.dag);
  return (holder) => {
    const ends = ancestors(sources, size, endOf(holder));
    const begins = ancestors(sources, size, beginOf(holder));
    return (linked) => {
      const begin = beginOf(linked);
      return ends[begin] === 1 && begins[begin] !== 1;
    };
  };
}

function ancestors(sources: Rows, size: number, of: number): Uint8Array {
  const seen = new Uint8Array(size);
  const open = [of];
  for (let point = open.pop(); point !== undefined; point = open.pop()) {
    for (let row = sources.starts[point] ?? 0; row < (sources.starts[point + 1] ?? 0); row++) {
      const source = sources.items[row] ?? 0;
      if (seen[source] === 1) continue;
      seen[source] = 1;
      open.push(source);
    }
  }
  return seen;
}
