import type { Reach } from "@orchlang/kernel";
import { HandlerFailure } from "../handler.ts";

export interface Meaning {
  readonly failure: "transient" | "permanent";
  readonly reach: Reach;
}

const notDone: Meaning = { failure: "permanent", reach: "not_reached" };
const laterNotDone: Meaning = { failure: "transient", reach: "not_reached" };
const laterUnknown: Meaning = { failure: "transient", reach: "unknown" };

/**
 * The meaning of a status other than success (RFC 9110, section 15; RFC 6585; the draft on idempotency keys for 409). A
 * request that was not understood or not allowed did nothing; the outcome of one that broke on the way is unknown.
 */
const meanings: Readonly<Record<number, Meaning>> = {
  408: laterUnknown,
  409: laterUnknown,
  421: laterNotDone,
  423: laterNotDone,
  425: laterNotDone,
  429: laterNotDone,
  501: notDone,
  505: notDone,
};

export function meaningOf(status: number): Meaning {
  return meanings[status] ?? (status >= 500 ? laterUnknown : notDone);
}

/**
 * The failure in a response. One that the capability declares is identified by name: `{"error": {"name": …, "message":
 * …}}`, or the last part of a problem's `type` (RFC 9457).
 */
export function failureOf(response: Response, text: string, declared: readonly string[]): HandlerFailure {
  const { status, statusText } = response;
  const reportedFailure = reportedIn(text);
  const { failure, reach } = meaningOf(status);
  const message =
    reportedFailure?.message ??
    `It answered with ${[status, statusText].filter(Boolean).join(" ")}${whither(response)}${until(response)}.`;
  const named =
    reportedFailure?.name !== undefined && declared.includes(reportedFailure.name)
      ? reportedFailure.name
      : failure;
  return new HandlerFailure(named, message, { reach });
}

function whither({ status, headers }: Response): string {
  const place = headers.get("location");
  return status >= 300 && status < 400 && place !== null ? `, to ${place}` : "";
}

/** When it wants to be asked again, in seconds or as a date. The plan alone says when it is: its bounds count on that. */
function until({ headers }: Response): string {
  const when = headers.get("retry-after");
  if (when === null) return "";
  return /^\d+$/u.test(when) ? `, to be asked again after ${when} s` : `, to be asked again at ${when}`;
}

export interface ReportedFailure {
  readonly name?: string;
  readonly message?: string;
}

/** The failure that a body of JSON names. */
export function reportedIn(text: string): ReportedFailure | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== "object" || body === null) return undefined;
  const { error, type, title, detail } = body as Readonly<Record<string, unknown>>;
  if (typeof error === "string") return { message: error };
  if (typeof error === "object" && error !== null) {
    const { name, message } = error as Readonly<Record<string, unknown>>;
    return told(name, message);
  }
  const name = typeof type === "string" ? type.split(/[/#:]/u).at(-1) : undefined;
  return name === "blank" ? told(undefined, detail ?? title) : told(name, detail ?? title);
}

function told(name: unknown, message: unknown): ReportedFailure {
  return {
    ...(typeof name === "string" && name !== "" ? { name } : {}),
    ...(typeof message === "string" && message !== "" ? { message } : {}),
  };
}
