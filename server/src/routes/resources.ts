import type { JsonObject } from "@orchlang/plan";
import type { MemberReport } from "@orchlang/runtime/reports";
import type { Context } from "../context.ts";
import { type Holding, heldOver } from "../holdings.ts";
import type { Principal } from "../identity/principal.ts";
import { movesMax } from "../moves.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyJson, count, flag, list, record, text, time } from "../schemas.ts";
import { poolsSeen } from "../scope.ts";

const member = record(
  {
    resource: { ...text, description: "`POOL[MEMBER]`, its id in paths" },
    pool: text,
    id: text,
    health: text,
    fields: anyJson,
    holder: record({ run: text, since: time, until: time }, ["until"]),
    reserved: {
      ...list(record({ run: text, from: time, until: time })),
      description: "the runs that have reserved it for a later time",
    },
    heard: time,
  },
  ["holder", "reserved", "heard"],
);

const pool = record(
  {
    name: text,
    members: { type: "object", additionalProperties: count },
    aside: list(text),
    held: count,
    waiting: count,
    capacity: count,
  },
  ["aside", "capacity"],
);

const reason = { ...text, minLength: 1, maxLength: 1000, description: "journalled, with who decides it" };

/** Pools and their members. */
export const resourceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/resources",
    operation: "listResources",
    summary: "Pools with their members: health, fields, who holds each, how many wait",
    group: "resources",
    role: "viewer",
    reply: record({ pools: list(pool), members: list(member) }),
    handle: ({ orchestrator, program, runs }, { by }) => {
      const sees = poolsSeen(program, by);
      const isMine = (run: string): boolean =>
        by.plans === undefined || by.plans.includes(runs.entryOf(run) ?? "");
      return {
        body: {
          pools: orchestrator.around().pools.filter(({ name }) => sees(name)),
          members: orchestrator
            .members()
            .filter((one) => sees(one.pool))
            .map((one) => view(one, isMine)),
        },
      };
    },
  },
  {
    method: "GET",
    path: "/resources/available",
    operation: "listAvailableResources",
    summary: "How many members of each pool can be given out now",
    group: "resources",
    role: "viewer",
    reply: record({ pools: list(record({ name: text, available: count, waiting: count })) }),
    handle: ({ orchestrator, program }, { by }) => {
      const sees = poolsSeen(program, by);
      const pools = orchestrator.around().pools.filter(({ name }) => sees(name));
      return {
        body: {
          pools: pools.map(({ name, members, aside, held, waiting, capacity }) => {
            const ready = (members.ready ?? 0) - (aside?.length ?? 0);
            const open = Math.min(ready, capacity ?? ready) - held;
            return { name, available: Math.max(0, open), waiting };
          }),
        },
      };
    },
  },
  {
    method: "GET",
    path: "/resources/utilization",
    operation: "getUtilization",
    summary: "The share of each pool's members that are held now, and how many wait",
    group: "resources",
    role: "viewer",
    reply: record({
      pools: list(
        record({
          name: text,
          members: count,
          held: count,
          waiting: count,
          share: { type: "number", minimum: 0, maximum: 1 },
        }),
      ),
    }),
    handle: ({ orchestrator, program }, { by }) => {
      const sees = poolsSeen(program, by);
      const pools = orchestrator.around().pools.filter(({ name }) => sees(name));
      return {
        body: {
          pools: pools.map(({ name, members, held, waiting }) => {
            const all = Object.values(members).reduce((sum, number) => sum + number, 0);
            return { name, members: all, held, waiting, share: all === 0 ? 0 : Math.min(1, held / all) };
          }),
        },
      };
    },
  },
  {
    method: "GET",
    path: "/resources/history",
    operation: "getUtilizationHistory",
    summary: "How many members of each pool were held over the last hours, and the mean of that",
    group: "resources",
    role: "viewer",
    query: record({ hours: { type: "integer", minimum: 1, maximum: 744, default: 24 } }, ["hours"]),
    reply: record({
      from: time,
      to: time,
      pools: list(
        record({
          name: text,
          members: count,
          mean: { type: "number", minimum: 0, description: "members held at once, on average" },
          points: {
            ...list(record({ at: time, held: count })),
            description: "each holds until the next; of many, the highest in each thousandth of the time",
          },
        }),
      ),
    }),
    handle: (context, { by, query }) => {
      const { orchestrator, program, now } = context;
      const to = now();
      const from = to - Number(query.hours ?? 24) * 3_600_000;
      const sees = poolsSeen(program, by);
      const holdings = holdingsSeen(context, by);
      const pools = orchestrator.around().pools.filter(({ name }) => sees(name));
      return {
        body: {
          from,
          to,
          pools: pools.map(({ name, members }) => {
            const own = holdings.filter(({ pool: one }) => one === name);
            const { points, mean } = heldOver(own, from, to);
            const all = Object.values(members).reduce((sum, number) => sum + number, 0);
            return { name, members: all, mean, points: points.map((point) => ({ ...point })) };
          }),
        },
      };
    },
  },
  {
    method: "GET",
    path: "/resources/moves",
    operation: "listMoves",
    summary:
      "Work that another pool was given than the one that it asked for, by overflow, since an event of the journal: such as the version of a setting that has rerouted it",
    group: "resources",
    role: "viewer",
    query: record(
      { since: { ...count, description: "an event of the journal; left out: all that is known" } },
      ["since"],
    ),
    reply: record({
      moves: list(
        record({
          from: text,
          to: text,
          count,
          waiting: { ...count, description: "those of them that had waited before that event" },
        }),
      ),
      partial: { ...flag, description: "only the newest 10,000 are known" },
    }),
    handle: ({ events, program }, { by, query }) => {
      const since = Number(query.since ?? 0);
      const sees = poolsSeen(program, by);
      const all = events.moves();
      const seen = all.filter(({ seq, from, to }) => seq > since && sees(from) && sees(to));
      const ways = Map.groupBy(seen, ({ from, to }) => `${from} ${to}`);
      return {
        body: {
          moves: [...ways.values()].map((own) => ({
            from: own[0]?.from ?? "",
            to: own[0]?.to ?? "",
            count: own.length,
            waiting: own.filter((one) => one.since < since).length,
          })),
          partial: all.length === movesMax && (all[0]?.seq ?? 0) > since,
        },
      };
    },
  },
  {
    method: "POST",
    path: "/resources/allocate",
    operation: "allocateResource",
    summary: "Take a free member out of its pool by hand: no run is given it until it is released",
    group: "resources",
    role: "operator",
    keyed: true,
    action: "resources",
    body: record({ pool: text, member: text, why: reason }, ["member"]),
    status: 202,
    reply: record({ resource: text, pool: text, id: text }),
    handle: async (context, { by, body, key }) => {
      const { orchestrator, journal } = context;
      const before = await decidedUnder(journal, key);
      if (before !== undefined) return { body: before };
      const isFree = ({ health, holder }: MemberReport): boolean =>
        health === "ready" && holder === undefined;
      const known = membersSeen(context, by, String(body.pool));
      const named = known.filter(({ id }) => body.member === undefined || id === body.member);
      const free = named.find(isFree);
      if (named.length === 0)
        throw new ProblemError(
          404,
          "unknown_resource",
          "There is no such pool or member: list the resources.",
        );
      if (free === undefined)
        throw new ProblemError(409, "not_free", "No such member is free: each is held, or not ready.");
      const decided = { health: "maintenance", by: by.user, why: String(body.why) } as const;
      const { pool: name, id } = free;
      orProblem(await orchestrator.ingest({ kind: "member", id: key, pool: name, member: id, ...decided }));
      return { body: { resource: resourceOf(free), pool: name, id } };
    },
  },
  {
    method: "POST",
    path: "/resources/:resource_id/release",
    operation: "releaseResource",
    summary: "Give a member that was allocated by hand back to its pool",
    group: "resources",
    role: "operator",
    keyed: true,
    action: "resources",
    params: record({ resource_id: text }),
    body: record({ why: reason }),
    status: 202,
    reply: record({ resource: text, pool: text, id: text }),
    handle: async (context, { by, params, body, key }) => {
      const before = await decidedUnder(context.journal, key);
      if (before !== undefined) return { body: before };
      const memberReport = membersSeen(context, by).find((one) => resourceOf(one) === params.resource_id);
      if (memberReport === undefined)
        throw new ProblemError(404, "unknown_resource", "There is no such resource: list the resources.");
      if (memberReport.health !== "maintenance")
        throw new ProblemError(409, "not_allocated", "It was not allocated by hand.");
      const decided = { health: "ready", by: by.user, why: String(body.why) } as const;
      const { pool: name, id } = memberReport;
      orProblem(
        await context.orchestrator.ingest({ kind: "member", id: key, pool: name, member: id, ...decided }),
      );
      return { body: { resource: resourceOf(memberReport), pool: name, id } };
    },
  },
];

