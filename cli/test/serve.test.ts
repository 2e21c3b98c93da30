import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { ending, orch, start, workFolder } from "./orch.ts";

/* `orch serve` as an operator starts, kills and starts it again. */

const program = `module hall
role keeper
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
plan answer(who: String) -> Bool { step go = opens(who) { timeout 1h }  return go.granted }
`;

const wait = { timeout: 60_000 };
const base = "/api/orchestration";

async function serving(cwd: string, more: readonly string[] = [], under: readonly string[] = []) {
  const child = start(["serve", "hall.orch", "--port", "0", "--format", "json", ...more], { cwd, under });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const ended = ending(child);
  await vi.waitFor(() => expect(printed).toContain("\n"), wait);
  const { address, tokenFile, signIn } = JSON.parse(printed) as Record<
    "address" | "tokenFile" | "signIn",
    string
  >;
  const header = readFileSync(join(cwd, tokenFile), "utf8").trim().replace("Authorization: ", "");
  const ask = async (path: string, body?: object, key = "", authorization = header) => {
    const response = await fetch(`${address}${base}${path}`, {
      headers: { authorization, "content-type": "application/json", "idempotency-key": key },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { child, ended, ask, address, tokenFile, signIn };
}

test("a run that waits survives a kill, and is answered by who has the role", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  const first = await serving(cwd);
  expect(statSync(join(cwd, first.tokenFile)).mode & 0o777).toBe(0o600);
  expect(statSync(join(cwd, ".orch/journal.db-tokens")).mode & 0o777).toBe(0o600);
  const code = /#code=(?<code>.+)$/u.exec(first.signIn)?.groups?.code;
  const enter = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  };
  const entered = await Promise.all([1, 2].map(() => fetch(`${first.address}${base}/session`, enter)));
  expect(entered.map(({ status }) => status).toSorted()).toEqual([201, 401]);
  const begun = { workflow_name: "answer", input: { who: "Ada" } };
  const { body } = await first.ask("/workflow/execute", begun, "one");
  const keeper = { name: "k", role: "approver", user: "kim", roles: ["hall.keeper"] };
  const { token } = (await first.ask("/tokens", keeper)).body;
  const guest = (await first.ask("/tokens", { name: "g", role: "approver", user: "gus" })).body.token;
  await vi.waitFor(async () => expect((await first.ask("/tasks")).body.tasks).toHaveLength(1), wait);
  first.child.kill("SIGKILL");
  await first.ended;

  const again = await serving(cwd);
  expect((await again.ask("/workflow/execute", begun, "one")).body.run).toBe(body.run);
  const tasks = (await again.ask("/tasks")).body.tasks as readonly { task: string; show: string }[];
  expect(tasks).toMatchObject([{ run: body.run, show: "Let Ada in?", role: "hall.keeper" }]);
  const answer = { task: tasks[0]?.task, value: { granted: true } };
  expect((await again.ask("/tasks/answer", answer, "a", `Bearer ${guest}`)).status).toBe(409);
  expect((await again.ask("/tasks/answer", answer, "b", `Bearer ${token}`)).status).toBe(202);
  await vi.waitFor(async () => {
    expect((await again.ask(`/runs/${body.run}`)).body).toMatchObject({ status: "completed", value: true });
  }, wait);
  again.child.kill("SIGINT");
  expect((await again.ended).code).toBe(130);
});

test("a trigger starts a private plan, and one of an imported module", async () => {
  const cwd = workFolder();
  const hall = `module hall
import yard { leave }
role keeper
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
event knock(who: String) { from door }
event gone(run: String)
private plan enter(who: String) -> Bool { step go = opens(who) { timeout 1h }  return go.granted }
trigger knocks { on event knock start enter(who: event.who) }
plan note(run: String) { emit gone(run) }
trigger left { on completed leave start note(run: run.id) }
`;
  const yard = `module yard
event bell(who: String) { from gate }
role guard
human lets(who: String) -> { granted: Bool } { ask guard  show "Let \${who} out?" }
plan leave(who: String) -> Bool { step go = lets(who) { timeout 1h }  return go.granted }
trigger rings { on event bell start leave(who: event.who) }
`;
  writeFileSync(join(cwd, "hall.orch"), hall);
  writeFileSync(join(cwd, "yard.orch"), yard);
  const { ask } = await serving(cwd);
  await ask("/events/ingest", { event: "knock", from: "door", fields: { who: "Ada" } }, "1");
  await ask("/events/ingest", { event: "bell", from: "gate", fields: { who: "Ida" } }, "2");
  await vi.waitFor(async () => {
    const { tasks } = (await ask("/tasks")).body as {
      readonly tasks: readonly { readonly workflow: string }[];
    };
    expect(tasks.map(({ workflow }) => workflow).toSorted()).toEqual(["hall.enter", "yard.leave"]);
  }, wait);
  const entries = ["hall.enter", "hall.note", "yard.leave"];
  for (const [path, list] of [
    ["/programs", "programs"],
    ["/workflows", "workflows"],
  ] as const) {
    const listed = (await ask(path)).body[list] as readonly { readonly name: string }[];
    expect([path, listed.map(({ name }) => name).toSorted()]).toEqual([path, entries]);
  }
  const { triggers } = (await ask("/workflows/yard.leave")).body;
  expect(triggers).toEqual(["yard.rings"]);
});

test("a token file that others can read, or that is none, is refused", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  writeFileSync(join(cwd, "notes.txt"), "not a token");
  const taken = await orch(["serve", "hall.orch", "--port", "0", "--token-file", "notes.txt"], { cwd });
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("--token-file")]);
  expect(readFileSync(join(cwd, "notes.txt"), "utf8")).toBe("not a token");
  writeFileSync(join(cwd, ".orch/journal.db-tokens"), "{}", { mode: 0o644 });
  const open = await orch(["serve", "hall.orch", "--port", "0"], { cwd });
  expect([open.code, open.stderr]).toEqual([2, expect.stringContaining("chmod 600")]);
  const wrong = await orch(["serve", "hall.orch", "--port", "many"], { cwd });
  expect(wrong.code).toBe(2);
});

