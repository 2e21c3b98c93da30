import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Consents over HTTP: by their subject, or by somebody to whom the subject has delegated that. */

const base = "/api/orchestration";
const hour = 3_600_000;

/** The requests of somebody with a token of their own: a plain person who signs in is a viewer. */
function person({ server, token }: Started, user: string, role: "viewer" | "operator" | "admin" = "viewer") {
  const authorization = `Bearer ${token({ user, role })}`;
  let count = 0;
  const ask = async (method: "GET" | "POST", path: string, payload?: object) => {
    count += 1;
    const headers = { authorization, "idempotency-key": `${user} ${role} ${count}` };
    const reply = await server.app.inject({ method, url: base + path, headers, ...(payload && { payload }) });
    const body = reply.json();
    return { status: reply.statusCode, code: body.code, body };
  };
  return {
    get: (path: string) => ask("GET", path),
    post: (path: string, body: object = {}) => ask("POST", path, body),
  };
}

const ended = { status: 202, code: undefined };

test("a person who has signed in, and nothing more, gives and withdraws their own consent", async () => {
  const on = await started();
  const ada = person(on, "ada");
  expect(await ada.post("/consents", { scope: "mail.send", until: Date.now() + hour })).toMatchObject(ended);
  const { body } = await ada.get("/consents");
  expect(body).toEqual({
    user: "ada",
    given: [{ scope: "mail.send", at: expect.any(Number), until: expect.any(Number) }],
    withdrawn: [],
  });
  expect(await ada.post("/consents/withdraw", { scope: "mail.send" })).toMatchObject(ended);
  expect((await ada.get("/consents")).body).toEqual({ user: "ada", given: [], withdrawn: ["mail.send"] });
});

test("a run goes on with the consent, and is denied without it", async () => {
  const on = await started();
  const outcome = async (n: number): Promise<unknown> => {
    const start = { workflow_name: "greet", input: { id: `${n}` } };
    const { body } = await on.ask("operator", "POST", `${base}/workflow/execute`, start, `run ${n}`);
    const rest = await on.orchestrator.rest(String(body.run));
    return rest.status;
  };
  expect(await outcome(1)).toBe("failed");
  const owner = person(on, "operator");
  expect(await owner.post("/consents", { scope: "mail.send" })).toMatchObject(ended);
  expect(await outcome(2)).toBe("completed");
});

test("a delegate consents in the subject's name, for these scopes and until then, and the record says so", async () => {
  const on = await started();
  const [ada, ben, eve] = [person(on, "ada"), person(on, "ben"), person(on, "eve")];
  const inAdasName = { scope: "mail.send", user: "ada" };
  expect(await ben.post("/consents", inAdasName)).toMatchObject({ status: 403, code: "not_yours" });
  const until = Date.now() + hour;
  const wanted = { to: "ben", scopes: ["mail.send"], until, why: "on leave" };
  const made = await ada.post("/consents/delegations", wanted);
  expect(made.status).toBe(202);
  const { delegation } = made.body;
  for (const one of [ada, ben])
    expect((await one.get("/consents/delegations")).body.delegations).toEqual([
      { delegation, user: "ada", at: expect.any(Number), ...wanted },
    ]);
  expect((await eve.get("/consents/delegations")).body.delegations).toEqual([]);
  expect(await eve.post("/consents", inAdasName)).toMatchObject({ status: 403 });
  expect(await ben.post("/consents", inAdasName)).toMatchObject(ended);
  const given = [{ scope: "mail.send", at: expect.any(Number), by: "ben", under: delegation }];
  for (const one of [ada, ben])
    expect((await one.get("/consents?user=ada")).body).toMatchObject({ user: "ada", given });
  expect((await eve.get("/consents?user=ada")).status).toBe(403);
  expect((await person(on, "olga", "operator").get("/consents?user=ada")).body.given).toEqual(given);
  on.advance(hour + 1);
  expect(await ben.post("/consents/withdraw", inAdasName)).toMatchObject({ status: 403, code: "not_yours" });
});

