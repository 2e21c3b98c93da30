import type { Readable } from "node:stream";
import type { JsonObject } from "@orchlang/plan";
import type { Context } from "./context.ts";
import type { Principal } from "./identity/principal.ts";
import type { Action, Role } from "./identity/roles.ts";

/** A request after authentication and validation. */
export interface Asked {
  readonly by: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body: JsonObject;
  /** The `Idempotency-Key`; routes that need one have `keyed`. */
  readonly key: string;
  /** Aborted once nobody waits for the response. Left out of an action that two people agreed to. */
  gone?(): AbortSignal;
  /** The trace that the request is part of (W3C Trace Context). */
  readonly traceparent?: string;
}

/** A response: its status and its JSON, or a stream of lines of JSON. */
export interface Answered {
  readonly status?: number;
  readonly body: object | Readable;
}

/**
 * One operation of the API. The table of routes is what the server serves, what its OpenAPI document lists, and what the
 * test of endpoints and roles walks through.
 */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** Relative to the base path, `/runs/:run`. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly group: string;
  /** The least role that may call it. */
  readonly role: Role;
  readonly params?: JsonObject;
  readonly query?: JsonObject;
  readonly body?: JsonObject;
  /** The schema of the response, and its status (default 200). Of a stream: of each line. */
  readonly reply: JsonObject;
  /** It responds with lines of JSON. */
  readonly lines?: true;
  readonly status?: number;
  /** Settings may say that two people have to agree to it. */
  readonly action?: Action;
  /** It changes something once: an `Idempotency-Key` is required, and a repetition has the same effect as one call. */
  readonly keyed?: true;
  handle(context: Context, asked: Asked): Promise<Answered> | Answered;
}
