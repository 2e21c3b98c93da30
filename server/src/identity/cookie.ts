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
export interface Cookie {
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
