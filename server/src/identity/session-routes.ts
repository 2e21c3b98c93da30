import type { JsonObject } from "@orchlang/plan";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { count, list, record, text } from "../schemas.ts";
import { admitted, authenticated, isCurrent } from "./authenticate.ts";
import { isForeign, setCookie } from "./cookie.ts";
import type { Principal } from "./principal.ts";
import { roles, workerRole } from "./roles.ts";
import type { Holder } from "./sessions.ts";

const sessionSchema = record(
  {
    name: text,
    user: text,
    role: { type: "string", enum: [...roles] },
    roles: list(text),
    clearance: { type: "string", enum: ["internal", "personal"] },
    plans: list(text),
    expires: count,
  },
  ["plans", "expires"],
);

/**
 * Signing in, `POST /session`: exchanges a token (in `Authorization` or in the body) or a one-time code for a cookie. Then
 * `GET /session` says who is signed in, and `DELETE /session` signs out. They authenticate for themselves.
 */
export function sessionRoutes(api: FastifyInstance, base: string, context: Context): void {
  const { sessions, now } = context;
  api.route({
    method: "POST",
    url: `${base}/session`,
    schema: {
      operationId: "signIn",
      summary: "Sign in: a token or a one-time code for the cookie of a browser",
      tags: ["access"],
      security: [{ token: [] }, {}],
      body: {
        anyOf: [
          record({ code: { ...text, maxLength: 100 } }),
          record({ token: { ...text, maxLength: 200 } }),
          record({}),
          { type: "null" },
        ],
      },
      response: { 201: sessionSchema },
    },
    handler: async (request, reply) => {
      // A foreign page must not sign somebody in as somebody else.
      if (isForeign(request.headers))
        throw new ProblemError(403, "cross_site", "Only the server's own page signs in.");
      const holder = await holderIn(context, request);
      const at = now();
      const { secret, ends } = sessions.open(holder, at);
      const principal = sessions.principal(secret, at);
      if (principal === undefined)
        throw new ProblemError(401, "token_invalid", "The access that this stands for has ended.");
      const seconds = Math.floor((ends - at) / 1000);
      reply.header("set-cookie", setCookie(request.headers, secret, { seconds }));
      return reply.code(201).send(view(principal));
    },
  });
  api.get(
    `${base}/session`,
    { schema: { ...described("readSession", "The signed-in user"), response: { 200: sessionSchema } } },
    async (request) => view(await admitted(context, request)),
  );
  api.delete(
    `${base}/session`,
    {
      schema: {
        ...described("signOut", "Sign out: the cookie no longer counts"),
        response: { 200: record({ done: { const: true } }) },
      },
    },
    async (request, reply) => {
      const { session } = await admitted(context, request);
      if (session !== undefined) sessions.close(session);
      reply.header("set-cookie", setCookie(request.headers, "", { seconds: 0 }));
      return { done: true };
    },
  );
}

function described(operationId: string, summary: string): JsonObject {
  return { operationId, summary, tags: ["access"] };
}

async function holderIn(context: Context, request: FastifyRequest): Promise<Holder> {
  const { code, token } = (request.body ?? {}) as { code?: string; token?: string };
  const { sessions, tokens, now } = context;
  if (code !== undefined) {
    const holder = sessions.redeem(code, now());
    if (holder === undefined)
      throw new ProblemError(
        401,
        "code_invalid",
        "The sign-in link was used before or is older than ten minutes. Start the server again, or use a token.",
      );
    return holder;
  }
  const authorization = token === undefined ? request.headers.authorization : `Bearer ${token}`;
  const headers = authorization === undefined ? {} : { authorization };
  const by = await authenticated(context, { headers, method: "POST" });
  if (by.role === workerRole)
    throw new ProblemError(403, "role", "A token of the role worker is for `orch work` alone.");
  // A JWT is good for as long as it says, and signs in for no longer.
  if (by.isClaimed === true) return (at) => (isCurrent({ ...context, now: () => at }, by) ? by : undefined);
  return (at) => tokens.holder(by.token, at);
}

function view({ name, user, role, clearance, plans, expires }: Principal): JsonObject {
  return {
    name,
    user: user.id,
    role,
    roles: user.roles,
    clearance,
    ...(plans === undefined ? {} : { plans }),
    ...(expires === undefined ? {} : { expires }),
  };
}
