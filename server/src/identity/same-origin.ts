import type { IncomingHttpHeaders } from "node:http";

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
