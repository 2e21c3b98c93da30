import { limits } from "@orchlang/runtime/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { begun, ended, soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Ended runs are kept as long as the settings say; what has not ended stays, and so does what a request did once. */

const base = "/api/orchestration";
const day = 86_400_000;

/** A run that has ended may have a message to send for a moment, and is not pruned before. */
async function settled(server: Started, run: string): Promise<void> {
  await ended(server, run);
  const asked = [{ run, endedBefore: Date.now() + day }];
  await vi.waitFor(async () => expect(await server.orchestrator.prunable(asked)).toEqual([run]), soon);
}

test("runs that ended long enough ago are pruned, and no others; a repeated request starts nothing", async () => {
  const server = await started({ settings: { retention: { days: 7, plans: { known: 30 } } } });
  const old = [await begun(server, "quick", "1"), await begun(server, "quick", "2")];
  const kept = await begun(server, "known", "3");
  for (const run of old) await settled(server, run);
  const dry = async () => (await server.ask("operator", "GET", `${base}/retention`)).body;
  const prune = async () => (await server.ask("admin", "POST", `${base}/retention/prune`, {})).body;
  expect(await dry()).toMatchObject({ due: [], more: false, pruned: 0 });
  expect(await prune()).toEqual({ pruned: 0, events: 0 });
  const [first = ""] = old;
  expect(await server.orchestrator.prunable([{ run: first, endedBefore: 1 }])).toEqual([]);
  expect(await server.orchestrator.prunable([{ run: kept, endedBefore: Date.now() + day }])).toEqual([]);

  server.advance(8 * day);
  expect(await dry()).toMatchObject({ due: [{ run: old[0] }, { run: old[1] }], more: false });
  expect((await server.ask("operator", "GET", `${base}/retention?limit=1`)).body).toMatchObject({
    due: [{ run: old[0], workflow: "shop.quick" }],
    more: true,
  });
  expect((await dry()).pruned).toBe(0);
  expect(await prune()).toEqual({ pruned: 2, events: 0 });
  expect(await dry()).toMatchObject({ due: [], pruned: 2 });

  const { status, body } = await server.ask("viewer", "GET", `${base}/runs/${old[0]}`);
  expect([status, body.code, body.detail]).toEqual([
    404,
    "unknown_run",
    expect.stringContaining("was pruned"),
  ]);
  expect(await server.journal.plan(first)).toMatchObject({ refused: "unknown_run" });
  const listed = (await server.ask("viewer", "GET", `${base}/runs`)).body.runs;
  expect(listed).toMatchObject([{ run: kept }]);
  const decisions = (await server.ask("operator", "GET", `${base}/audit/decisions`)).body.decisions;
  expect(decisions).toContainEqual(
    expect.objectContaining({ name: "server retention", fields: { runs: old, by: "admin" } }),
  );
  // The same request again is the same run, which is over, and its input is not kept again. Another under its key is refused.
  expect(await begun(server, "quick", "1")).toBe(first);
  const other = { workflow_name: "quick", input: { id: "9" } };
  const refused = await server.ask("operator", "POST", `${base}/workflow/execute`, other, "quick 1");
  expect([refused.status, refused.body.code]).toEqual([409, "request"]);
  expect(await server.orchestrator.prunable([{ run: old[0] ?? "", endedBefore: Date.now() }])).toEqual([]);
  expect((await server.journal.audit())?.altered).toEqual([]);
  const lines: string[] = [];
  for await (const line of server.journal.exported(0)) lines.push(line);
  const streams = lines.map((line) => (JSON.parse(line) as { stream?: string }).stream);
  expect([streams.includes(`run/${kept}`), streams.includes(`run/${old[0]}`)]).toEqual([true, false]);

  // A run that waits for somebody stays, however old.
  server.advance(300 * day);
  expect(await prune()).toEqual({ pruned: 0, events: 0 });
});

const clinic = `module clinic
service note(id: String @personal) {
  effect idempotent  latency <= 60s  irreversible because "a note stays"  clearance personal  run module "./h.mjs#note"
}
service list(id: String) {
  effect idempotent  latency <= 60s  irreversible because "a list stays"  run module "./h.mjs#note"
}
plan visit(id: String @personal) { step noted = note(id) }
plan call(id: String @personal) { step noted = note(id) }
plan sweep(id: String) { step listed = list(id) }
`;

