/** Matches members with a request (semantics, rules 13 and 31). */
import type { Json, JsonObject } from "@orchlang/plan";
import { decider, type Evaluated, type Expression, freeReads, type Scope } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import { candidateOf } from "../../candidate.ts";
import type { CandidateRule, HoldRequest } from "../../messages.ts";
import type { ControlState } from "../state.ts";
import { knownOf } from "../world/known.ts";
import { type Distances, placeIn } from "./figures.ts";
import type { Columns, MemberState, PoolDeclaration, PoolState } from "./pool.ts";

/** Why a member is not what was asked for; undefined: it is. */
type Look = (row: number) => WhyNot | undefined;

export const whyNots = [
  "not what `where` asks for",
  "kept out by a policy",
  "its place is not known",
  "too far off",
] as const;
export type WhyNot = (typeof whyNots)[number];

/** Made once for all members of a pool: of ten thousand each is looked at. */
export function looking(
  state: ControlState,
  { declared }: PoolState,
  hold: HoldRequest,
  columns: Columns,
  distances: Distances | undefined,
): Look {
  const { where, rules = [] } = hold;
  const suits = all(partsOf(where).map((part) => suiting(part, hold, columns)));
  const isAllowed = all(rules.map((rule) => allowing(state, declared, rule, columns)));
  const tooFar = distances === undefined ? undefined : reaching(distances, columns, hold.distance);
  return (row) => {
    if (!suits(row)) return "not what `where` asks for";
    if (!isAllowed(row)) return "kept out by a policy";
    return tooFar?.(row);
  };
}

/** Only what lies close to the limit is measured. */
function reaching(distances: Distances, columns: Columns, limit = Number.POSITIVE_INFINITY): Look {
  const within = distances.within(limit);
  const atMost = distances.atMost(limit);
  const { chords } = columns;
  distances.chords(columns.places, chords);
  return (row) => {
    const chord = chords[row] ?? Number.NaN;
    if (chord <= within) return undefined;
    if (chord > atMost) return "too far off";
    const metres = metresOf(distances, columns.at(row));
    if (metres === undefined) return "its place is not known";
    return metres > limit ? "too far off" : undefined;
  };
}

/** Undefined where its place is not known. */
export function metresOf(distances: Distances, member: MemberState | undefined): number | undefined {
  const place = member === undefined ? undefined : placeIn(member.fields);
  return place === undefined ? undefined : distances.metres(place);
}

type Is = (row: number) => boolean;

/** One within another: a list to go through would cost an iterator a member. */
function all(conditions: readonly Is[]): Is {
  return conditions.reduceRight(
    (rest, one): Is =>
      (row) =>
        one(row) && rest(row),
    () => true,
  );
}

/** All have to hold, and each is remembered by itself: some ask what others have asked, some what nobody has. */
function partsOf(where: Expression | undefined): readonly Expression[] {
  if (where === undefined) return [];
  return where.op === "and" ? where.items.flatMap(partsOf) : [where];
}

/** An unknown condition counts as not met. */
function suiting(where: Expression, { given = {} }: HoldRequest, columns: Columns): (row: number) => boolean {
  const resource: { value: JsonObject } = { value: {} };
  const holds = decider(where, scopeOf(resource, given));
  // Names that are not given stay absent: unknown differs from `none`.
  const read = freeReads(where).map(({ name }) =>
    Object.hasOwn(given, name) ? [name, given[name]] : [name],
  );
  return columns.asking(JSON.stringify([where, read]), ({ fields }) => {
    resource.value = fields;
    return holds() === true;
  });
}

/**
 * The decision of a candidate rule about a member, in three-valued logic: unknown denies, and does not allow
 * (semantics, rule 13).
 */
function allowing(
  state: ControlState,
  declared: PoolDeclaration,
  { says, when, given }: CandidateRule,
  columns: Columns,
): Is {
  const result = declared as unknown as JsonObject;
  const contexts = freeReads(when).filter(({ from }) => from === "context");
  const values = new Map(contexts.map(({ name }) => [name, contextual(state, name)]));
  const resource: { value: JsonObject } = { value: {} };
  const local = scopeOf(resource, given);
  const scope: Scope = {
    read: (read) =>
      read.from === "context" ? (values.get(read.name) ?? { unknown: [read.name] }) : local.read(read),
  };
  const decides = decider(when, scope);
  const common = candidateOf(declared.name, result, {});
  // Nobody will ask again with the same `now`.
  const text = values.has("now") ? undefined : JSON.stringify([says, when, given, [...values], common]);
  return columns.asking(text, ({ fields }) => {
    resource.value = candidateOf(declared.name, result, fields);
    return decides() === (says === "allow");
  });
}

function scopeOf(resource: { readonly value: JsonObject }, given: Readonly<Record<string, Json>>): Scope {
  return {
    read: ({ name }) => {
      if (name === "resource") return resource;
      return Object.hasOwn(given, name) ? { value: given[name] ?? null } : { unknown: [name] };
    },
  };
}

/** A name's value as reported to runs: fused, within its maximum age, and flags as they stand. */
function contextual(state: ControlState, name: string): Evaluated {
  if (name === "now") return { value: formatInstant(state.at) };
  const { value } = knownOf(state, name);
  return value === undefined ? { unknown: [name] } : { value };
}
