import type { Json, JsonObject } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Context } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { includes } from "../identity/roles.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyObject, list, record, text, time } from "../schemas.ts";
import { strict } from "../validators.ts";

/** An action that somebody wants and that another person has to agree to. Kept in the journal until it is decided. */
interface Proposal {
  readonly id: string;
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly by: string;
  readonly at: number;
  readonly why: string;
}

/** The setting that has those that wait. Its values may be above a clearance. */
export const proposalsSetting = "server proposals";
/** As many wait at once: all of them are one value in the journal. */
const proposalsMax = 20;
const bodyCharsMax = 1_000;

const why = { ...text, minLength: 1, maxLength: 1_000 };
const view = record({
  proposal: text,
  operation: text,
  params: anyObject,
  body: anyObject,
  by: text,
  at: time,
  why: text,
});

/** Actions that two people have to agree to, over the routes that they are about. */
export function proposalRoutes(routes: readonly Route[]): readonly Route[] {
  const named = new Map(
    routes.flatMap((route) => (route.action === undefined ? [] : [[route.operation, route] as const])),
  );
  return [listing(), proposing(named), approving(named), rejecting()];
}

type Named = ReadonlyMap<string, Route>;

function listing(): Route {
  return {
    method: "GET",
    path: "/proposals",
    operation: "listProposals",
    summary: "Actions that wait for the agreement of a second person",
    group: "proposals",
    role: "operator",
    reply: record({ proposals: list(view) }),
    handle: (context, { by }) => {
      needsAll(by);
      return { body: { proposals: waiting(context).map((one) => proposalView(one, by)) } };
    },
  };
}

function proposing(named: Named): Route {
  return {
    method: "POST",
    path: "/proposals",
    operation: "proposeAction",
    summary: "Propose an action that needs two people: its operation, parameters and body",
    group: "proposals",
    role: "operator",
    keyed: true,
    body: record(
      { operation: { type: "string", enum: [...named.keys()] }, params: anyObject, body: anyObject, why },
      ["params"],
    ),
    status: 202,
    reply: record({ proposal: text }),
    handle: async (context, { by, body, key }) => {
      needsAll(by);
      const route = routeOf(named, String(body.operation), by);
      const { params = {} } = body;
      const wanted = { params: params as Proposal["params"], body: body.body as JsonObject };
      validate(route, wanted);
      const before = waiting(context);
      const proposal = {
        id: key,
        operation: route.operation,
        ...wanted,
        by: by.user.id,
        at: context.now(),
      };
      const same = before.find(({ id }) => id === key);
      if (
        same !== undefined &&
        (same.by !== by.user.id || canonical({ ...same.body }) !== canonical(wanted.body))
      )
        throw new ProblemError(409, "request", "The key was used for another proposal: use a fresh one.");
      if (same !== undefined) return { body: { proposal: key } };
      if (before.length >= proposalsMax)
        throw new ProblemError(409, "too_many", `${proposalsMax} proposals wait: decide on one first.`);
      await keep(
        context,
        [...before, { ...proposal, why: String(body.why) }],
        by,
        `proposes ${route.operation}: ${body.why}`,
        key,
      );
      return { body: { proposal: key } };
    },
  };
}

function approving(named: Named): Route {
  return {
    method: "POST",
    path: "/proposals/:proposal/approve",
    operation: "approveProposal",
    summary: "Agree to an action that somebody else has proposed: it is carried out",
    group: "proposals",
    role: "operator",
    keyed: true,
    params: record({ proposal: text }),
    body: record({ why }),
    status: 202,
    reply: record({ operation: text, result: anyObject }),
    handle: async (context, { by, params, body, key }) => {
      needsAll(by);
      const id = params.proposal ?? "";
      const decided = decidedUnder(context, id, key);
      const proposal = decided ?? proposed(context, id);
      if (proposal.by === by.user.id)
        throw new ProblemError(403, "same_person", "A second person has to agree: you have proposed it.");
      const route = routeOf(named, proposal.operation, by);
      const words = `${proposal.why} (proposed by ${proposal.by}, approved by ${by.user.id}: ${String(body.why)})`;
      const asked = {
        by,
        params: proposal.params,
        query: {},
        body: { ...proposal.body, why: words.slice(0, 1_000) },
        key: `proposal ${proposal.id}`,
      };
      const { body: result } = await route.handle(context, asked);
      if (decided === undefined)
        await decide(context, proposal.id, by, `approves ${proposal.operation}: ${String(body.why)}`, key);
      return { body: { operation: proposal.operation, result } };
    },
  };
}

