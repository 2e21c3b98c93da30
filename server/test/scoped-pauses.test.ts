import { tmpdir } from "node:os";
import { expect, test, vi } from "vitest";
import { begun, soon } from "./begun.ts";
import { compiled, type Started, started } from "./started.ts";

/* Parts of the installation that are paused by what their plans handle: labelled data, and pools at a site. */

const base = "/api/orchestration";

const clinic = `module clinic
role boss
type Bed { id: String }
resource north: Bed x 2 { at cloud "oslo"  lease 3h  overflow south }
resource south: Bed x 2 { at cloud "rome"  lease 3h }
human may(id: String) -> { granted: Bool } { ask boss  show "May \${id}?" }
human treat(name: String @personal) -> { granted: Bool } { ask boss  clearance personal  show "\${name}?" }
human unlock(code: String @secret) -> { granted: Bool } { ask boss  clearance secret  show "The door?" }
plan sweep(id: String) -> Bool { step ok = may(id) { timeout 1h }  return ok.granted }
plan visit(id: String @personal) -> Bool { step ok = treat(id) { timeout 1h }  return ok.granted }
plan vault(id: String @secret) -> Bool { step ok = unlock(id) { timeout 1h }  return ok.granted }
plan stay(id: String) { with bed = north for 2h { step ok = may(id) { timeout 1h } } }
plan cure(id: String) { with bed = south for 2h { step ok = may(id) { timeout 1h } } }
event arrival(id: String) { from door }
event call(id: String) { from door }
trigger arrives { on event arrival start visit(id: event.id) }
trigger calls { on event call start stay(id: event.id) }
`;

async function post({ ask }: Started, word: string, body: object, key: string) {
  const reply = await ask("operator", "POST", `${base}/kernel/${word}`, { why: "an incident", ...body }, key);
  return [reply.status, reply.body.code ?? (reply.body.runs as string[]).toSorted()];
}

async function begins({ ask }: Started, plan: string): Promise<unknown> {
  const body = { workflow_name: plan, input: { id: "later" } };
  const reply = await ask("operator", "POST", `${base}/workflow/execute`, body, `later ${plan}`);
  return reply.body.code ?? reply.status;
}

async function isPaused({ ask }: Started, run: string): Promise<unknown> {
  return (await ask("viewer", "GET", `${base}/runs/${run}`)).body.paused;
}

test("runs of plans that handle data of a label, or a higher one, are paused by that label", async () => {
  const server = await started({ source: clinic });
  const [sweep, visit, vault] = [
    await begun(server, "sweep"),
    await begun(server, "visit"),
    await begun(server, "vault"),
  ];
  expect(await post(server, "pause", { label: "personal" }, "p")).toEqual([202, [visit, vault].toSorted()]);
  expect([await isPaused(server, sweep), await isPaused(server, visit)]).toEqual([false, true]);
  expect([await begins(server, "visit"), await begins(server, "sweep")]).toEqual(["paused", 202]);
  await server.ask(
    "operator",
    "POST",
    `${base}/events/ingest`,
    { event: "arrival", from: "door", fields: { id: "9" } },
    "e",
  );
  await vi.waitFor(async () => {
    const { body } = await server.ask("viewer", "GET", `${base}/triggers/arrives/decisions`);
    expect(body.decisions).toMatchObject([
      { fired: false, why: "no run begins: the installation is stopped or paused" },
    ]);
  }, soon);
  const { body: listed } = await server.ask("viewer", "GET", `${base}/kernel/closures`);
  expect(listed.closures).toMatchObject([
    { mode: "paused", label: "personal", plans: ["clinic.visit", "clinic.vault"] },
  ]);
  // A part has the name by which it was closed: that of secret data is another one, and open.
  expect(await post(server, "resume", { label: "secret" }, "r1")).toEqual([202, []]);
  expect(await post(server, "resume", { label: "personal" }, "r2")).toEqual([202, [visit, vault].toSorted()]);
  expect([await isPaused(server, visit), await begins(server, "visit")]).toEqual([false, 202]);
});

