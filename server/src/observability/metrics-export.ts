import type { JsonObject } from "@orchlang/plan";
import type { MetricObjectWithValues, MetricValue } from "prom-client";
import { attributesOf, nanos, resourceOf } from "./otlp.ts";

/** Where metrics go. */
export interface MetricsSettings {
  /** OTLP over HTTP: `http://127.0.0.1:4318/v1/metrics`. */
  readonly url: string;
  /** Time from one export to the next, s. Default: 60. */
  readonly everySeconds?: number;
  /** The environment variable that has more headers, as JSON. */
  readonly headersVariable?: string;
}

/** A metric of the registry with its values. In those of a histogram `metricName` says which part each is. */
export type Collected = MetricObjectWithValues<MetricValue<string> & { readonly metricName?: string }>;

interface ExporterOptions {
  collect(): Promise<readonly Collected[]>;
  readonly version: string;
  /** ms since 1970. */
  now(): number;
  /** Called at the first failure in a row, and once it is over. */
  log?(entry: JsonObject): void;
}

const timeoutMs = 10_000;

/** Sends all metrics again and again. They are cumulative, so nothing is lost with an export that fails. */
export class MetricsExporter {
  readonly #options: ExporterOptions;
  readonly #started: number;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(options: ExporterOptions) {
    this.#options = options;
    this.#started = options.now();
  }

  /** Sends to there from now on. Undefined: nothing is sent. */
  use(settings: MetricsSettings | undefined, headers: Readonly<Record<string, string>>): void {
    this.close();
    if (settings === undefined) return;
    const every = (settings.everySeconds ?? 60) * 1000;
    this.#timer = setInterval(() => void this.#export(settings, headers), every);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #export({ url }: MetricsSettings, headers: Readonly<Record<string, string>>): Promise<void> {
    const { collect, now, version, log } = this.#options;
    const body = metricsRequest(await collect(), { from: this.#started, at: now(), version });
    const status = await posted(url, headers, body);
    const isFailing = status !== "sent";
    if (isFailing !== this.#failing) log?.({ metrics: isFailing ? `not exported: ${status}` : "exported" });
    this.#failing = isFailing;
  }
}

async function posted(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<string> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok ? "sent" : `status ${response.status}`;
  } catch (error) {
    if (error instanceof Error) return "no connection";
    throw error;
  }
}

/** Times in ms since 1970: the start of the process, now. */
interface Span {
  readonly from: number;
  readonly at: number;
  readonly version: string;
}

/** Metrics as a request of OTLP in JSON (OpenTelemetry Protocol 1.x), under their names in Prometheus. */
function metricsRequest(collected: readonly Collected[], { from, at, version }: Span): object {
  const time = { startTimeUnixNano: nanos(from), timeUnixNano: nanos(at) };
  const metrics = collected.flatMap((metric) => {
    const data = dataOf(metric, time);
    const { name, help } = metric;
    const unit = name.endsWith("_seconds") ? { unit: "s" } : name.endsWith("_bytes") ? { unit: "By" } : {};
    return data === undefined ? [] : [{ name, description: help, ...unit, ...data }];
  });
  const scopeMetrics = [{ scope: { name: "orch", version }, metrics }];
  return { resourceMetrics: [{ resource: resourceOf(version), scopeMetrics }] };
}

type Time = Readonly<Record<"startTimeUnixNano" | "timeUnixNano", string>>;

/** In OTLP 2 stands for cumulative. Undefined: it has no values yet, or OTLP has no such kind. */
function dataOf(metric: Collected, time: Time): object | undefined {
  const { type, values } = metric;
  if (values.length === 0) return undefined;
  const points = values.map(({ labels, value }) => ({
    attributes: attributesOf(labels as Labels),
    ...time,
    asDouble: value,
  }));
  // Declared as a string enumeration; the values are texts.
  switch (String(type)) {
    case "counter":
      return { sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: points } };
    case "gauge":
      return { gauge: { dataPoints: points } };
    case "histogram":
      return { histogram: { aggregationTemporality: 2, dataPoints: histogramOf(metric, time) } };
    default:
      return undefined;
  }
}

type Labels = Readonly<Record<string, string | number>>;

interface Series {
  readonly labels: Labels;
  /** Numbers up to each bound, the last without one: Prometheus counts each bucket with those below it. */
  readonly upTo: number[];
  readonly bounds: number[];
  sum: number;
}

function histogramOf({ name, values }: Collected, time: Time): readonly object[] {
  const series = new Map<string, Series>();
  for (const { labels: given, value, metricName } of values) {
    const { le, ...labels } = given as Labels;
    const key = JSON.stringify(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    const one = series.get(key) ?? { labels, upTo: [], bounds: [], sum: 0 };
    series.set(key, one);
    if (metricName === `${name}_sum`) one.sum = value;
    else if (metricName === `${name}_bucket`) {
      one.upTo.push(value);
      if (le !== "+Inf") one.bounds.push(Number(le));
    }
  }
  return [...series.values()].map(({ labels, upTo, bounds, sum }) => ({
    attributes: attributesOf(labels),
    ...time,
    count: `${upTo.at(-1) ?? 0}`,
    sum,
    bucketCounts: upTo.map((count, at) => `${count - (upTo[at - 1] ?? 0)}`),
    explicitBounds: bounds,
  }));
}