function rejecting(): Route {
  return {
    method: "POST",
    path: "/proposals/:proposal/reject",
    operation: "rejectProposal",
    summary: "Reject a proposed action, or withdraw your own",
    group: "proposals",
    role: "operator",
    keyed: true,
    params: record({ proposal: text }),
    body: record({ why }),
    status: 202,
    reply: record({ done: { const: true } }),
    handle: async (context, { by, params, body, key }) => {
      needsAll(by);
      const wanted = params.proposal ?? "";
      if (decidedUnder(context, wanted, key) !== undefined) return { body: { done: true } };
      const { id, operation } = proposed(context, wanted);
      await decide(context, id, by, `rejects ${operation}: ${String(body.why)}`, key);
      return { body: { done: true } };
    },
  };
}

function needsAll(by: Principal): void {
  if (by.plans !== undefined)
    throw new ProblemError(403, "plans", "A token of some plans has no part in proposals.");
}

function routeOf(named: Named, operation: string, by: Principal): Route {
  const route = named.get(operation);
  if (route === undefined) throw new ProblemError(404, "unknown_operation", "There is no such operation.");
  if (!includes(by.role, route.role))
    throw new ProblemError(
      403,
      "role",
      `${operation} needs the role ${route.role}; the token has ${by.role}.`,
    );
  return route;
}

function validate(route: Route, { params, body }: Pick<Proposal, "params" | "body">): void {
  if (JSON.stringify([params, body]).length > bodyCharsMax)
    throw new ProblemError(422, "shape", `A proposal has at most ${bodyCharsMax} characters.`);
  for (const [schema, value] of [
    [route.params ?? record({}), params],
    [route.body ?? record({}), body],
  ] as const) {
    const fits = strict.compile(schema);
    if (fits(value)) continue;
    const faults = (fits.errors ?? []).map(({ instancePath, message }) =>
      `${instancePath} ${message ?? ""}`.trim(),
    );
    throw new ProblemError(422, "shape", `${route.operation} takes something else.`, faults);
  }
}

function waiting({ orchestrator }: Context): readonly Proposal[] {
  const value = orchestrator
    .settings()
    .find(({ name }) => name === proposalsSetting)
    ?.versions.at(-1)?.value;
  return Array.isArray(value) ? (value as unknown as readonly Proposal[]) : [];
}

function proposed(context: Context, id: string): Proposal {
  const proposal = waiting(context).find((one) => one.id === id);
  if (proposal === undefined)
    throw new ProblemError(404, "unknown_proposal", "No such proposal waits: list them, or it is decided.");
  return proposal;
}

/** The proposal about which somebody has decided under this key before. */
function decidedUnder({ orchestrator }: Context, id: string, key: string): Proposal | undefined {
  const versions = orchestrator.settings().find(({ name }) => name === proposalsSetting)?.versions ?? [];
  const at = versions.findIndex((version) => version.id === idOf(key));
  const before = versions[at - 1]?.value;
  return (Array.isArray(before) ? (before as unknown as readonly Proposal[]) : []).find(
    (one) => one.id === id,
  );
}

function idOf(key: string): string {
  return `decision ${key}`;
}

async function decide(context: Context, id: string, by: Principal, says: string, key: string): Promise<void> {
  const left = waiting(context).filter((one) => one.id !== id);
  await keep(context, left, by, says, key);
}

/** Nobody else has changed the list since it was read: what it expects is the version that it was read from. */
async function keep(
  { orchestrator }: Context,
  proposals: readonly Proposal[],
  by: Principal,
  says: string,
  key: string,
): Promise<void> {
  const last = orchestrator
    .settings()
    .find(({ name }) => name === proposalsSetting)
    ?.versions.at(-1);
  const value = proposals as unknown as Json;
  const wanted = { name: proposalsSetting, value, expects: last?.seq ?? 0 };
  orProblem(await orchestrator.set(wanted, says.slice(0, 1_000), by.user, idOf(key)));
}

/** The value that somebody gives a step may be above a clearance. */
function proposalView(
  { id, operation, params, body, by: who, at, why: reason }: Proposal,
  by: Principal,
): JsonObject {
  const hides = by.clearance !== "personal" && "detail" in body;
  const shown = hides ? { ...body, detail: "‹personal›" } : body;
  return { proposal: id, operation, params: { ...params }, body: shown, by: who, at, why: reason };
}
