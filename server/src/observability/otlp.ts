import type { Span } from "./spans.ts";

/** Where traces go. */
export interface TraceSettings {
  /** OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** The environment variable that has more headers, as JSON. */
  readonly headersVariable?: string;
}

const kinds = { internal: 1, client: 3 } as const;

/** Spans as a request of OTLP in JSON (OpenTelemetry Protocol 1.x). */
export function exportRequest(spans: readonly Span[], version: string): object {
  return {
    resourceSpans: [
      {
        resource: resourceOf(version),
        scopeSpans: [{ scope: { name: "orch", version }, spans: spans.map(spanOf) }],
      },
    ],
  };
}

export function resourceOf(version: string): object {
  return { attributes: attributesOf({ "service.name": "orch", "service.version": version }) };
}

function spanOf({
  traceId,
  spanId,
  parentSpanId,
  name,
  kind,
  start,
  end,
  attributes,
  error,
  links,
}: Span): object {
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes: attributesOf(error === undefined ? attributes : { ...attributes, "error.type": error }),
    ...(links === undefined ? {} : { links }),
    status: { code: error === undefined ? 1 : 2 },
  };
}

export function attributesOf(attributes: Span["attributes"]): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: `${value}` },
  }));
}

/** ms as ns. */
export function nanos(ms: number): string {
  return `${BigInt(Math.round(ms)) * 1_000_000n}`;
}
