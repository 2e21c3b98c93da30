import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { list, oneOf, record } from "../schemas.ts";
import { cookieName, cookieOf, setCookie } from "./cookie.ts";
import type { Oidc } from "./oidc.ts";

/** Where a browser comes back to from the provider, below the base path. */
export const callbackPath = "/session/oidc/callback";

/**
 * `GET /session/oidc` sends a browser to the provider; `GET /session/oidc/callback` takes it back and signs it in, as
 * `POST /session` does. `GET /session/ways` says how somebody can sign in.
 */
export function oidcRoutes(api: FastifyInstance, base: string, context: Context): void {
  const { oidc, sessions, now } = context;
  const open = { security: [], tags: ["access"] };
  api.get(
    `${base}/session/ways`,
    {
      schema: {
        ...open,
        operationId: "listSignInWays",
        summary: "How somebody can sign in",
        response: { 200: record({ ways: list(oneOf("token", "oidc")) }) },
      },
    },
    () => ({ ways: oidc === undefined ? ["token"] : ["token", "oidc"] }),
  );
  api.get(
    `${base}/session/oidc`,
    { schema: { ...open, operationId: "beginSignIn", summary: "Begin to sign in at the provider" } },
    async ({ headers }, reply) => {
      const { to, browser } = await orMissing(oidc).begin(now());
      const begun = { name: begunName(cookieName(headers)), site: "Lax" } as const;
      return reply.header("set-cookie", setCookie(headers, browser, { ...begun, seconds: 600 })).redirect(to);
    },
  );
  api.get(
    `${base}${callbackPath}`,
    { schema: { ...open, operationId: "finishSignIn", summary: "Come back from the provider" } },
    async ({ headers, url }, reply) => {
      const name = begunName(cookieName(headers));
      const at = now();
      const came = new URL(url, "http://server");
      const principal = await orMissing(oidc).finish(came, cookieOf(headers, name), at);
      const { secret, ends } = sessions.open(() => principal, at);
      const seconds = Math.floor((ends - at) / 1000);
      const cookies = [
        setCookie(headers, secret, { seconds }),
        setCookie(headers, "", { name, site: "Lax", seconds: 0 }),
      ];
      return reply.header("set-cookie", cookies).redirect("/");
    },
  );
}

/** A cookie that comes back from another site, so it is `Lax`; it says nothing but which browser began. */
function begunName(session: string): string {
  return session.replace("session", "signing_in");
}

function orMissing(oidc: Oidc | undefined): Oidc {
  if (oidc === undefined)
    throw new ProblemError(404, "no_provider", "The server's settings name no OpenID provider.");
  return oidc;
}
