/**
 * The wait that an answer asks for, in ms: `retry-after-ms`, as OpenAI sends it, or `Retry-After` in seconds or as a date,
 * which counts from the answer's own `Date` (RFC 9110, section 10.2.3). Nothing where it is neither, or is over.
 */
export function retryAfter(headers: Pick<Headers, "get">): { readonly after?: number } {
  const exact = Number(headers.get("retry-after-ms") ?? Number.NaN);
  const after = Math.ceil(Number.isFinite(exact) ? exact : waitIn(headers));
  return Number.isSafeInteger(after) && after > 0 ? { after } : {};
}

function waitIn(headers: Pick<Headers, "get">): number {
  const header = headers.get("retry-after") ?? "";
  if (/^\d+(?:\.\d+)?$/u.test(header)) return Number(header) * 1_000;
  return Date.parse(header) - Date.parse(headers.get("date") ?? "");
}
