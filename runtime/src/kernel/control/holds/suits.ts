/** Whether a member is what was asked for (semantics, rules 13 and 31). */
import {
  type Evaluated,
  type Expression,
  evaluate,
  evaluator,
  formatInstant,
  type JsonObject,
  type Scope,
} from "@orchlang/plan";
import { candidateOf } from "../../candidate.ts";
import type { HoldRequest } from "../../messages.ts";
import type { ControlState } from "../state.ts";
import type { Distances } from "./distances.ts";
import { figuresOf } from "./figures.ts";
import type { MemberState, PoolState } from "./pool.ts";

/** How far off a member is, as a chord of `Distances`, and 0 where no place was named; or why it is not what was asked for. */
export type Look = (member: MemberState) => number | WhyNot;

export type WhyNot =
  | "not what `where` asks for"
  | "kept out by a policy"
  | "its place is not known"
  | "too far off";

/** Made once for all members of a pool: of ten thousand each is looked at. */
export function looking(
  state: ControlState,
  pool: PoolState,
  hold: HoldRequest,
  distances: Distances | undefined,
): Look {
  const { where } = hold;
  const suits = where === undefined ? undefined : suiting(where, hold);
  const isAllowed = (hold.rules ?? []).length === 0 ? undefined : allowing(state, pool, hold);
  const chordOf = distances === undefined ? undefined : reaching(distances, hold.distance);
  return (member) => {
    if (suits !== undefined && !suits(member)) return "not what `where` asks for";
    if (isAllowed !== undefined && !isAllowed(member)) return "kept out by a policy";
    return chordOf === undefined ? 0 : chordOf(member);
  };
}

/** Only what lies close to the limit is measured. */
function reaching(distances: Distances, limit = Number.POSITIVE_INFINITY): Look {
  const within = distances.within(limit);
  const atMost = distances.atMost(limit);
  return ({ fields }) => {
    const { place } = figuresOf(fields);
    if (place === undefined) return "its place is not known";
    const chord = distances.chord(place);
    if (chord <= within) return chord;
    if (chord > atMost) return "too far off";
    const metres = distances.metres(place);
    if (metres === undefined) return "its place is not known";
    return metres > limit ? "too far off" : chord;
  };
}

/** What is not known of a member does not speak for it. */
function suiting(where: Expression, { given = {} }: HoldRequest): (member: MemberState) => boolean {
  const resource: { value: JsonObject } = { value: {} };
  const scope: Scope = {
    read: ({ name }) => {
      if (name === "resource") return resource;
      return Object.hasOwn(given, name) ? { value: given[name] ?? null } : { unknown: [name] };
    },
  };
  const holds = evaluator(where);
  return (member) => {
    resource.value = member.fields;
    const found = holds(scope);
    return "value" in found && found.value === true;
  };
}

/** What policies say of it as a candidate, three-valued: the unknown denies, and does not allow (semantics, rule 13). */
function allowing(
  state: ControlState,
  { declared }: PoolState,
  { rules = [] }: HoldRequest,
): (member: MemberState) => boolean {
  return ({ fields }) => {
    const resource = candidateOf(declared.name, declared as unknown as JsonObject, fields);
    return rules.every(({ says, when, given }) => {
      const found = evaluate(when, {
        read: ({ from, name }) => {
          if (from === "context") return contextual(state, name);
          if (name === "resource") return { value: resource };
          return Object.hasOwn(given, name) ? { value: given[name] ?? null } : { unknown: [name] };
        },
      });
      return "value" in found && found.value === (says === "allow");
    });
  };
}

function contextual({ at, readings }: ControlState, name: string): Evaluated {
  if (name === "now") return { value: formatInstant(at) };
  const value = readings.get(name)?.value;
  return value === undefined ? { unknown: [name] } : { value };
}
