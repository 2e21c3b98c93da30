import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { ProblemError, tooMany } from "../problem.ts";
import { cookieName, cookieOf } from "./cookie.ts";
import type { Principal } from "./principal.ts";
import { isFromOwnPage, pageHeader } from "./same-origin.ts";

type Access = Pick<Context, "tokens" | "sessions" | "now">;
type Asking = Pick<FastifyRequest | IncomingMessage, "headers" | "method">;

const bearer = /^Bearer (?<token>\S+)$/u;

/**
 * The holder of the token or of the session in a request. Throws a problem of status 401 if it has neither, and of 403 if
 * a request that changes something came by cookie from anywhere but the server's own page.
 */
export function authenticated(access: Access, request: Asking): Principal {
  const { authorization } = request.headers;
  if (authorization !== undefined) return byToken(access, bearer.exec(authorization)?.groups?.token);
  const secret = cookieOf(request.headers, cookieName(request.headers));
  if (secret === undefined) return byToken(access, undefined);
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

/** As {@link authenticated}, and counts the request. Throws a problem of status 429 if the principal makes too many. */
export function admitted(access: Access & Pick<Context, "requests">, request: Asking): Principal {
  const by = authenticated(access, request);
  const wait = access.requests.take(by.token, access.now());
  if (wait > 0) throw tooMany("too_many_requests", "This token makes too many requests.", wait);
  return by;
}

function byToken({ tokens, now }: Access, token: string | undefined): Principal {
  if (token === undefined)
    throw new ProblemError(401, "token_missing", "Send `Authorization: Bearer TOKEN`, or sign in.");
  const principal = tokens.principal(token, now());
  if (principal === undefined)
    throw new ProblemError(
      401,
      "token_invalid",
      "The token is unknown, revoked or expired: ask an admin for one.",
    );
  return principal;
}

/** Whether somebody who was authenticated before still has access. */
export function isCurrent({ tokens, sessions, now }: Access, { session, token }: Principal): boolean {
  return session === undefined ? tokens.counts(token, now()) : sessions.counts(session, now());
}

function changes({ method }: Asking): boolean {
  return method !== "GET" && method !== "HEAD";
}
