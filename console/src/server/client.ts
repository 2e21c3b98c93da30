/** Where the API is, beside the page: the server may be behind a prefix of a proxy. */
const base = "api/orchestration";

/** An error as the server sends it (RFC 9457), or as the network makes it: then `status` is 0. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly faults?: readonly string[];
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export interface Question {
  readonly method?: "GET" | "POST" | "DELETE" | "PUT";
  /** Below the base path, `/runs/R3GX`. */
  readonly path: string;
  readonly body?: unknown;
  /** One key for one intent: a repetition after a lost response has the effect of one call. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

const lookouts = new Set<() => void>();

/** Calls `see` whenever the server knows no session for a request. Call the returned function to stop. */
export function onSessionEnd(see: () => void): () => void {
  lookouts.add(see);
  return () => {
    lookouts.delete(see);
  };
}

/** Asks the server in the name of the session. Never throws for what the server or the network answers. */
export async function ask<T>({ method = "GET", path, body, key, signal }: Question): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: "application/json", "x-orch-console": "1" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  try {
    const response = await fetch(`${base}${path}`, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    const value: unknown = text === "" ? {} : JSON.parse(text);
    if (response.status === 401) for (const see of lookouts) see();
    return response.ok
      ? { ok: true, value: value as T }
      : { ok: false, problem: problemIn(value, response.status) };
  } catch (error) {
    return { ok: false, problem: { status: 0, code: unreachable(error), detail: "" } };
  }
}

function unreachable(error: unknown): string {
  if (error instanceof DOMException && error.name === "AbortError") return "aborted";
  return error instanceof SyntaxError ? "unreadable" : "unreachable";
}

function problemIn(value: unknown, status: number): Problem {
  const problem = typeof value === "object" && value !== null ? (value as Partial<Problem>) : {};
  const { code = "unknown", detail = "", faults } = problem;
  return { status, code, detail, ...(faults === undefined ? {} : { faults }) };
}

/** A key for one intent of a person. */
export function newKey(): string {
  return crypto.randomUUID();
}
