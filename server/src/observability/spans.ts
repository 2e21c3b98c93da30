import { type RunEvent, stepName } from "@orchlang/kernel/run";
import type { Entry } from "@orchlang/runtime";
import { spanIdOf, traceIdOf } from "@orchlang/runtime/reports";

/** A span of a run's trace. It has names of the program, and no value. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Left out: the root. */
  readonly parentSpanId?: string;
  readonly name: string;
  /** `client`: a call leaves the process. */
  readonly kind: "internal" | "client";
  /** ms since 1970. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The class of the failure. */
  readonly error?: string;
  /** The traces that led to the run. */
  readonly links?: readonly Link[];
}

export interface Link {
  readonly traceId: string;
  readonly spanId: string;
}

interface Traced {
  readonly run: string;
  readonly entry: string;
  readonly plan: string;
  /** The traces that led to it: of the request that started it, of runs that emitted the event. */
  readonly links?: readonly Link[];
}

type Open = Omit<Span, "end" | "error">;

/**
 * The spans of a run that has ended, as a fold over its events: one for each attempt and each question to a person, under
 * one for the run. The same events give the same spans with the same ids.
 */
export function spansOf(traced: Traced, entries: readonly Entry[]): readonly Span[] {
  const { run, entry, plan } = traced;
  const traceId = traceIdOf(run);
  const root = spanIdOf(run, "run");
  const open = new Map<string, Open>();
  const spans: Span[] = [];
  let started = 0;
  const begin = (
    id: string,
    spanId: string,
    more: Pick<Open, "name" | "kind" | "start" | "attributes">,
  ): void => {
    open.set(id, { traceId, spanId, parentSpanId: root, ...more });
  };
  const end = (id: string, at: number, error?: string): void => {
    const span = open.get(id);
    open.delete(id);
    if (span !== undefined) spans.push({ ...span, end: at, ...(error === undefined ? {} : { error }) });
  };
  for (const { seq, event } of entries) {
    const { at } = event;
    if (event.t === "Started") started = at;
    else if (event.t === "Began") {
      const { intent, attempt, capability } = event;
      const step = stepName(intent.call);
      const attributes = { "orch.step.name": step, "orch.capability": capability, "orch.attempt": attempt };
      begin(`${intent.key} ${attempt}`, spanIdOf(run, intent.key, attempt), {
        name: step,
        kind: "client",
        start: at,
        attributes,
      });
    } else if (event.t === "Asked" && event.ask.ask === "task") {
      const { task } = event.ask;
      const step = stepName(task.call);
      const attributes = {
        "orch.step.name": step,
        "orch.capability": task.capability,
        "orch.role": task.role,
      };
      begin(`asked ${seq}`, spanIdOf(run, `asked ${seq}`), {
        name: step,
        kind: "internal",
        start: at,
        attributes,
      });
    } else {
      const over = endOf(event);
      if (over !== undefined) end(over.id, at, over.error);
    }
    if (event.t !== "Closed") continue;
    // A run closes whatever was still open.
    for (const id of [...open.keys()]) end(id, at, "abandoned");
    const attributes = {
      "orch.run.id": run,
      "orch.plan.id": plan,
      "orch.plan.name": entry,
      "orch.status": event.status,
    };
    const { links = [] } = traced;
    const failed = event.failure === undefined ? {} : { error: event.failure.class };
    spans.push({
      traceId,
      spanId: root,
      name: entry,
      kind: "internal",
      start: started,
      end: at,
      attributes,
      ...failed,
      ...(links.length === 0 ? {} : { links }),
    });
  }
  return spans;
}

function endOf(event: RunEvent): { readonly id: string; readonly error?: string } | undefined {
  switch (event.t) {
    case "Ended": {
      const id = `${event.key} ${event.attempt}`;
      return "ok" in event.outcome ? { id } : { id, error: event.outcome.failure.class };
    }
    case "Lost":
      return { id: `${event.key} ${event.attempt}`, error: "lost" };
    case "Aborted":
      return { id: `${event.key} ${event.attempt}`, error: event.why };
    case "Told":
      return "ref" in event.say && event.say.say === "answered"
        ? { id: `asked ${event.say.ref.seq}` }
        : undefined;
    default:
      return undefined;
  }
}

const traceparent = /^[0-9a-f]{2}-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-[0-9a-f]{2}$/u;

/** Undefined: it has another form, or its ids are zero, which count as none. */
export function linkIn(header: string | undefined): Link | undefined {
  const { traceId = "", spanId = "" } = traceparent.exec(header ?? "")?.groups ?? {};
  return /[1-9a-f]/u.test(traceId) && /[1-9a-f]/u.test(spanId) ? { traceId, spanId } : undefined;
}

/** The span of a whole run. */
export function linkTo(run: string): Link {
  return { traceId: traceIdOf(run), spanId: spanIdOf(run, "run") };
}
