import type { Ask, Feed, Graph, Node, Place } from "./graph.ts";

/* From a set of calls to a plan: which value goes where, in which order, and behind which approval. */

/** A call with its arguments. */
export interface Arranged {
  readonly node: Node;
  readonly args: readonly { readonly name: string; readonly feed: Feed }[];
  /** Steps that have to end before it without a value of theirs. */
  readonly after: readonly number[];
  /** Approvals that have to be granted. */
  readonly gates: readonly number[];
}

export interface Arrangement {
  /** In an order in which each call has all it reads. */
  readonly calls: readonly (readonly [number, Arranged])[];
  readonly result:
    | { readonly whole: Feed }
    | { readonly fields: readonly { readonly name: string; readonly feed: Feed }[] }
    | undefined;
}

/** `undefined`: each way to feed these calls goes in a circle. */
export function arranged(graph: Graph, solution: readonly number[]): Arrangement | undefined {
  const made = new Set(solution);
  const shown = new Map<number, Map<string, Feed>>();
  const chosen = new Map<number, Arranged>();
  // From the last to the first: an approval is shown what a later call takes.
  for (const call of solution.toReversed()) {
    const node = graph.nodes[call];
    if (node === undefined) continue;
    const before = new Set(solution.slice(0, solution.indexOf(call)));
    const args = node.places.flatMap((place) => {
      const feed =
        shown.get(call)?.get(place.name) ?? best(place, (one) => isThere(one, before) && agrees(one, shown));
      if (feed === undefined || (!place.isNeeded && feed.fit !== "name")) return [];
      return [{ name: place.name, feed }];
    });
    for (const { feed } of args) {
      if (feed.approval === undefined) continue;
      const { call: approval, parameter } = feed.approval;
      const own = shown.get(approval) ?? new Map<string, Feed>();
      shown.set(approval, own.set(parameter, { value: feed.value, fit: feed.fit }));
    }
    const asked = node.asks.map((ask) => ({ ask, by: ask.calls.find((one) => made.has(one)) }));
    chosen.set(call, {
      node,
      args,
      after: callsFor(asked, false),
      gates: [
        ...new Set([
          ...callsFor(asked, true),
          ...args.flatMap(({ feed }) => (feed.approval === undefined ? [] : [feed.approval.call])),
        ]),
      ],
    });
  }
  const calls = inOrder(chosen);
  if (calls === undefined) return undefined;
  const early = leadingTo(chosen);
  // Everything that no approval needs is done behind all of them, so that a refusal leaves nothing behind.
  const approvals = calls.flatMap(([call]) =>
    [...chosen.values()].some(({ gates }) => gates.includes(call)) ? [call] : [],
  );
  const gated = calls.map(
    ([call, one]) => [call, early.has(call) ? one : { ...one, gates: approvals }] as const,
  );
  return { calls: gated, result: resultOf(graph, made, calls) };
}

function callsFor(
  asked: readonly { readonly ask: Ask; readonly by: number | undefined }[],
  isGranted: boolean,
): readonly number[] {
  return asked.flatMap(({ ask, by }) => (by !== undefined && ask.isGranted === isGranted ? [by] : []));
}

function isThere({ value, approval }: Feed, before: ReadonlySet<number>): boolean {
  if (approval !== undefined && !before.has(approval.call)) return false;
  return value.call === undefined || before.has(value.call);
}

/** An approval is shown one value for each parameter. */
function agrees({ value, approval }: Feed, shown: ReadonlyMap<number, ReadonlyMap<string, Feed>>): boolean {
  const other = approval && shown.get(approval.call)?.get(approval.parameter);
  return other === undefined || other.value.path === value.path;
}

/** Feeds are in the order of their fit. */
function best({ feeds }: Pick<Place, "feeds">, isAble: (feed: Feed) => boolean): Feed | undefined {
  return feeds.find(isAble);
}

function resultOf(
  { wholes, fields, wanted }: Graph,
  made: ReadonlySet<number>,
  calls: Arrangement["calls"],
): Arrangement["result"] {
  if (wanted.result === undefined) return undefined;
  const isMade = ({ value }: Feed): boolean => value.call === undefined || made.has(value.call);
  const place = ({ value }: Feed): number => calls.findIndex(([call]) => call === value.call);
  // The last call's result is most often the one that is meant.
  const whole = wholes.filter(isMade).toSorted((one, other) => place(other) - place(one))[0];
  if (whole !== undefined) return { whole };
  return {
    fields: (fields ?? []).flatMap((field) => {
      const feed = best(field, isMade);
      return feed === undefined || (!field.isNeeded && feed.fit !== "name")
        ? []
        : [{ name: field.name, feed }];
    }),
  };
}

type Chosen = ReadonlyMap<number, Arranged>;

/** The calls that have to end before each. */
function needsOf(chosen: Chosen): ReadonlyMap<number, ReadonlySet<number>> {
  return new Map(
    [...chosen].map(([call, { args, after, gates }]) => {
      const read = args.flatMap(({ feed }) => (feed.value.call === undefined ? [] : [feed.value.call]));
      return [call, new Set([...read, ...after, ...gates])] as const;
    }),
  );
}

/** The approvals, and the calls that lead to them. */
function leadingTo(chosen: Chosen): ReadonlySet<number> {
  const needs = needsOf(chosen);
  const early = new Set([...chosen.values()].flatMap(({ gates }) => gates));
  // A set goes on with what is added meanwhile.
  for (const call of early) for (const need of needs.get(call) ?? []) early.add(need);
  return early;
}

/** Calls that lead to approvals come first. */
function inOrder(chosen: Chosen): Arrangement["calls"] | undefined {
  const needs = needsOf(chosen);
  const early = leadingTo(chosen);
  const left = [...chosen.keys()].toReversed();
  const placed: (readonly [number, Arranged])[] = [];
  const done = new Set<number>();
  while (left.length > 0) {
    const ready = left.filter((call) => [...(needs.get(call) ?? [])].every((need) => done.has(need)));
    const next = ready.find((call) => early.has(call)) ?? ready[0];
    const one = next === undefined ? undefined : chosen.get(next);
    if (next === undefined || one === undefined) return undefined;
    placed.push([next, one]);
    done.add(next);
    left.splice(left.indexOf(next), 1);
  }
  return placed;
}