test("a delegation is ended by its subject or its delegate, and counts from the next request on no more", async () => {
  const on = await started();
  const [ada, ben, eve] = [person(on, "ada"), person(on, "ben"), person(on, "eve")];
  const wanted = { to: "ben", scopes: ["mail.send"], until: Date.now() + hour, why: "on leave" };
  for (const ending of [ada, ben]) {
    const { delegation } = (await ada.post("/consents/delegations", wanted)).body;
    const path = `/consents/delegations/${encodeURIComponent(delegation)}/end`;
    expect(await eve.post(path, { why: "no" })).toMatchObject({ status: 404, code: "unknown_delegation" });
    expect(await ending.post(path, { why: "back again" })).toMatchObject(ended);
    expect(await ben.post("/consents", { scope: "mail.send", user: "ada" })).toMatchObject({ status: 403 });
  }
  const { body } = await on.ask("operator", "GET", `${base}/audit/decisions`);
  const said = (body.decisions as { why?: string; by?: string }[]).map(({ by, why }) => [by, why]);
  expect(said.filter(([by]) => by !== "server")).toEqual([
    ["ben", "lets ben consent no more: back again"],
    ["ada", "lets ben consent: on leave"],
    ["ada", "lets ben consent no more: back again"],
    ["ada", "lets ben consent: on leave"],
  ]);
});

test("a delegation names consents that the program asks for, another person, and an end", async () => {
  const on = await started();
  const ada = person(on, "ada");
  const wanted = { to: "ben", scopes: ["mail.send"], until: Date.now() + hour, why: "on leave" };
  const refused = async (more: object) => {
    const { status, code, body } = await ada.post("/consents/delegations", { ...wanted, ...more });
    return [status, code, body.faults];
  };
  expect(await refused({ scopes: ["mail.sned"] })).toEqual([
    422,
    "unknown_scope",
    ["The program has no consent `mail.sned`: it has `mail.send`"],
  ]);
  expect(await refused({ to: "ada" })).toEqual([422, "own_name", undefined]);
  expect(await refused({ until: Date.now() - 1 })).toEqual([422, "until", undefined]);
  expect((await refused({ until: undefined }))[0]).toBe(400);
  expect((await refused({ user: "eve" }))[0]).toBe(400);
  expect((await ada.post("/consents", { scope: "nothing" })).code).toBe("unknown_scope");
});

test("news of a consent is told by a delegate too, and nobody says by a field whose word it is", async () => {
  const on = await started();
  const ada = person(on, "ada");
  const line = { consent: "mail.send", user: "ada" };
  const ben = person(on, "ben", "operator");
  expect(await ben.post("/events/ingest", line)).toMatchObject({ status: 403, code: "not_yours" });
  const wanted = { to: "ben", scopes: ["mail.send"], until: Date.now() + hour, why: "on leave" };
  const { delegation } = (await ada.post("/consents/delegations", wanted)).body;
  expect(await ben.post("/events/ingest", line)).toMatchObject(ended);
  expect((await ada.get("/consents")).body.given).toMatchObject([{ by: "ben", under: delegation }]);
  // Nobody says by a field of the line who has given it.
  expect((await ben.post("/events/ingest", { ...line, by: "eve" })).status).toBe(422);
  const { body } = await on.ask("operator", "GET", `${base}/audit/decisions`);
  const notes = (body.decisions as { kind: string; fields?: object }[]).flatMap(({ kind, fields }) =>
    kind === "note" ? [fields] : [],
  );
  expect(notes).toContainEqual(expect.objectContaining({ by: "ben", user: "ada", under: delegation }));
});

test("whoever is connected is told at once that consents have changed, and not whose", async () => {
  const on = await started();
  const url = `${on.server.address.replace("http", "ws")}/ws/orchestration/events`;
  const headers = { authorization: `Bearer ${on.token({ plans: ["shop.quick"] })}` };
  const socket = new WebSocket(url, { headers });
  const received: string[] = [];
  socket.on("message", (data) => received.push(String(data)));
  await once(socket, "open");
  const ada = person(on, "ada");
  await ada.post("/consents", { scope: "mail.send" });
  await ada.post("/consents/withdraw", { scope: "mail.send" });
  const delegation = { to: "ben", scopes: ["mail.send"], until: Date.now() + hour, why: "on leave" };
  expect(await ada.post("/consents/delegations", delegation)).toMatchObject(ended);
  await vi.waitFor(() => expect(received).toHaveLength(3), soon);
  for (const text of received) {
    const { kind, data } = JSON.parse(text) as { readonly kind: string; readonly data: object };
    expect([kind, Object.keys(data)]).toEqual(["consents_changed", ["journal"]]);
    expect(text).not.toMatch(/ada|ben|mail/u);
  }
  socket.close();
});