test("runs of plans that handle data of a label are kept no longer than that says, unless the plan is named", async () => {
  const retention = { days: 30, labels: { internal: 20, personal: 7 }, plans: { call: 365 } };
  const server = await started({ source: clinic, settings: { retention } });
  const [personal, plain, named] = [
    await begun(server, "visit"),
    await begun(server, "sweep"),
    await begun(server, "call"),
  ];
  for (const run of [personal, plain, named]) await settled(server, run);
  const due = async () =>
    ((await server.ask("operator", "GET", `${base}/retention`)).body.due as { run: string }[]).map(
      ({ run }) => run,
    );
  server.advance(8 * day);
  expect(await due()).toEqual([personal]);
  server.advance(13 * day);
  expect((await due()).toSorted()).toEqual([personal, plain].toSorted());
  expect((await server.ask("admin", "POST", `${base}/retention/prune`, {})).body.pruned).toBe(2);
  const left = (await server.ask("viewer", "GET", `${base}/runs`)).body.runs;
  expect(left).toMatchObject([{ run: named }]);
});

test("events that belong to no run are pruned by a setting of their own, from the first on", async () => {
  const { controlEventsKeptMin } = limits;
  Object.assign(limits, { controlEventsKeptMin: 5 });
  onTestFinished(() => void Object.assign(limits, { controlEventsKeptMin }));
  const server = await started({ settings: { retention: { events: 7 } } });
  const ingested = async (id: number) =>
    (
      await server.ask(
        "operator",
        "POST",
        `${base}/events/ingest`,
        { event: "payment", fields: { id: `${id}` } },
        `${id}`,
      )
    ).status;
  for (let id = 0; id < 20; id++) expect(await ingested(id)).toBe(202);
  const dry = async () => (await server.ask("operator", "GET", `${base}/retention`)).body;
  expect(await dry()).toMatchObject({ due: [], events: 0 });
  server.advance(8 * day);
  const { events } = await dry();
  expect(events).toBeGreaterThan(15);
  expect(await server.ask("admin", "POST", `${base}/retention/prune`, {})).toMatchObject({
    body: { pruned: 0, events },
  });
  const verified = await server.journal.verify();
  expect(verified).toMatchObject({ whole: true, pruned: events });
  expect((await server.journal.audit())?.altered).toEqual([]);
  // The same event again, and the journal goes on.
  const length = "events" in verified ? verified.events : 0;
  for (const id of [0, 19]) expect(await ingested(id)).toBe(202);
  expect(await server.journal.verify()).toMatchObject({ whole: true, events: length });
  expect(await ingested(20)).toBe(202);
  expect(await server.journal.verify()).toMatchObject({ whole: true, events: length + 1 });
  const headers = { authorization: `Bearer ${server.token({ role: "viewer" })}` };
  const { body } = await server.server.app.inject({ url: "/metrics", headers });
  expect(body).toContain(`orch_retention{what="events"} ${events}`);
});

test("settings that are read again prune in the background, and the metrics count it", async () => {
  const logged: unknown[] = [];
  const server = await started({ log: (entry) => logged.push(entry) });
  await settled(server, await begun(server, "quick"));
  server.advance(8 * day);
  expect(await server.ask("admin", "POST", `${base}/retention/prune`, {})).toMatchObject({
    body: { pruned: 0, events: 0 },
  });
  server.server.reload({ settings: { retention: { days: 7 } } });
  // Behind the pass that the settings have begun.
  await server.ask("admin", "POST", `${base}/retention/prune`, {});
  expect(logged).toContainEqual({ retention: "pruned", runs: 1, events: 0 });
  const headers = { authorization: `Bearer ${server.token({ role: "viewer" })}` };
  const { body } = await server.server.app.inject({ url: "/metrics", headers });
  expect(body).toContain('orch_retention{what="pruned"} 1');
});

test("only an admin of the whole installation prunes", async () => {
  const server = await started();
  for (const role of ["viewer", "approver", "operator", "author"] as const)
    expect((await server.ask(role, "POST", `${base}/retention/prune`, {})).status).toBe(403);
  const authorization = `Bearer ${server.token({ role: "admin", plans: ["shop.quick"] })}`;
  const url = `${base}/retention/prune`;
  const some = await server.server.app.inject({
    method: "POST",
    url,
    headers: { authorization },
    payload: {},
  });
  expect([some.statusCode, some.json().code]).toEqual([403, "plans"]);
});
