import { hash, randomBytes } from "node:crypto";
import * as client from "openid-client";
import { ProblemError } from "../problem.ts";
import { principalOfClaims } from "../settings/access-rules.ts";
import type { OidcSettings } from "../settings/settings.ts";
import type { Principal } from "./principal.ts";

/** A sign-in that somebody began. */
interface Begun {
  readonly verifier: string;
  readonly nonce: string;
  /** Hex SHA-256 of the value of the cookie in the browser that began it. */
  readonly browser: string;
  readonly ends: number;
}

/** How long somebody may take at the provider, ms. */
const begunMs = 600_000;

/** Sign-ins that are under way. Beyond it the oldest is forgotten: beginning one costs nothing and needs no access. */
const begunMax = 1_000;

/** Sign-in of people at an OpenID provider: the authorization code flow with PKCE, state and nonce. */
export interface Oidc {
  /** Where to send the browser, and the secret to leave with it until it comes back. */
  begin(now: number): Promise<{ readonly to: string; readonly browser: string }>;
  /** Ends what `begin` began. `url`: as the browser came back. Throws a problem of status 401, 403 or 503. */
  finish(url: URL, browser: string | undefined, now: number): Promise<Principal>;
}

/** `secret`: of the client. `callback`: the address at which browsers come back. */
export function oidcSignIn(
  settings: OidcSettings,
  { secret, callback }: { readonly secret: string | undefined; callback(): string },
): Oidc {
  const begun = new Map<string, Begun>();
  let result: Promise<client.Configuration> | undefined;
  const configuration = async (): Promise<client.Configuration> => {
    result ??= discover(settings, secret);
    try {
      return await result;
    } catch (error) {
      // The provider may be back the next time.
      result = undefined;
      const why = error instanceof Error ? error.message : String(error);
      throw new ProblemError(503, "provider_unavailable", `The provider cannot be reached: ${why}`);
    }
  };
  return {
    begin: async (now) => {
      const provider = await configuration();
      for (const [state, { ends }] of begun) if (ends <= now || begun.size >= begunMax) begun.delete(state);
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const browser = randomBytes(32).toString("base64url");
      begun.set(state, { verifier, nonce, browser: digest(browser), ends: now + begunMs });
      const to = client.buildAuthorizationUrl(provider, {
        redirect_uri: callback(),
        scope: settings.scope ?? "openid profile",
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state,
        nonce,
      });
      return { to: to.href, browser };
    },
    finish: async (url, browser, now) => {
      const state = url.searchParams.get("state") ?? "";
      const one = begun.get(state);
      if (one === undefined || one.ends <= now || browser === undefined || digest(browser) !== one.browser)
        throw new ProblemError(
          401,
          "sign_in_unknown",
          "This sign-in did not begin in this browser: begin again.",
        );
      begun.delete(state);
      const provider = await configuration();
      const address = new URL(callback());
      address.search = url.search;
      const claims = await claimsFor(provider, address, { ...one, state });
      const principal = principalOfClaims(settings, { kind: "oidc", claims });
      if (principal === undefined)
        throw new ProblemError(403, "no_access", "You are known, but nothing gives you access here.");
      return principal;
    },
  };
}

async function discover(
  { issuer, client: id }: OidcSettings,
  secret: string | undefined,
): Promise<client.Configuration> {
  const proof = secret === undefined ? client.None() : client.ClientSecretPost(secret);
  // Settings admit an address without TLS on this machine alone.
  const execute = issuer.startsWith("http:") ? [client.allowInsecureRequests] : [];
  return await client.discovery(new URL(issuer), id, undefined, proof, { execute });
}

async function claimsFor(
  provider: client.Configuration,
  address: URL,
  { verifier, nonce, state }: Begun & { readonly state: string },
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const tokens = await client.authorizationCodeGrant(provider, address, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    return tokens.claims() ?? {};
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProblemError(401, "sign_in_failed", `The provider did not sign you in: ${why}`);
  }
}

function digest(secret: string): string {
  return hash("sha256", secret, "hex");
}