test("settings that give access to a plan or a role that the program does not have stop the start", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  const rule = { role: "approver", plans: ["hall.answers"], roles: ["hall.Keeper"] };
  const oidc = { issuer: "https://id.example", client: "orch", access: [rule] };
  writeFileSync(join(cwd, "server.json"), JSON.stringify({ oidc }));
  const args = ["serve", "hall.orch", "--port", "0", "--settings", "server.json"];
  const { code, stdout, stderr } = await orch(args, { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("The program has no plan `hall.answers`: it has `hall.answer`");
  expect(stderr).toContain("The program has no role `hall.Keeper`: did you mean `hall.keeper`?");
});

test("SIGHUP reads the settings file again, and one that cannot be used changes nothing", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  const settings = join(cwd, "server.json");
  writeFileSync(settings, "{}");
  const { child, ask, ended } = await serving(cwd, ["--settings", "server.json"]);
  const stop = async (key: string) => await ask("/kernel/stop", { why: "tried" }, key);
  expect((await stop("1")).status).toBe(202);
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const changed = async (text: string, says: string): Promise<void> => {
    writeFileSync(settings, text);
    child.kill("SIGHUP");
    await vi.waitFor(() => expect(log).toContain(says), wait);
  };
  await changed('{"twoPersons": ["admission"]}', '"reloaded"');
  expect((await stop("2")).body.code).toBe("second_person");
  await changed('{"twoPersons": ["everything"]}', '"notReloaded"');
  expect((await stop("3")).body.code).toBe("second_person");
  child.kill("SIGTERM");
  expect((await ended).code).toBe(130);
});

test("a goal is started with the limits of its request", async () => {
  const cwd = workFolder();
  const garden = `module garden
service pump() { effect idempotent latency <= 10m cost <= $2 run module "./garden.mjs#pump" }
service carry() { effect idempotent latency <= 2h cost <= $0.50 run module "./garden.mjs#carry" }
goal watered() { intent "water"  optimize latency }
plan by_pump() achieves watered { step p = pump() }
plan by_hand() achieves watered { step p = carry() }
`;
  writeFileSync(join(cwd, "hall.orch"), garden);
  writeFileSync(
    join(cwd, "garden.mjs"),
    "export const pump = () => null;\nexport const carry = () => null;\n",
  );
  const server = await serving(cwd);
  const begin = (key: string, more: object) =>
    server.ask("/workflow/execute", { workflow_name: "watered", ...more }, key);
  const begun = await begin("1", { budget: "cost <= $1" });
  expect(begun).toMatchObject({
    status: 202,
    body: { without: ["garden.by_pump"], bounds: { cost: { worst: { value: { amount: "0.5" } } } } },
  });
  const run = String(begun.body.run);
  await vi.waitFor(async () => {
    const { body } = await server.ask(`/runs/${run}`);
    expect(body).toMatchObject({ status: "completed" });
  }, wait);
  expect(await begin("2", { budget: "cost <= $0.10" })).toMatchObject({
    status: 422,
    body: { code: "over_limits" },
  });
  expect(await begin("3", { optimize: "speed" })).toMatchObject({
    status: 422,
    body: { code: "unreadable" },
  });
  // Only by_pump is tried, which costs $2; after a failure by_hand would cost $0.50 more.
  expect(await begin("4", { alternatives: 1 })).toMatchObject({
    status: 202,
    body: { bounds: { cost: { worst: { value: { amount: "2" } } } } },
  });
  server.child.kill("SIGINT");
  await server.ended;
});

