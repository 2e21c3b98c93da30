import type { IncomingHttpHeaders } from "node:http";

/**
 * The name of the session's cookie. Cookies are shared by all ports of a host, so the port is in the name: two servers on
 * one machine do not sign each other's people out.
 */
export function cookieName({ host = "" }: IncomingHttpHeaders): string {
  const port = /:(?<port>\d+)$/u.exec(host)?.groups?.port;
  return port === undefined ? "orch_session" : `orch_session_${port}`;
}

/** The value of a cookie in a request. (RFC 6265, section 4.2.) */
export function cookieOf({ cookie = "" }: IncomingHttpHeaders, name: string): string | undefined {
  for (const pair of cookie.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** A cookie. Default: the session's, which no other site can send. */
interface Cookie {
  readonly name?: string;
  readonly site?: "Strict" | "Lax";
  readonly seconds: number;
}

/** The header that leaves a cookie with the browser. Scripts cannot read it. */
export function setCookie(
  headers: IncomingHttpHeaders,
  value: string,
  { name = cookieName(headers), site = "Strict", seconds }: Cookie,
): string {
  // A proxy with TLS says so. Anybody else who says it gets a cookie that is kept more strictly.
  const secure = headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${site}${secure}`;
}

/**
 * The header that the console sends with what changes something. A form cannot set it, and a script of another origin
 * only after the server has permitted that, which it never does.
 */
export const pageHeader = "x-orch-console";

/** True if a request is from a page of this server. (Fetch Metadata; OWASP, Cross-Site Request Forgery Prevention.) */
export function isFromOwnPage(headers: IncomingHttpHeaders): boolean {
  return headers[pageHeader] !== undefined && isSameOrigin(headers);
}

/** True if the browser says that the request is from a page of the same origin. Absence of both headers is a no. */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return headers.origin === undefined ? site === "same-origin" : isOwnOrigin(headers);
}

/** True if a browser says that the request is from a page of another origin. */
export function isForeign(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined && !isOwnOrigin(headers);
}

function isOwnOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return host !== undefined && URL.parse(origin ?? "")?.host === host;
}
