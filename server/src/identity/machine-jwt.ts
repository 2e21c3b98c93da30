import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { ProblemError } from "../problem.ts";
import { principalOfClaims } from "../settings/access-rules.ts";
import type { JwtSettings } from "../settings/settings.ts";
import type { Principal } from "./principal.ts";

/** Finds the principal of a JWT. Throws a problem of status 401 or 503. */
export type JwtVerifier = (token: string, now: number) => Promise<Principal>;

/**
 * Verifies JWTs of one issuer by its published keys: signature by the one algorithm of the settings, issuer, audience, and
 * an end. What the header of a JWT says decides nothing but which of the published keys is tried. (RFC 7519, RFC 8725.)
 */
export function jwtVerifier(settings: JwtSettings): JwtVerifier {
  const keys = createRemoteJWKSet(new URL(settings.keys));
  const { issuer, audience, algorithm } = settings;
  return async (token, now) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: [algorithm],
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(now),
      });
      const { exp } = payload;
      const expires = exp === undefined ? {} : { expires: exp * 1000 };
      const principal = principalOfClaims(settings, { kind: "jwt", claims: payload, ...expires });
      if (principal !== undefined) return principal;
    } catch (error) {
      if (isUnreachable(error))
        throw new ProblemError(503, "keys_unavailable", "The issuer's keys cannot be read: try again later.");
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new ProblemError(
      401,
      "token_invalid",
      "The JWT is not one of the issuer for this server, has expired, or gives no access here.",
    );
  };
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout) return true;
  // A failed fetch is a TypeError, and an answer that is no key set a plain JOSEError.
  return (
    error instanceof TypeError || (error instanceof errors.JOSEError && error.code === "ERR_JOSE_GENERIC")
  );
}
