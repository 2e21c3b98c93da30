import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { ProblemError } from "../problem.ts";
import type { Principal } from "./principal.ts";

const bearer = /^Bearer (?<token>\S+)$/u;

/** Whose token a request came with. Throws a problem of status 401 where there is none that counts. */
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
