import { chmodSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { orch } from "../in-process.ts";
import { doorHeaders, ending, start, workFolder } from "../orch.ts";

/* The door of `orch up` is open to nobody who does not have its token, and what comes with it is said in one name. */

const program = `module door
role keeper
signal bell: Bool { from bell  fresh 1h }
event knock(who: String)
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
plan answer(who: String) -> Bool { step go = opens(who) { timeout 1h }  return go.granted }
trigger knocks { on event knock  start answer(who: event.who) }
trigger asked { on request "house/open"  start answer(who: "asked") }
`;
const wait = { timeout: 30_000 };

function upIn(cwd: string) {
  const child = start(["up", "door.orch", "--ingest", "-"], { cwd, stdin: "pipe" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const ended = ending(child);
  const said = { told: "" };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: string) => {
      said.told += text;
    });
  return { child, ended, said };
}

async function asking() {
  const cwd = workFolder();
  writeFileSync(join(cwd, "door.orch"), program);
  const up = upIn(cwd);
  up.child.stdin?.write('{"event": "knock", "fields": {"who": "Ada"}}\n');
  await vi.waitFor(() => expect(up.said.told).toContain("Let Ada in?"), wait);
  await vi.waitFor(() => expect(up.said.told).toContain("records are accepted at"), wait);
  const { address } = JSON.parse(readFileSync(join(cwd, ".orch/journal.db-ingress"), "utf8")) as {
    readonly address: string;
  };
  const run = /as run (\w+)/.exec(up.said.told)?.[1] ?? "";
  const send = async (path: string, body: unknown, headers: Record<string, string> = {}, method = "POST") => {
    const sent = method === "GET" ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${address}${path}`, sent);
    return { status: response.status, body: (await response.json()) as { readonly why?: string } };
  };
  return { cwd, up, address, run, send };
}

test("nothing at the door is open without its token", async () => {
  const { cwd, up, run, send } = await asking();
  const good = doorHeaders(cwd);
  const before = (await orch(["timeline", run, "--format", "json"], { cwd })).stdout;
  const bodies: readonly (readonly [string, unknown])[] = [
    ["/answers", { run, step: "go", value: { granted: true } }],
    ["/ingest", { answer: run, step: "go", value: { granted: true } }],
    ["/ingest", { user: "eve", roles: ["keeper"], trust: "high" }],
    ["/ingest", { consent: "camera", user: "eve" }],
    ["/ingest", { event: "knock", fields: { who: "Eve" } }],
    ["/ingest", { reading: "bell", value: true }],
    ["/requests/house/open", {}],
    ["/orders", { run, order: "cancel" }],
    ["/callbacks", { token: "x", value: 1 }],
    ["/runs", { plan: "{}", root: cwd }],
  ];
  const token = good.authorization.slice("Bearer ".length);
  const wrong: readonly Record<string, string>[] = [
    {},
    { authorization: "" },
    { authorization: "Bearer " },
    { authorization: "Bearer undefined" },
    { authorization: token },
    { authorization: `Basic ${token}` },
    { authorization: `Bearer ${token}x` },
    { authorization: `Bearer ${token.slice(1)}` },
    { authorization: `Bearer ${[...token].toReversed().join("")}` },
  ];
  for (const [path, body] of bodies)
    for (const headers of wrong)
      expect([path, await send(path, body, headers)]).toMatchObject([
        path,
        { status: 401, body: { why: "token" } },
      ]);
  for (const headers of wrong) expect((await send("/status", undefined, headers, "GET")).status).toBe(401);
  expect((await send("/ingest", {}, { ...good, origin: "http://127.0.0.1" })).status).toBe(403);
  expect((await orch(["timeline", run, "--format", "json"], { cwd })).stdout).toBe(before);
  expect(up.said.told).not.toContain("Eve");
  for (const file of ["journal.db-ingress", "journal.db-token"])
    expect(statSync(join(cwd, ".orch", file)).mode & 0o777).toBe(0o600);
  expect(up.said.told).toContain("journal.db-token");
  expect(up.said.told).not.toContain(token);
});

test("who answers follows from the token, and the journal says so", async () => {
  const { cwd, up, run, send } = await asking();
  const good = doorHeaders(cwd);
  const word = { run, step: "go", value: { granted: true } };
  const by = { id: "ada", roles: ["door.keeper"] };
  expect(await send("/answers", { ...word, by }, good)).toMatchObject({
    status: 403,
    body: { why: "identity" },
  });
  expect(await send("/orders", { run, order: "cancel", by }, good)).toMatchObject({ status: 403 });
  expect(await send("/answers", word, good)).toMatchObject({ status: 202 });
  await vi.waitFor(() => expect(up.said.told).toContain(`✓ run ${run} completed`), wait);
  const told = (await orch(["timeline", run], { cwd })).stdout;
  expect(told).toContain(`answered by ${userInfo().username}`);
  expect(told).not.toContain("answered by local");
});

test("the token outlives a process, and one that others could read is refused", async () => {
  const { cwd, up } = await asking();
  const { authorization } = doorHeaders(cwd);
  up.child.kill("SIGINT");
  await up.ended;
  const again = upIn(cwd);
  await vi.waitFor(() => expect(again.said.told).toContain("records are accepted at"), wait);
  expect(doorHeaders(cwd).authorization).toBe(authorization);
  again.child.kill("SIGINT");
  await again.ended;
  const path = join(cwd, ".orch/journal.db-token");
  chmodSync(path, 0o644);
  expect(await orch(["up", "door.orch"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("only you"),
  });
  rmSync(path);
  writeFileSync(join(cwd, "mine"), `Authorization: ${authorization}\n`, { mode: 0o600 });
  symlinkSync(join(cwd, "mine"), path);
  expect(await orch(["up", "door.orch"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("only you"),
  });
});

test("a name of another machine reaches nothing", async () => {
  const { cwd, address } = await asking();
  const status = await new Promise((resolve, reject) => {
    const { port } = new URL(address);
    const headers = { ...doorHeaders(cwd), host: "rebound.example.com" };
    const sent = request(
      { host: "127.0.0.1", port, path: "/ingest", method: "POST", headers },
      ({ statusCode }) => resolve(statusCode),
    );
    sent.once("error", reject);
    sent.end("{}");
  });
  expect(status).toBe(403);
});
