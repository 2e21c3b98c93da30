import { expect, test, vi } from "vitest";
import { begun, ended, soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* The journal of a run, and two runs side by side, through HTTP. */

const base = "/api/orchestration";
type Json = Readonly<Record<string, unknown>>;

async function get(
  { server, token }: Started,
  path: string,
  clearance: "internal" | "personal" = "internal",
) {
  const headers = { authorization: `Bearer ${token({ clearance })}` };
  const reply = await fetch(`${server.address}${base}${path}`, { headers });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

test("the events of a run are read a page at a time, each once", async () => {
  const server = await started();
  const run = await begun(server, "quick");
  await ended(server, run);
  const seen: Json[] = [];
  for (let next: unknown = 0; next !== undefined; ) {
    const { status, body } = await get(server, `/runs/${run}/events?from=${next}&limit=2`);
    expect(status).toBe(200);
    seen.push(...(body.events as Json[]));
    next = body.next;
  }
  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, at) => at));
  expect(seen[0]).toMatchObject({ kind: "Started", by: "operator", args: { id: "7" } });
  expect(seen.at(-1)).toMatchObject({ kind: "Closed", status: "completed", value: "r-7" });
  expect(seen.find(({ kind }) => kind === "Began")).toMatchObject({
    step: "paid",
    capability: "shop.charge",
    attempt: 1,
    args: { id: "7" },
  });
  const { body } = await get(server, `/runs/${run}/events?from=1000`);
  expect(body).toMatchObject({ events: [], total: seen.length });
});

test("events show no value above the clearance, in results, arguments and texts", async () => {
  const server = await started();
  const failed = await begun(server, "broken");
  await ended(server, failed);
  const asking = await begun(server, "known");
  await vi.waitFor(async () => {
    expect((await get(server, `/runs/${asking}`)).body.status).toBe("waiting");
  }, soon);
  for (const run of [failed, asking]) {
    expect(JSON.stringify((await get(server, `/runs/${run}/events`)).body)).not.toContain("Ada");
    const cleared = await get(server, `/runs/${run}/events`, "personal");
    expect(JSON.stringify(cleared.body)).toContain("Ada Lovelace");
  }
});

test("two runs are compared step by step", async () => {
  const server = await started();
  const one = await begun(server, "quick", "1");
  const other = await begun(server, "quick", "2");
  const failed = await begun(server, "broken", "1");
  for (const run of [one, other, failed]) await ended(server, run);
  const { body } = await get(server, `/runs/${one}/difference?with=${other}`);
  expect(body).toMatchObject({
    run: one,
    with: other,
    plans: { same: true },
    input: [{ parameter: "id", run: "1", with: "2" }],
    outcome: { differs: ["value"], run: { value: "r-1" }, with: { value: "r-2" } },
    steps: [{ step: "paid", in: "both", differs: ["value"] }],
  });
  const masked = { receipt: "r-1", holder: "‹personal›" };
  const same = (await get(server, `/runs/${one}/difference?with=${failed}`)).body;
  expect(same).toMatchObject({
    plans: { same: false },
    input: [],
    outcome: { differs: ["status", "value", "failure"] },
    steps: [{ step: "paid", differs: [], run: { value: masked }, with: { value: masked } }],
  });
  expect(JSON.stringify(same)).not.toContain("Ada");
});

test("steps of one run alone stand where they would be in the other", async () => {
  const server = await started();
  const long = await begun(server, "pay");
  await vi.waitFor(async () => {
    expect((await get(server, `/runs/${long}`)).body.status).toBe("waiting");
  }, soon);
  const short = await begun(server, "quick");
  await ended(server, short);
  const steps = async (one: string, other: string) =>
    ((await get(server, `/runs/${one}/difference?with=${other}`)).body.steps as Json[]).map((step) => [
      step.step,
      step.in,
    ]);
  expect(await steps(long, short)).toEqual([
    ["paid", "with"],
    ["ok", "run"],
  ]);
  expect(await steps(short, long)).toEqual([
    ["ok", "with"],
    ["paid", "run"],
  ]);
});

test("a run that is not there, or that the token may not see, is compared with nothing", async () => {
  const server = await started();
  const run = await begun(server, "quick");
  expect((await get(server, `/runs/${run}/difference?with=none`)).body.code).toBe("unknown_run");
  expect((await get(server, `/runs/${run}/difference`)).body.code).toBe("invalid_request");
  const hidden = await begun(server, "broken");
  const headers = { authorization: `Bearer ${server.token({ plans: ["shop.quick"] })}` };
  for (const path of [`/runs/${run}/difference?with=${hidden}`, `/runs/${hidden}/events`]) {
    const reply = await fetch(`${server.server.address}${base}${path}`, { headers });
    expect([path, reply.status]).toEqual([path, 404]);
  }
});
