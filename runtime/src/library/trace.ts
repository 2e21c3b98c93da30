/**
 * Ids of traces (W3C Trace Context). They follow from a run alone, so that a repetition after a crash has the same, and a
 * service sees the same trace from every attempt.
 */
import { hash } from "node:crypto";

/** The trace of a run: 32 hex digits. */
export function traceIdOf(run: string): string {
  return hash("sha256", `trace ${run}`, "hex").slice(0, 32);
}

/** The span of an attempt at a call, or of anything else of a run with a name of its own: 16 hex digits. */
export function spanIdOf(run: string, name: string, attempt = 1): string {
  return hash("sha256", `span ${run} ${name} ${attempt}`, "hex").slice(0, 16);
}

/** The header with which an attempt's request continues the run's trace. */
export function traceparentOf({ run, key, attempt }: { run: string; key: string; attempt: number }): string {
  return `00-${traceIdOf(run)}-${spanIdOf(run, key, attempt)}-01`;
}