test("a pause by a label holds for plans of versions that are deployed later", async () => {
  const server = await started({ source: clinic });
  const { orchestrator } = server;
  await post(server, "pause", { label: "personal" }, "p");
  expect(await begins(server, "sweep")).toBe(202);
  // From now on the sweep has personal data, and so has a plan that is new.
  const later = clinic
    .replace(
      "plan sweep(id: String) -> Bool { step ok = may(id)",
      "plan sweep(id: String @personal) -> Bool { step ok = treat(id)",
    )
    .concat(
      "plan admit(id: String @personal) -> Bool { step ok = treat(id) { timeout 1h }  return ok.granted }\n",
    )
    .replace("start visit(", "start admit(");
  const { plans, world, armed } = compiled(later);
  const root = tmpdir();
  expect(await orchestrator.arm({ world, plans: armed, root })).toEqual({ done: true });
  const answers: unknown[] = [];
  for (const plan of plans) {
    const run = await orchestrator.start({ plan, root, input: { id: "1" } });
    answers.push([plan.plan.entry, "refused" in run ? run.refused : "begun"]);
  }
  expect(answers.toSorted()).toEqual([
    ["clinic.admit", "paused"],
    ["clinic.cure", "begun"],
    ["clinic.stay", "begun"],
    ["clinic.sweep", "paused"],
    ["clinic.vault", "paused"],
    ["clinic.visit", "paused"],
  ]);
  const decisions = async (trigger: string, event: string) => {
    const body = { event, from: "door", fields: { id: "9" } };
    await server.ask("operator", "POST", `${base}/events/ingest`, body, event);
    return await vi.waitFor(async () => {
      const known = await server.ask("viewer", "GET", `${base}/triggers/${trigger}/decisions`);
      expect(known.body.decisions).toHaveLength(1);
      return known.body.decisions;
    }, soon);
  };
  const why = "no run begins: the installation is stopped or paused";
  expect(await decisions("arrives", "arrival")).toMatchObject([{ fired: false, why }]);
  expect(await decisions("calls", "call")).toMatchObject([{ fired: true }]);
});

test("runs of plans that may use a pool at a site are paused by that site", async () => {
  const server = await started({ source: clinic });
  const [sweep, stay, cure] = [
    await begun(server, "sweep"),
    await begun(server, "stay"),
    await begun(server, "cure"),
  ];
  expect(await post(server, "pause", { site: "oslo" }, "p")).toEqual([202, [stay]]);
  expect(await post(server, "resume", { site: "oslo" }, "r")).toEqual([202, [stay]]);
  // The pool at Oslo overflows into that at Rome.
  expect(await post(server, "stop", { site: "rome" }, "s")).toEqual([202, []]);
  expect([await begins(server, "stay"), await begins(server, "cure")]).toEqual(["paused", "paused"]);
  expect([await isPaused(server, stay), await isPaused(server, cure)]).toEqual([false, false]);
  expect(await post(server, "start", { site: "rome" }, "t")).toEqual([202, []]);
  expect(await isPaused(server, sweep)).toBe(false);
  expect(await post(server, "pause", { site: "paris" }, "q")).toEqual([404, "nothing_there"]);
});

test("a label and a site narrow a plan and each other, and a token of some plans names its plan", async () => {
  const server = await started({ source: clinic });
  const [stay, visit] = [await begun(server, "stay"), await begun(server, "visit")];
  expect(await post(server, "pause", { site: "oslo", label: "secret" }, "1")).toEqual([404, "nothing_there"]);
  expect(await post(server, "pause", { plan: "visit", site: "oslo" }, "2")).toEqual([202, []]);
  expect(await post(server, "pause", { plan: "visit", label: "personal" }, "3")).toEqual([202, [visit]]);
  expect(await isPaused(server, stay)).toBe(false);
  const authorization = `Bearer ${server.token({ role: "operator", plans: ["clinic.stay"] })}`;
  const asked = async (payload: object, key: string) => {
    const headers = { authorization, "idempotency-key": key };
    const url = `${base}/kernel/pause`;
    return (await server.server.app.inject({ method: "POST", url, headers, payload })).statusCode;
  };
  expect(await asked({ why: "w", site: "oslo" }, "a")).toBe(403);
  expect(await asked({ why: "w", label: "personal" }, "b")).toBe(403);
  expect(await asked({ why: "w", site: "oslo", plan: "stay" }, "c")).toBe(202);
  const url = `${base}/kernel/closures`;
  const seen = (await server.server.app.inject({ url, headers: { authorization } })).json();
  expect(seen.closures).toMatchObject([{ plan: "clinic.stay", site: "oslo", plans: ["clinic.stay"] }]);
});
