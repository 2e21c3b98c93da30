import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { traceIdOf } from "@orchlang/runtime/reports";
import { expect, onTestFinished, test, vi } from "vitest";
import { linkIn, linkTo, spansOf } from "../src/observability/spans.ts";
import { begun, ended, soon } from "./begun.ts";
import { started } from "./started.ts";

/* Traces of runs, as a collector of the test receives them. */

interface Sent {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly links?: readonly object[];
  readonly status: { readonly code: number };
}

/** A collector of OTLP over HTTP that responds with these statuses, the last for ever. */
async function collector(...statuses: readonly number[]) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += String(part);
    });
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(statuses[bodies.length - 1] ?? statuses.at(-1) ?? 200).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const spans = (): readonly Sent[] =>
    bodies.flatMap((body) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans as Sent[]);
  return { bodies, spans, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces` };
}

test("metrics are sent as they are, and again after a failure", async () => {
  const { bodies, url } = await collector(503, 200);
  const logged: object[] = [];
  const settings = { metrics: { url, everySeconds: 1, headersVariable: "H" } };
  const on = await started({ settings, log: (entry) => logged.push(entry) });
  await ended(on, await begun(on, "quick"));
  const metric = (name: string) => {
    const { resourceMetrics } = JSON.parse(bodies.at(-1) ?? "{}");
    return (resourceMetrics?.[0].scopeMetrics[0].metrics as { name: string }[])?.find(
      (one) => one.name === name,
    );
  };
  const attributes = [{ key: "plan", value: { stringValue: "shop.quick" } }];
  await vi.waitFor(() => {
    expect(metric("orch_runs_started_total")).toMatchObject({
      sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ attributes, asDouble: 1 }] },
    });
    expect(metric("orch_run_duration_seconds")).toBeDefined();
    expect(bodies.length).toBeGreaterThan(1);
  }, soon);
  const { histogram, unit } = metric("orch_run_duration_seconds") as unknown as {
    unit: string;
    histogram: { dataPoints: { count: string; bucketCounts: string[]; explicitBounds: number[] }[] };
  };
  const [point] = histogram.dataPoints;
  expect([unit, point?.count, point?.bucketCounts.length]).toEqual(["s", "1", 11]);
  expect(point?.bucketCounts.map(Number).reduce((one, other) => one + other)).toBe(1);
  expect(point?.explicitBounds).toEqual([0.01, 0.1, 1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800]);
  expect(metric("orch_runs")).toHaveProperty("gauge.dataPoints");
  await vi.waitFor(() => {
    expect(logged).toEqual([{ metrics: "not exported: status 503" }, { metrics: "exported" }]);
  }, soon);
});

test("a run that ended is sent as a trace: one span for each attempt, under one for the run, without values", async () => {
  const { bodies, spans, url } = await collector(503, 200);
  const on = await started({ settings: { traces: { url } }, notifyDelays: [1] });
  const run = await begun(on, "broken");
  await vi.waitFor(() => expect(bodies.length).toBeGreaterThanOrEqual(2), soon);
  expect(bodies[1]).toBe(bodies[0]);
  const sent = spans().slice(spans().length / 2);
  expect(sent.map(({ name, status }) => [name, status.code])).toEqual([
    ["paid", 1],
    ["shop.broken", 2],
  ]);
  const [paid, root] = sent;
  expect(root?.traceId).toBe(traceIdOf(run));
  expect([paid?.traceId, paid?.parentSpanId, root?.parentSpanId]).toEqual([
    root?.traceId,
    root?.spanId,
    undefined,
  ]);
  expect(BigInt(paid?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(BigInt(paid?.startTimeUnixNano ?? 1));
  expect(root?.attributes).toContainEqual({ key: "orch.run.id", value: { stringValue: run } });
  expect(bodies[0]).not.toContain("Lovelace");
});

test("the trace of a run is linked to the trace that its start was asked for in", async () => {
  const { spans, url } = await collector(200);
  const on = await started({ settings: { traces: { url } } });
  const [traceId, spanId] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
  const authorization = `Bearer ${on.token({ role: "operator" })}`;
  const headers = { authorization, "idempotency-key": "t", traceparent: `00-${traceId}-${spanId}-01` };
  const payload = { workflow_name: "quick", input: { id: "1" } };
  const path = "/api/orchestration/workflow/execute";
  expect((await on.server.app.inject({ method: "POST", url: path, headers, payload })).statusCode).toBe(202);
  await vi.waitFor(() => {
    expect(spans().find(({ name }) => name === "shop.quick")?.links).toEqual([{ traceId, spanId }]);
  }, soon);
  for (const wrong of ["", "00-0-0-01", `00-${"0".repeat(32)}-${spanId}-01`])
    expect(linkIn(wrong)).toBeUndefined();
});

test("the trace of a run is linked to those of the run and of the request whose event started it", async () => {
  const { spans, url } = await collector(200);
  const on = await started({ settings: { traces: { url } } });
  const run = await begun(on, "ship");
  const linked = (name: string) => spans().flatMap((one) => (one.name === name ? (one.links ?? []) : []));
  await vi.waitFor(() => expect(linked("shop.quick")).toEqual([linkTo(run)]), soon);
  const link = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
  const headers = {
    authorization: `Bearer ${on.token({ role: "operator" })}`,
    "idempotency-key": "e",
    traceparent: `00-${link.traceId}-${link.spanId}-01`,
  };
  const payload = { event: "order", fields: { id: "1", amount: "$1.00", buyer: "b" } };
  const path = "/api/orchestration/events/ingest";
  expect((await on.server.app.inject({ method: "POST", url: path, headers, payload })).statusCode).toBe(202);
  await vi.waitFor(() => expect(linked("shop.quick")).toEqual([linkTo(run), link]), soon);
});

test("the same events give the same spans, and each that was begun has an end", async () => {
  const on = await started();
  const run = await begun(on, "quick");
  await ended(on, run);
  const entries = [];
  for await (const entry of on.journal.events(run)) entries.push(entry);
  const traced = { run, entry: "shop.quick", plan: "sha256:x" };
  const spans = spansOf(traced, entries);
  expect(spansOf(traced, entries)).toEqual(spans);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  // Whatever the events between say, a run that closes leaves nothing open.
  const cut = entries.filter(({ event }) => event.t !== "Ended");
  expect(spansOf(traced, cut).map(({ name, error }) => [name, error])).toEqual([
    ["paid", "abandoned"],
    ["shop.quick", undefined],
  ]);
});
