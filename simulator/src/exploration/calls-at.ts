/** The calls of a run that belong to a statement around a place. */
import { callSiteOf, type SeenCall, type Trial } from "./case.ts";
import type { Place } from "./origin.ts";

const indexed = new WeakMap<Trial, ReadonlyMap<string, readonly SeenCall[]>>();

/**
 * The statement's calls around this place, latest first. For a round that the run did not have, those of its last round
 * stand in.
 */
export function callsAt(trial: Trial, id: string, { routine, site }: Place): readonly SeenCall[] {
  const all = callsOf(trial).get(`${routine}/${id}`) ?? [];
  const inRound = all.filter(({ intent: { call } }) =>
    call.site.loops.every(
      ([loop, round], at) => site.loops[at]?.[0] === loop && site.loops[at]?.[1] === round,
    ),
  );
  if (inRound.length > 0) return inRound;
  const like = all.find(({ intent: { call } }) =>
    call.site.loops.every(([loop], at) => site.loops[at]?.[0] === loop),
  );
  if (like === undefined) return [];
  const { call } = like.intent;
  const loops = site.loops.slice(0, call.site.loops.length);
  const intent = { ...like.intent, call: { ...call, site: { ...call.site, loops } } };
  return [{ ...like, intent, callSite: callSiteOf(intent) }];
}

function callsOf(trial: Trial): ReadonlyMap<string, readonly SeenCall[]> {
  let known = indexed.get(trial);
  if (known === undefined) {
    const given = trial.calls.filter(
      ({ ok, about, fault }) => ok !== undefined && about === undefined && fault === undefined,
    );
    known = Map.groupBy(given.toReversed(), ({ intent: { call } }) => `${call.routine}/${call.node}`);
    indexed.set(trial, known);
  }
  return known;
}
