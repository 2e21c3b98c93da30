import { expect, test, vi } from "vitest";
import { soon } from "./begun.ts";
import { started } from "./started.ts";

/* Why triggers fired or did not, through HTTP. */

interface Answer {
  readonly code?: string;
  readonly faults?: readonly string[];
  readonly decisions: readonly {
    readonly checks: readonly Readonly<Record<string, string>>[];
    readonly condition?: readonly Readonly<Record<string, string>>[];
  }[];
}

const base = "/api/orchestration";

test("a trigger reports its run, or the check that failed and those behind it", async () => {
  const { server, token, ask } = await started();
  const authorization = `Bearer ${token({ role: "viewer" })}`;
  const read = async (trigger: string) => {
    const url = `${server.address}${base}/triggers/${trigger}/decisions`;
    const reply = await fetch(url, { headers: { authorization } });
    return { status: reply.status, body: (await reply.json()) as Answer };
  };
  const refund = async (id: string, urgent: boolean) => {
    const event = { event: "shop.refund", from: "web", fields: { id, urgent } };
    const { status, body } = await ask("operator", "POST", `${base}/events/ingest`, event, id);
    expect([status, body.detail]).toEqual([202, undefined]);
  };
  await refund("1", false);
  await refund("2", true);
  await refund("3", true);
  await vi.waitFor(async () => expect((await read("refunds")).body.decisions).toHaveLength(3), soon);
  const { body } = await read("refunds");
  const results = (at: number) => body.decisions[at]?.checks.map(({ check, result }) => `${check} ${result}`);
  const [last, fired, first] = body.decisions;
  expect(last).toMatchObject({ fired: false, why: "it has started often enough" });
  expect(results(0)).toEqual([
    "plan held",
    "enabled held",
    "admission held",
    "depth held",
    "condition held",
    "throttle failed",
    "arguments not_evaluated",
    "overlap not_evaluated",
  ]);
  expect(fired).toMatchObject({ fired: true, run: expect.any(String) });
  expect(results(1)).toContain("condition held");
  expect(first).toMatchObject({ fired: false, why: "its condition was not true: false, or unknown" });
  expect(results(2)).toContain("condition failed");
  expect(first?.condition).toEqual([{ says: "event.urgent", value: "false" }]);
  expect(fired?.condition).toEqual([{ says: "event.urgent", value: "true" }]);
  expect(await read("nothing")).toMatchObject({ status: 404, body: { code: "unknown_trigger" } });
});

test("a token of other plans sees no trigger of this one", async () => {
  const { server, token } = await started();
  const headers = { authorization: `Bearer ${token({ plans: ["shop.pay"] })}` };
  const reply = await fetch(`${server.address}${base}/triggers/refunds/decisions`, { headers });
  expect([reply.status, ((await reply.json()) as Answer).faults]).toEqual([404, undefined]);
});
