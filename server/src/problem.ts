import type { Refusal } from "@orchlang/runtime";

/**
 * An error as RFC 9457 has it. `code` is stable: clients decide by it. `detail` is for people and says what to do next.
 */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly faults?: readonly string[];
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not authenticated",
  403: "Forbidden",
  404: "Not found",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Rejected",
  429: "Too many requests",
  500: "Internal error",
  503: "Not available",
};

export function problem(
  status: number,
  code: string,
  detail: string,
  faults: readonly string[] = [],
): Problem {
  return {
    type: `urn:orch:problem:${code}`,
    title: titles[status] ?? "Error",
    status,
    code,
    detail,
    ...(faults.length === 0 ? {} : { faults }),
  };
}

/** Thrown by a route, and sent as it is. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Seconds after which it is worth trying again, for `Retry-After`. */
  retryAfter?: number;

  constructor(status: number, code: string, detail: string, faults: readonly string[] = []) {
    super(detail);
    this.problem = problem(status, code, detail, faults);
  }
}

/** A problem of status 429. `wait`: ms until the next attempt may succeed. */
export function tooMany(code: string, says: string, wait: number): ProblemError {
  const seconds = Math.ceil(wait / 1000);
  const error = new ProblemError(429, code, `${says} Try again in ${seconds} s.`);
  error.retryAfter = seconds;
  return error;
}

const statuses: Readonly<Partial<Record<Refusal["refused"], number>>> = {
  unknown_run: 404,
  unknown_step: 404,
  unknown_event: 404,
  unknown: 404,
  ambiguous_run: 409,
  not_waiting: 409,
  request: 409,
  overlap: 409,
  too_often: 429,
  busy: 503,
  paused: 503,
  closed: 409,
  journal: 503,
  clearance: 403,
};

/** The value, or the runtime's refusal as a problem. */
export function orProblem<T extends object>(answer: T | Refusal): T {
  if (!("refused" in answer)) return answer;
  const { refused, message, details } = answer as Refusal;
  throw new ProblemError(statuses[refused] ?? 422, refused, message, details ?? []);
}
