import type { Instant } from "@orchlang/kernel";
import type { ControlState, MemberState } from "@orchlang/kernel/control";
import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";
import { canonical } from "@orchlang/plan/json";
import { limits } from "../limits.ts";
import type { Refusal, RegisteredMember, RegisteredPool } from "../orchestrator-types.ts";
import { admittedMember, hasAll, periodOf } from "./admit-member.ts";
import { type IngressRecordOf, qualified, shape, type UntimedInput } from "./admit-record.ts";
/** All that a registry says, as what is new of it. */

/**
 * Each registry's last statement in this process, by pool and member. Only changes are passed on, so statements of
 * others in between stay.
 */
export type LastSaid = ReadonlyMap<string, string>;

interface AdmittedRegistry {
  readonly ok: readonly UntimedInput[];
  readonly said: LastSaid;
  /** In sentences. */
  readonly notes: readonly string[];
}

/** Whole, or not at all. `last`: of this registry. */
export function admittedRegistry(
  state: ControlState,
  { id, registry, pools }: IngressRecordOf<"registry">,
  last: LastSaid,
  now: Instant,
): AdmittedRegistry | Refusal {
  const wrong = registryFaults(pools);
  if (wrong.length > 0)
    return shape(`The registry ${registry} can't be read; what it said before stays.`, wrong);
  const words: UntimedInput[] = [];
  const faults: string[] = [];
  const said = new Map<string, string>();
  for (const [short, pool] of Object.entries(pools)) {
    const name = qualified(short, state.pools.keys()) ?? short;
    words.push(...capacityOf(state, name, pool, `${id} ${name}`));
    for (const member of membersOf(pool)) {
      const place = `${name} ${member.id}`;
      if (said.has(place)) faults.push(`${place}: is there twice`);
      const text = canonical(member as unknown as Json);
      said.set(place, text);
      if (last.get(place) === text) continue;
      const known = state.pools.get(name)?.members.get(member.id);
      if (known?.registry === registry && last.size === 0 && isAsSaid(known, member)) continue;
      const { id: own, ...word } = member;
      const record = {
        health: "ready" as const,
        ...word,
        id: `${id} ${place}`,
        pool: name,
        member: own,
        registry,
      };
      const admitted = admittedMember(state, record, now);
      if ("refused" in admitted)
        faults.push(...(admitted.details ?? [admitted.message]).map((one) => `${place}: ${one}`));
      else words.push(...admitted.ok);
    }
  }
  if (faults.length > 0)
    return shape(`The registry ${registry} can't be taken; what it said before stays.`, faults);
  if (said.size > limits.registryMembersMax)
    return shape(
      `The registry ${registry} has ${said.size} members, over the limit of ${limits.registryMembersMax}.`,
    );
  return { ok: [...words, ...goneFrom(state, registry, said, id)], said, notes: strangers(state, pools) };
}

/**
 * Pools that no program here has. A registry may serve several programs, so that they are taken; but it may be that one is
 * misspelt.
 */
function strangers(
  { armed, declared }: ControlState,
  pools: IngressRecordOf<"registry">["pools"],
): readonly string[] {
  const names = Object.keys(declared.kinds);
  if (armed === undefined) return [];
  const unknown = Object.keys(pools).filter((pool) => qualified(pool, names) === undefined);
  if (unknown.length === 0) return [];
  const shown = [...unknown.slice(0, shownMax), ...(unknown.length > shownMax ? ["…"] : [])].join(", ");
  const there = names.length === 0 ? "it has none" : `it has ${names.slice(0, shownMax).join(", ")}`;
  return [
    `No resource of the program is called ${shown} (${there}): what is said of it counts for nobody here.`,
  ];
}

const shownMax = 10;

function membersOf({ members = [], beats, fences }: RegisteredPool): readonly RegisteredMember[] {
  const all = { ...(beats === undefined ? {} : { beats }), ...(fences === undefined ? {} : { fences }) };
  return members.map((member) =>
    typeof member === "string" ? { ...all, id: member } : { ...all, ...member },
  );
}

function capacityOf(
  state: ControlState,
  pool: string,
  { capacity, open }: RegisteredPool,
  id: string,
): readonly UntimedInput[] {
  const known = state.pools.get(pool);
  const opens = open === true && known?.open !== true ? { open } : {};
  if (known?.capacity === capacity && opens.open === undefined) return [];
  return [{ t: "Pool", id, pool, ...(capacity === undefined ? {} : { capacity }), ...opens }];
}

/** True if it is known so from before this process. Its own word of being lost is not said over. */
function isAsSaid(
  known: MemberState,
  { fields = {}, health = "ready", beats, fences }: RegisteredMember,
): boolean {
  const period = beats === undefined ? known.beats : periodOf(beats) || undefined;
  return (
    (health === known.told || (health === "ready" && known.told === "lost")) &&
    hasAll(known.fields, fields as JsonObject) &&
    period === known.beats &&
    (fences === undefined || fences === (known.unfenced !== true))
  );
}

function goneFrom(
  state: ControlState,
  registry: string,
  lastSaid: LastSaid,
  id: string,
): readonly UntimedInput[] {
  return [...state.pools].flatMap(([pool, { members }]) =>
    [...members.values()].flatMap((member): UntimedInput[] =>
      member.registry !== registry || member.told === "gone" || lastSaid.has(`${pool} ${member.id}`)
        ? []
        : [{ t: "Member", id: `${id} ${pool} ${member.id}`, pool, member: member.id, gone: true }],
    ),
  );
}

const beats: Schema = { anyOf: [{ type: "string" }, { type: "number", minimum: 0 }] };
const health: Schema = { enum: ["ready", "draining", "degraded", "maintenance", "lost"] };

const member: Schema = {
  type: "object",
  properties: {
    id: { type: "string", minLength: 1 },
    fields: { type: "object" },
    health,
    beats,
    fences: { type: "boolean" },
  },
  required: ["id"],
  additionalProperties: false,
};

const pool: Schema = {
  type: "object",
  properties: {
    capacity: { type: "integer", minimum: 0 },
    open: { const: true },
    beats,
    fences: { type: "boolean" },
    members: { type: "array", items: { anyOf: [{ type: "string", minLength: 1 }, member] } },
  },
  additionalProperties: false,
};

const pools: Schema = { type: "object", additionalProperties: pool };

/** The faults of a registry's statement, each with its place. */
function registryFaults(said: unknown): readonly string[] {
  const admitted = admit(pools, said, {});
  if ("ok" in admitted) return [];
  return admitted.faults.map(({ at, says }) => (at === "" ? says : `${at}: ${says}`));
}
