/** Whether a member is what was asked for (semantics, rules 13 and 31). */
import {
  type Evaluated,
  type Expression,
  evaluate,
  formatInstant,
  type Json,
  type JsonObject,
  type Scope,
} from "@orchlang/plan";
import { candidateOf } from "../../candidate.ts";
import type { HoldRequest } from "../../messages.ts";
import type { ControlState } from "../state.ts";
import type { MemberState, PoolState } from "./pool.ts";

/** How far off a member is, in metres, and 0 where no place was named; or why it is not what was asked for. */
export type Look = (member: MemberState) => number | WhyNot;

export type WhyNot =
  | "not what `where` asks for"
  | "kept out by a policy"
  | "its place is not known"
  | "too far off";

/** Made once for all members of a pool: of ten thousand each is looked at. */
export function looking(state: ControlState, pool: PoolState, hold: HoldRequest): Look {
  const { where, near, distance = Number.POSITIVE_INFINITY } = hold;
  const suits = where === undefined ? undefined : suiting(where, hold);
  const isAllowed = (hold.rules ?? []).length === 0 ? undefined : allowing(state, pool, hold);
  const farOf = near === undefined ? undefined : distancesTo(near);
  return (member) => {
    if (suits !== undefined && !suits(member)) return "not what `where` asks for";
    if (isAllowed !== undefined && !isAllowed(member)) return "kept out by a policy";
    if (farOf === undefined) return 0;
    const far = farOf(member);
    if (far === undefined) return "its place is not known";
    return far > distance ? "too far off" : far;
  };
}

/** What is not known of a member does not speak for it. */
function suiting(where: Expression, { given = {} }: HoldRequest): (member: MemberState) => boolean {
  let fields: JsonObject = {};
  const scope: Scope = {
    read: ({ name }) => {
      if (name === "resource") return { value: fields };
      return Object.hasOwn(given, name) ? { value: given[name] ?? null } : { unknown: [name] };
    },
  };
  return (member) => {
    fields = member.fields;
    const found = evaluate(where, scope);
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

const local = (name: string): Expression => ({ op: "read", from: "local", name });
const distance: Expression = { op: "call", fn: "geo.distance", args: [local("place"), local("near")] };

/** In metres; undefined where a member's own place is not known. */
function distancesTo(near: Json): (member: MemberState) => number | undefined {
  let place: Json = null;
  const scope: Scope = { read: ({ name }) => ({ value: name === "near" ? near : place }) };
  return ({ fields }) => {
    const own = placeIn(fields);
    if (own === undefined) return undefined;
    place = own;
    const found = evaluate(distance, scope);
    return "value" in found && typeof found.value === "number" ? found.value : undefined;
  };
}

function placeIn(fields: JsonObject): Json | undefined {
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === "object" && value !== null && "lat" in value && "lon" in value) return value;
  }
  return undefined;
}
