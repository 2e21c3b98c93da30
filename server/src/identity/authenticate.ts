import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { ProblemError, tooMany } from "../problem.ts";
import { cookieName, cookieOf, isFromOwnPage, pageHeader } from "./cookie.ts";
import type { Principal } from "./principal.ts";
import { workerRole } from "./roles.ts";

type Access = Pick<Context, "tokens" | "sessions" | "jwt" | "now">;
type Asking = Pick<FastifyRequest | IncomingMessage, "headers" | "method">;

/** Three parts of base64url; tokens of the server have no dot. */
const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/u;
/** The scheme in any case (RFC 9110, 11.1). */
const bearer = /^Bearer (?<token>\S+)$/iu;

/**
 * The holder of the token or of the session in a request. Throws a problem of status 401 if it has neither, and of 403 if
 * a request that changes something came by cookie from anywhere but the server's own page.
 */
export async function authenticated(access: Access, request: Asking): Promise<Principal> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return await byToken(access, bearer.exec(authorization)?.groups?.token);
  const secret = cookieOf(request.headers, cookieName(request.headers));
  if (secret === undefined) return await byToken(access, undefined);
  const principal = access.sessions.principal(secret, access.now());
  if (principal === undefined)
    throw new ProblemError(401, "session_ended", "The session has ended: sign in again.");
  if (changes(request) && !isFromOwnPage(request.headers))
    throw new ProblemError(
      403,
      "cross_site",
      `Only the server's own page changes something by cookie: it sends \`${pageHeader}\` from the same origin.`,
    );
  return principal;
}

/**
 * As {@link authenticated}, and counts the request. Throws a problem of status 429 if the principal makes too many, and of
 * 403 if it is a worker, which asks nothing of the server but jobs.
 */
export async function admitted(
  access: Access & Pick<Context, "requests">,
  request: Asking,
): Promise<Principal> {
  const by = await counted(access, request);
  if (by.role === workerRole)
    throw new ProblemError(403, "role", "A token of the role worker is for `orch work` alone.");
  return by;
}

/** As {@link admitted}, of workers alone. */
export async function admittedWorker(
  access: Access & Pick<Context, "requests">,
  request: Asking,
): Promise<Principal> {
  const by = await counted(access, request);
  if (by.role !== workerRole)
    throw new ProblemError(403, "role", `This needs the role worker; the token has the role ${by.role}.`);
  return by;
}

async function counted(access: Access & Pick<Context, "requests">, request: Asking): Promise<Principal> {
  const by = await authenticated(access, request);
  const wait = access.requests.take(by.token, access.now());
  if (wait > 0) throw tooMany("too_many_requests", "This token makes too many requests.", wait);
  return by;
}

async function byToken({ tokens, jwt, now }: Access, token: string | undefined): Promise<Principal> {
  if (token === undefined)
    throw new ProblemError(401, "token_missing", "Send `Authorization: Bearer TOKEN`, or sign in.");
  if (jwt !== undefined && jwtForm.test(token)) return await jwt(token, now());
  const principal = tokens.principal(token, now());
  if (principal === undefined)
    throw new ProblemError(
      401,
      "token_invalid",
      "The token is unknown, revoked or expired: ask an admin for one.",
    );
  return principal;
}

/** True if somebody who was authenticated before still has access. */
export function isCurrent(
  { tokens, sessions, now }: Pick<Context, "tokens" | "sessions" | "now">,
  { session, token, isClaimed, expires }: Principal,
): boolean {
  if (session === undefined && isClaimed === true) return expires === undefined || expires > now();
  return session === undefined ? tokens.counts(token, now()) : sessions.counts(session, now());
}

function changes({ method }: Asking): boolean {
  return method !== "GET" && method !== "HEAD";
}