function membersSeen(
  { orchestrator, program }: Context,
  by: Principal,
  name?: string,
): readonly MemberReport[] {
  const sees = poolsSeen(program, by);
  return orchestrator
    .members()
    .filter(({ pool: one }) => sees(one))
    .filter(({ pool: one }) => name === undefined || one === name || one.endsWith(`.${name}`));
}

/** With those that began before the log: their holders have them still. */
function holdingsSeen(context: Context, by: Principal): readonly Holding[] {
  const logged = context.events.holdings();
  const open = new Set(logged.flatMap((one) => (one.to === undefined ? [resourceOf(one)] : [])));
  const before = membersSeen(context, by).flatMap((one) =>
    one.holder === undefined || open.has(resourceOf(one))
      ? []
      : [{ pool: one.pool, id: one.id, run: one.holder.run, from: one.holder.since }],
  );
  return [...before, ...logged];
}

/** The member about which somebody has decided under this key before. */
async function decidedUnder(journal: Context["journal"], key: string): Promise<JsonObject | undefined> {
  for await (const { event } of journal.control(remembered)) {
    if (event.t !== "Member" || event.id !== key) continue;
    const { pool: name, member: id } = event;
    return { resource: resourceOf({ pool: name, id }), pool: name, id };
  }
  return undefined;
}

/** As many events of the journal are looked through for a key that is used again. */
const remembered = 10_000;

function resourceOf({ pool: name, id }: Pick<MemberReport, "pool" | "id">): string {
  return `${name}[${id}]`;
}

/** The run that holds it is named to who may see that run. */
function view(report: MemberReport, isMine: (run: string) => boolean): JsonObject {
  const { pool: name, id, health, fields, holder, reserved = [], heard } = report;
  const mine = reserved.filter(({ run }) => isMine(run));
  return {
    resource: resourceOf(report),
    pool: name,
    id,
    health,
    fields,
    ...(holder === undefined || !isMine(holder.run) ? {} : { holder: { ...holder } }),
    ...(mine.length === 0 ? {} : { reserved: mine.map((one) => ({ ...one })) }),
    ...(heard === undefined ? {} : { heard }),
  };
}
