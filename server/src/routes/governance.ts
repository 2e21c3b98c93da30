import { Readable } from "node:stream";
import type { JsonObject } from "@orchlang/plan";
import { unknownIn } from "../identity/known-names.ts";
import { maySee } from "../identity/principal.ts";
import { includes, isRole, type Role, roles, workerRole } from "../identity/roles.ts";
import type { TokenRecord } from "../identity/token.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyObject, count, list, record, text } from "../schemas.ts";
import { runNamed } from "./runs.ts";

const tokenView = ({
  id,
  name,
  role,
  user,
  roles,
  clearance,
  plans,
  pools,
  expires,
}: TokenRecord): JsonObject => ({
  id,
  name,
  role,
  user,
  roles,
  clearance,
  ...(plans === undefined ? {} : { plans }),
  ...(pools === undefined ? {} : { pools }),
  ...(expires === undefined ? {} : { expires }),
});

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** Audits, and who may ask the server. */
export const governanceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/audit",
    operation: "auditJournal",
    summary: "Whether the journal, or one run, is as it was written",
    group: "audit",
    role: "operator",
    query: record({ run: text }, ["run"]),
    reply: anyObject,
    handle: async (context, { by, query }) => {
      const { journal } = context;
      const named = typeof query.run === "string" ? await runNamed(context, by, query.run) : undefined;
      const run = named?.report.run;
      const verified = orProblem(await journal.verify(run));
      return {
        body: { ...(run === undefined ? { altered: await journal.altered() } : { run }), ...verified },
      };
    },
  },
  {
    method: "GET",
    path: "/audit/export",
    operation: "exportJournal",
    summary:
      "The whole journal, a line of JSON for each event and a summary at the end, for `orch audit --exported`",
    group: "audit",
    role: "admin",
    lines: true,
    reply: anyObject,
    handle: ({ journal, now }, { by }) => {
      if (by.plans !== undefined || by.clearance !== "personal")
        throw new ProblemError(
          403,
          "clearance",
          "The journal has everything: the token needs all plans and the clearance personal.",
        );
      return { body: Readable.from(ended(journal.exported(now()))) };
    },
  },
  {
    method: "GET",
    path: "/tokens",
    operation: "listTokens",
    summary: "Tokens, without the tokens themselves",
    group: "access",
    role: "admin",
    reply: record({ tokens: list(anyObject) }),
    handle: ({ tokens }) => ({ body: { tokens: tokens.list().map(tokenView) } }),
  },
  {
    method: "POST",
    path: "/tokens",
    operation: "createToken",
    summary: "A new token, returned this once",
    group: "access",
    role: "admin",
    body: record(
      {
        name: { type: "string", minLength: 1, maxLength: 200 },
        role: { type: "string", enum: [...roles, workerRole] },
        user: { type: "string", minLength: 1, maxLength: 200 },
        roles: list(text),
        clearance: { type: "string", enum: ["internal", "personal"], default: "internal" },
        plans: list(text),
        pools: {
          ...list({ ...text, minLength: 1 }),
          minItems: 1,
          description: "of the role worker: those it serves",
        },
        expires: count,
      },
      ["roles", "clearance", "plans", "pools", "expires"],
    ),
    status: 201,
    reply: record({ id: text, token: text }),
    handle: async ({ tokens, program, now }, { by, body }) => {
      const role: Role = isRole(body.role) ? body.role : "viewer";
      if ((role === workerRole) !== (body.pools !== undefined))
        throw new ProblemError(
          422,
          "pools",
          "A token of the role worker names its `pools`, and no other does.",
        );
      if (role !== workerRole && !includes(by.role, role))
        throw new ProblemError(403, "role", `A token of role ${by.role} cannot make one of role ${role}.`);
      const clearance = body.clearance === "personal" ? "personal" : "internal";
      if (clearance === "personal" && by.clearance !== "personal")
        throw new ProblemError(403, "clearance", "A token cannot give a clearance above its own.");
      const plans = Array.isArray(body.plans) ? body.plans.map(String) : undefined;
      const ownRoles = Array.isArray(body.roles) ? body.roles.map(String) : [];
      if (by.plans !== undefined && plans?.every((plan) => maySee(by, plan)) !== true)
        throw new ProblemError(
          403,
          "plans",
          "A token of some plans gives access to those alone: name them in `plans`.",
          by.plans,
        );
      const unknown = unknownIn(program, { plans: plans ?? [], roles: ownRoles });
      if (unknown.length > 0)
        throw new ProblemError(
          422,
          "unknown_scope",
          "The token would give access to something that the program does not have.",
          unknown,
        );
      if (typeof body.expires === "number" && body.expires <= now())
        throw new ProblemError(
          422,
          "expires",
          "`expires` is in the past: give milliseconds since 1970 in the future.",
        );
      const {
        token,
        record: made,
        kept,
      } = tokens.create({
        name: String(body.name),
        role,
        user: String(body.user),
        roles: ownRoles,
        clearance,
        ...(plans === undefined ? {} : { plans }),
        ...(Array.isArray(body.pools) ? { pools: body.pools.map(String) } : {}),
        ...(typeof body.expires === "number" ? { expires: body.expires } : {}),
      });
      await kept;
      return { body: { id: made.id, token } };
    },
  },
  {
    method: "DELETE",
    path: "/tokens/:id",
    operation: "revokeToken",
    summary: "Revoke a token: it counts no longer from the next request on",
    group: "access",
    role: "admin",
    params: record({ id: text }),
    reply: record({ done: { const: true } }),
    handle: async ({ tokens }, { by, params }) => {
      if (params.id === by.token)
        throw new ProblemError(409, "own_token", "A token cannot revoke itself: use another admin token.");
      if (!(await tokens.revoke(params.id ?? "")))
        throw new ProblemError(404, "unknown_token", "There is no token of that id: list them again.");
      return { body: { done: true } };
    },
  },
];
