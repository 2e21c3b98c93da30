import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { ProblemError } from "../problem.ts";
import type { Principal } from "./principal.ts";

const bearer = /^Bearer (?<token>\S+)$/u;

/** The holder of the token in a request. Throws a problem of status 401 if there is no valid token. */
export function authenticated(
  { tokens, now }: Pick<Context, "tokens" | "now">,
  request: Pick<FastifyRequest | IncomingMessage, "headers">,
): Principal {
  const token = bearer.exec(request.headers.authorization ?? "")?.groups?.token;
  if (token === undefined)
    throw new ProblemError(401, "token_missing", "Send `Authorization: Bearer TOKEN`.");
  const principal = tokens.principal(token, now());
  if (principal === undefined)
    throw new ProblemError(
      401,
      "token_invalid",
      "The token is unknown, revoked or expired: ask an admin for one.",
    );
  return principal;
}
