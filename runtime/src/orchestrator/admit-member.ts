import type { Instant } from "@orchlang/kernel";
import type { ControlState, MemberState } from "@orchlang/kernel/control";
import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { parseDuration } from "@orchlang/plan/quantities";
import type { Refusal } from "../orchestrator-types.ts";
import { validValue } from "../workers/validate.ts";
import { type IngressRecordOf, qualified, shape, type UntimedInput } from "./admit-record.ts";
import { inBaseUnitsOf } from "./base-units.ts";

/**
 * Word of a member, as control takes it: none where it is a sign of life that comes sooner than it has to and says
 * nothing new, so that a thousand members that are well do not fill the journal.
 */
export function admittedMember(
  state: ControlState,
  record: Omit<IngressRecordOf<"member">, "kind"> & { readonly registry?: string },
  now: Instant,
): { readonly ok: readonly UntimedInput[] } | Refusal {
  const pool = qualified(record.pool, state.pools.keys()) ?? record.pool;
  const { beats: said, fields: told, ...rest } = record;
  const beats = said === undefined ? undefined : periodOf(said);
  if (said !== undefined && beats === undefined)
    return shape(`\`${said}\` is no duration: \`beats\` of ${record.member} is one, or 0.`);
  if (
    state.armed !== undefined &&
    !Object.hasOwn(state.declared.kinds, pool) &&
    record.registry === undefined
  )
    return { refused: "unknown", message: `There is no pool ${record.pool}.` };
  const fields = told && fieldsInBaseUnits(state, pool, told);
  const faults = fields === undefined ? [] : faultsOf(state, pool, record.member, fields);
  if (faults.length > 0) return shape(`This is not what is known of a member of ${pool}.`, faults);
  const word = {
    t: "Member",
    ...rest,
    pool,
    ...(fields === undefined ? {} : { fields }),
    ...(beats === undefined ? {} : { beats }),
  } as const;
  const known = state.pools.get(pool)?.members.get(record.member);
  return { ok: known !== undefined && isNothingNew(known, word, now) ? [] : [word] };
}

/** ms; undefined: it is none. */
export function periodOf(said: number | string): number | undefined {
  const period = typeof said === "string" ? parseDuration(said) : said;
  return period !== undefined && Number.isFinite(period) && period >= 0 ? Math.round(period) : undefined;
}

/**
 * Checks the type of each field that the pool's kind declares. Undeclared fields are allowed; nothing can read them.
 */
function faultsOf(
  { declared }: ControlState,
  pool: string,
  member: string,
  fields: JsonObject,
): readonly string[] {
  const properties = propertiesOf(declared.kinds[pool]);
  return Object.entries(fields).flatMap(([name, value]) => {
    if (name === "id" && value !== member)
      return [`id: it is the member's name, ${member}; got ${JSON.stringify(value)}`];
    const known = Object.hasOwn(properties, name) ? properties[name] : {};
    const valid = validValue((known ?? {}) as Schema, value, declared.schemas);
    return "faults" in valid ? valid.faults.map((fault) => `${name}: ${fault}`) : [];
  });
}

function fieldsInBaseUnits({ declared }: ControlState, pool: string, fields: JsonObject): JsonObject {
  const units = declared.memberUnits?.[pool] ?? {};
  const properties = propertiesOf(declared.kinds[pool]);
  return inBaseUnitsOf(
    Object.keys(fields).flatMap((name) => {
      const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return schema === undefined
        ? []
        : [{ name, schema: schema as Schema, ...(units[name] && { units: units[name] }) }];
    }),
    fields,
  ) as JsonObject;
}

function propertiesOf(kind: Schema | undefined): JsonObject {
  return typeof kind === "object" ? ((kind.properties as JsonObject | undefined) ?? {}) : {};
}

function isNothingNew(
  known: MemberState,
  {
    fields = {},
    health,
    beats,
    fences,
    idle,
    gone,
    registry,
  }: Extract<UntimedInput, { readonly t: "Member" }>,
  now: Instant,
): boolean {
  if (known.beats === undefined || now - known.heard >= known.beats / 2) return false;
  if (idle === true || gone === true || known.told === "gone" || known.silent !== undefined) return false;
  if (beats !== undefined && beats !== known.beats) return false;
  if (fences !== undefined && fences === (known.unfenced === true)) return false;
  if (registry !== undefined && registry !== known.registry) return false;
  return (health === undefined || health === known.told) && hasAll(known.fields, fields);
}

export function hasAll(known: JsonObject, fields: JsonObject): boolean {
  return Object.entries(fields).every(
    ([name, value]) => Object.hasOwn(known, name) && canonical(known[name] as Json) === canonical(value),
  );
}