const care = `module care
type Note { text: String, diagnosis: String @personal }
service at_home(text: String, diagnosis: String @personal) -> String { effect idempotent latency <= 10m cost <= $2 energy <= 9Wh clearance personal at device run module "./care.mjs#at_home" }
service far_away(text: String, diagnosis: String @personal) -> String { effect idempotent latency <= 1m cost <= $1 energy <= 3Wh clearance personal at cloud run module "./care.mjs#far_away" }
goal letter(note: Note) -> String { intent "write the letter"  optimize cost }
plan near(note: Note) -> String achieves letter { step written = at_home(note.text, note.diagnosis)  return written }
plan afar(note: Note) -> String achieves letter { step written = far_away(note.text, note.diagnosis)  return written }
`;

test("a request limits latency, energy and where its personal data goes", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), care);
  const handlers = "export const at_home = () => 'near';\nexport const far_away = () => 'afar';\n";
  writeFileSync(join(cwd, "care.mjs"), handlers);
  const clearances = { cloud: "personal" };
  writeFileSync(join(cwd, "orch.json"), JSON.stringify({ clearances }));
  const server = await serving(cwd);
  const input = { note: { text: "Dear all", diagnosis: "a cold" } };
  const asked = async (key: string, limits: object) => {
    const { status, body } = await server.ask(
      "/workflow/execute",
      { workflow_name: "letter", input, ...limits },
      key,
    );
    return [status, body.without ?? body.code];
  };
  expect(await asked("none", {})).toEqual([202, []]);
  expect(await asked("latency", { budget: "latency <= 5m" })).toEqual([202, ["care.near"]]);
  expect(await asked("energy", { budget: "energy <= 5Wh" })).toEqual([202, ["care.near"]]);
  expect(await asked("privacy", { keep: "personal at device" })).toEqual([202, ["care.afar"]]);
  const both = { budget: "cost <= $5, energy <= 5Wh", keep: "personal at device, secret at device" };
  expect(await asked("both", both)).toEqual([422, "over_limits"]);
  expect(await asked("misread", { keep: "personal on device" })).toEqual([422, "unreadable"]);
  server.child.kill("SIGINT");
  await server.ended;
});

test.skipIf(process.platform === "win32")("a server whose disk is full loses nothing and ends", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  // No file may grow beyond 1 MiB: that is how a full disk looks to the journal.
  const limited = ["/bin/sh", "-c", 'ulimit -f 2048; exec "$@"', "sh"];
  const { child, ended, ask } = await serving(cwd, [], limited);
  const start = (key: string) =>
    ask("/workflow/execute", { workflow_name: "answer", input: { who: key.padEnd(200_000, ".") } }, key);
  const kept: string[] = [];
  for (let n = 0; n < 30 && child.exitCode === null; n++) {
    const { status, body } = await start(`${n}`).catch(() => ({ status: 0, body: {} }));
    if (status !== 202) break;
    kept.push(String((body as { run?: string }).run));
  }
  expect(kept.length).toBeGreaterThan(0);
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/"kind":"halted","why":"[^"]*journal/u);
  const runs = await orch(["runs", "--format", "json"], { cwd });
  for (const run of kept) expect(runs.stdout).toContain(run);
});

test.skipIf(process.platform !== "linux")(
  "a server that has started soon keeps no memory of compiling",
  async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "hall.orch"), program);
    const { child } = await serving(cwd);
    // It is given back some seconds after the start.
    await vi.waitFor(
      () => {
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        const [most, now] = ["VmHWM", "VmRSS"].map((name) =>
          Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]),
        );
        expect(now).toBeLessThan(0.9 * Number(most));
      },
      { interval: 200 },
    );
  },
);
