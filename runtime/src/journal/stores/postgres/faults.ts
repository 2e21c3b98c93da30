import type { Appended, StoreFault } from "../../store.ts";

/** SQLSTATE classes and codes (PostgreSQL documentation, Appendix A). */
const full = new Set(["53100", "54000"]);
const readOnly = new Set(["25006"]);
const denied = new Set(["28000", "28P01", "42501"]);
const gone = new Set(["3D000", "3F000", "42P01"]);

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The fault of a database that does not open or cannot be read. */
export function faultOf(error: unknown): StoreFault {
  const code = codeOf(error) ?? "";
  const message = messageOf(error);
  if (gone.has(code)) return { fault: "missing", message };
  if (denied.has(code)) return { fault: "unreadable", message };
  if (full.has(code)) return { fault: "full", message };
  return { fault: "unreadable", message };
}

/** The answer to an append that failed: nothing is there of it, but for `unknown`. */
export function refusedBy(error: unknown): Appended & { readonly ok: false } {
  const code = codeOf(error) ?? "";
  const message = messageOf(error);
  if (full.has(code)) return { ok: false, why: "full", message };
  if (readOnly.has(code) || denied.has(code)) return { ok: false, why: "read_only", message };
  return { ok: false, why: "unknown", message };
}

/** Classes and codes of a server that is not there, or ends: connection exception, shutdown, too many connections. */
const away = /^(?:08...|57P0[123]|53300)$/u;
const sqlState = /^[0-9][0-9A-Z]{4}$|^[A-Z][0-9][0-9A-Z]{3}$/u;

/** True if the database may answer when it is asked again; what Node says of a connection has no SQLSTATE. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined || !sqlState.test(code) || away.test(code);
}
