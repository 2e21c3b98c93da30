import { verifyExport } from "@orchlang/runtime/journal";
import { expect, test } from "vitest";
import { settingsIn } from "../src/index.ts";
import { begun } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Actions that two people have to agree to, and the export of everything that was decided. */

const base = "/api/orchestration";
const twoPersons = { settings: { twoPersons: ["orders", "admission"] } } as const;

async function as({ server, token }: Started, user: string, path: string, payload: object, key: string) {
  const headers = { authorization: `Bearer ${token({ role: "operator", user })}`, "idempotency-key": key };
  const reply = await server.app.inject({ method: "POST", url: `${base}${path}`, headers, payload });
  return { status: reply.statusCode, body: JSON.parse(reply.body) };
}

test("an order waits for a second person, and is carried out once in both names", async () => {
  const on = await started(twoPersons);
  const run = await begun(on, "pay");
  const order = { order: "cancel", why: "a mistake" };
  const alone = await as(on, "ada", `/runs/${run}/orders`, order, "1");
  expect([alone.status, alone.body.code]).toEqual([403, "second_person"]);
  const many = await as(on, "ada", "/runs/orders", { ...order, runs: [run] }, "2");
  expect([many.status, many.body.code]).toEqual([403, "second_person"]);
  const wanted = { operation: "orderRun", params: { run }, body: order, why: "a mistake" };
  const proposed = await as(on, "ada", "/proposals", wanted, "p");
  expect([proposed.status, proposed.body]).toEqual([202, { proposal: "p" }]);
  expect((await as(on, "ada", "/proposals", wanted, "p")).body).toEqual({ proposal: "p" });
  const other = await as(on, "ben", "/proposals", wanted, "p");
  expect([other.status, other.body.code]).toEqual([409, "request"]);
  const self = await as(on, "ada", "/proposals/p/approve", { why: "me too" }, "3");
  expect([self.status, self.body.code]).toEqual([403, "same_person"]);
  const listed = await on.ask("operator", "GET", `${base}/proposals`);
  expect(listed.body.proposals).toMatchObject([{ proposal: "p", operation: "orderRun", by: "ada" }]);
  const approved = await as(on, "ben", "/proposals/p/approve", { why: "I agree" }, "4");
  expect([approved.status, approved.body]).toEqual([202, { operation: "orderRun", result: { done: true } }]);
  expect((await as(on, "ben", "/proposals/p/approve", { why: "I agree" }, "4")).body).toEqual(approved.body);
  const late = await as(on, "cy", "/proposals/p/approve", { why: "late" }, "5");
  expect([late.status, late.body.code]).toEqual([404, "unknown_proposal"]);
  const { body } = await on.ask("viewer", "GET", `${base}/runs/${run}/events`);
  const ordered = (body.events as { kind: string; by?: string; why?: string }[]).filter(
    ({ kind }) => kind === "Ordered",
  );
  expect(ordered).toMatchObject([
    { by: "ben", why: "a mistake (proposed by ada, approved by ben: I agree)" },
  ]);
});

test("a proposal has the form of its operation, is rejected or withdrawn, and not everything needs two", async () => {
  const on = await started(twoPersons);
  const wrong = await as(
    on,
    "ada",
    "/proposals",
    { operation: "pauseKernel", body: { plan: 7 }, why: "w" },
    "1",
  );
  expect([wrong.status, wrong.body.code]).toEqual([422, "shape"]);
  const pause = { operation: "pauseKernel", body: { why: "w" }, why: "w" };
  expect((await as(on, "ada", "/proposals", pause, "2")).status).toBe(202);
  expect((await as(on, "ada", "/proposals/2/reject", { why: "no need" }, "3")).status).toBe(202);
  expect((await as(on, "ben", "/proposals/2/approve", { why: "w" }, "4")).status).toBe(404);
  expect((await as(on, "ada", "/triggers/arrives/disable", { why: "w" }, "5")).status).toBe(202);
  const { body } = await on.ask("operator", "GET", `${base}/audit/decisions`);
  expect((body.decisions as { why?: string }[]).map(({ why }) => why).slice(0, 3)).toEqual([
    "w",
    "rejects pauseKernel: no need",
    "proposes pauseKernel: w",
  ]);
  expect(settingsIn({ twoPersons: ["everything"] })).toMatchObject({
    faults: [expect.stringContaining("twoPersons")],
  });
});

test("an export has every event, is verified without the journal, and shows any change", async () => {
  const on = await started();
  await begun(on, "pay");
  await as(on, "ada", "/kernel/stop", { why: "tried" }, "s");
  const get = async (clearance: "internal" | "personal") => {
    const headers = { authorization: `Bearer ${on.token({ role: "admin", clearance })}` };
    return await on.server.app.inject({ url: `${base}/audit/export`, headers });
  };
  expect((await get("internal")).statusCode).toBe(403);
  const reply = await get("personal");
  expect(reply.headers["content-type"]).toContain("application/x-ndjson");
  const lines = reply.body.trimEnd().split("\n");
  const verdict = async (changed: readonly string[]) => await verifyExport(eachOf(changed));
  expect(await verdict(lines)).toMatchObject({ whole: true, summary: { events: lines.length - 1 } });
  for (const [at, line] of lines.entries()) {
    const without = lines.toSpliced(at, 1);
    expect([at, (await verdict(without)).whole]).toEqual([at, false]);
    const altered = lines.with(
      at,
      line.replace(/"at":\d/u, (found) => `${found}1`),
    );
    if (altered[at] !== line && at < lines.length - 1)
      expect([at, (await verdict(altered)).whole]).toEqual([at, false]);
  }
});

async function* eachOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
