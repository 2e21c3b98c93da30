import { statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Entry } from "../../src/index.ts";
import { connectOwner, type Owner, OwnerGone, type OwnerSocket, serveOwner } from "../../src/owner.ts";
import { folder } from "../journal/streams.ts";
import { accepted } from "../orchestrator/open.ts";
import { Stage } from "../orchestrator/stage.ts";

const program = `module m
role keeper
service note(text: String) -> { n: Int } { effect idempotent  latency <= 1m }
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
plan visit(who: String) -> { n: Int } {
  step go = opens(who) { timeout 1h }
  step done = note(text: who)
  return done
}
`;
const keeper = { id: "ada", roles: ["m.keeper"], consents: ["*"] };
let ids = 0;
const freshId = () => `id-${++ids}`;

async function stage() {
  const calls: unknown[] = [];
  const one = new Stage(program, "2026-11-22T12:00Z", { "m.note": (args) => ({ n: calls.push(args) }) });
  await one.open({ arm: false });
  return { one, calls, plan: one.compiled.plan("m.visit")! };
}

const path = () => join(folder(), "journal.db-socket");

async function served(one: Stage, at: string, token?: string): Promise<OwnerSocket> {
  const address = { path: at, ...(token === undefined ? {} : { token }) };
  const socket = await serveOwner(Promise.resolve(one.orch), address, { version: "1.2.3" });
  if ("fault" in socket) throw new Error(socket.fault);
  onTestFinished(() => socket.close());
  return socket;
}

async function connected(at: string, token?: string): Promise<Owner> {
  const owner = await connectOwner({ path: at, ...(token === undefined ? {} : { token }) }, freshId);
  if (!("hello" in owner)) throw new Error(JSON.stringify(owner));
  return owner;
}

test("a run is begun, answered and followed over the socket, by the functions of the process that holds the journal", async () => {
  const { one, calls, plan } = await stage();
  const at = path();
  const socket = await served(one, at);
  expect(statSync(at).mode & 0o777).toBe(0o600);
  const owner = await connected(at);
  expect(owner.hello).toMatchObject({ protocol: "orch.commands/2", pid: process.pid, version: "1.2.3" });
  const unfit = await owner.start({ plan, input: {}, root: "/", user: keeper });
  expect(unfit).toMatchObject({ refused: "input", details: ["who: is missing"] });
  const { run } = accepted(await owner.start({ plan, input: { who: "Bo" }, root: "/", user: keeper }));
  // Printed before the command that has begun the run follows it.
  expect(socket.say(run, "at once")).toBe(false);
  const seen: Entry[] = [];
  const said: string[] = [];
  const unwatch = owner.watch(run, 0, {
    see: (entry) => seen.push(entry),
    said: (text) => said.push(text),
    gone: () => undefined,
  });
  expect(await owner.rest(run)).toMatchObject({
    status: "waiting",
    waiting: [{ for: "answer", step: "go" }],
  });
  accepted(await owner.answer(run, "go", { granted: true }, keeper));
  expect(await owner.rest(run)).toEqual({ status: "completed", value: { n: 1 } });
  await vi.waitFor(() => expect(seen.at(-1)?.event.t).toBe("Closed"));
  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, seq) => seq));
  // What a handler prints goes to who has begun its run, and follows it.
  expect(socket.say("ANOTHER", "hello")).toBe(false);
  expect(socket.say(run, "hello")).toBe(true);
  await vi.waitFor(() => expect(said).toEqual(["at once", "hello"]));
  unwatch();
  await vi.waitFor(() => expect(socket.say(run, "hello")).toBe(false));
  expect(socket.runs()).toEqual([run]);
  expect(calls).toEqual([{ text: "Bo" }]);
});

test("what is asked twice under one id counts once, also by the process that has the journal next", async () => {
  const { one, calls, plan } = await stage();
  const at = path();
  const first = await served(one, at);
  const start = { plan, input: { who: "Bo" }, root: "/", user: keeper, request: "r-1" };
  const asked = await connected(at);
  const { run } = accepted(await asked.start(start));
  expect(await asked.start(start)).toEqual({ run });
  accepted(await asked.order(run, undefined, "pause", null, "", keeper, "o-1"));
  accepted(await asked.order(run, undefined, "unpause", null, "", keeper, "o-2"));
  // Said again it pauses nothing.
  accepted(await asked.order(run, undefined, "pause", null, "", keeper, "o-1"));
  accepted(await asked.answer(run, "go", { granted: true }, keeper, "a-1"));
  accepted(await asked.answer(run, "go", { granted: true }, keeper, "a-1"));
  expect(await asked.answer(run, "go", { granted: true }, keeper, "a-2")).toMatchObject({
    refused: expect.stringMatching(/not_waiting|closed/u),
  });
  expect(await asked.rest(run)).toMatchObject({ status: "completed" });
  await one.abandon();
  await expect(first.close()).resolves.toBeUndefined();
  await served(one, at);
  const again = await connected(at);
  accepted(await again.answer(run, "go", { granted: true }, keeper, "a-1"));
  accepted(await again.order(run, undefined, "pause", null, "", keeper, "o-1"));
  expect(await again.start(start)).toEqual({ run });
  expect(calls).toHaveLength(1);
});

test("who is cut off before a reply is told so, and what was left behind is nobody's", async () => {
  const { one, plan } = await stage();
  const at = path();
  const socket = await served(one, at);
  const owner = await connected(at);
  const { run } = accepted(await owner.start({ plan, input: { who: "Bo" }, root: "/", user: keeper }));
  const gone = Promise.withResolvers<void>();
  owner.watch(run, 0, { see: () => undefined, gone: gone.resolve });
  await socket.close();
  await gone.promise;
  await expect(owner.rest(run)).rejects.toThrow(OwnerGone);
  expect(await connectOwner({ path: at }, freshId)).toEqual({ absent: true });
  // A socket whose process was killed stays, and nobody listens there; the next takes its place.
  const left = createServer().listen(at);
  await new Promise((listening) => left.once("listening", listening));
  writeFileSync(`${at}-kept`, "");
  await new Promise((closed) => left.close(closed));
  await served(one, at);
  expect(await (await connected(at)).rest(run)).toMatchObject({ status: "waiting" });
});

test("messages of another form are refused, and so is who comes without the token where one is asked for", async () => {
  const { one } = await stage();
  const at = path();
  await served(one, at, "secret");
  expect(await connectOwner({ path: at }, freshId)).toMatchObject({
    fault: expect.stringContaining("token"),
  });
  await connected(at, "secret");
  const ask = (operation: string, body: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: "Bearer secret" };
      const sent = request({ socketPath: at, method: "POST", path: operation, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.once("error", reject);
      sent.end(body);
    });
  for (const body of ["", "{", "[]", '{"run": 7}', '{"run": "A", "patience": -1}', '{"run": "A", "more": 1}'])
    expect([body, await ask("/orch.commands/2/rest", body)]).toEqual([body, 400]);
  expect(await ask("/orch.commands/2/close", "{}")).toBe(404);
  expect(await ask("/orch.commands/3/rest", "{}")).toBe(404);
});
