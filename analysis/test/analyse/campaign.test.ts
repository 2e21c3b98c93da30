import { describe, expect, test } from "vitest";
import { orderAndBounds } from "../../src/order-and-bounds.ts";
import { campaign } from "./building/campaign.ts";

describe("the campaign", () => {
  const analysis = orderAndBounds(campaign);
  const launch = analysis.routines.get("launch");

  test("costs at most $0.351", () => {
    expect(analysis.diagnostics).toEqual([]);
    expect(launch?.bounds.bounds.cost).toEqual({
      best: { amount: "0", currency: "USD" },
      worst: { value: { amount: "0.351", currency: "USD" } },
    });
    expect(launch?.bounds.nodes().job?.cost.worst).toEqual({ value: { amount: "0.2", currency: "USD" } });
    expect(launch?.bounds.nodes().draft?.cost.worst).toEqual({ value: { amount: "0.12", currency: "USD" } });
  });

  test("takes two days, of which a person takes most", () => {
    const second = 1_000;
    const draft = (4 * 60 + 1 + 2 + 4) * second;
    const design = (3 * 30 + 1 + 2) * second;
    const review = 2 * 86_400 * second;
    expect(launch?.bounds.bounds.latency).toEqual({
      best: 0,
      worst: { value: draft + design + review + 10 * second },
      parts: {
        work: { value: (240 + 90 + 10) * second },
        people: { value: review },
        timers: { value: 10 * second },
        queue: { value: 0 },
        unwinding: { value: 71 * second },
      },
    });
    expect(launch?.bounds.criticalPath).toEqual(["draft", "design", "review", "job"]);
  });

  test("waits for what it uses", () => {
    const needs = Object.fromEntries([...(launch?.needs ?? [])].map(([linked, list]) => [linked.id, list]));
    expect(needs).toEqual({
      draft: [],
      design: [{ node: "draft", why: "data" }],
      list: [],
      review: [{ node: "design", why: "data" }],
      "when@1": [{ node: "review", why: "data" }],
      job: [
        { node: "draft", why: "data" },
        { node: "design", why: "data" },
        { node: "list", why: "data" },
      ],
      "return@1": [{ node: "job", why: "data" }],
      "fail@1": [{ node: "review", why: "data" }],
    });
  });
});
