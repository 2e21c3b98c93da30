import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { start, workFolder } from "./orch.ts";

/* `orch serve` is killed in the middle of requests; their clients send them again, under the same key. */

const program = `module hall
role keeper
event knock(who: String) { from door }
signal limit: Int
service greet(who: String) { effect idempotent  latency <= 60s  run module "./greet.mjs#greet" }
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
plan enter(who: String) -> Bool { step go = opens(who) { timeout 1h }  return go.granted }
plan welcome(who: String) { step done = greet(who) }
trigger knocks { on event knock start welcome(who: event.who) }
trigger spare { on event knock when limit > 1000 start welcome(who: event.who) }
`;
const handler = `import { appendFileSync } from "node:fs";
export function greet({ who }, { key }) { appendFileSync("greeted", who + " " + key + "\\n"); return null; }
`;

const wait = { timeout: 120_000 };
const [clients, rounds] = [4, 4];

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A server that is killed and started again; requests wait for the one that is up. */
function served(cwd: string) {
  const open = async () => {
    const child = start(["serve", "hall.orch", "--port", "0", "--format", "json"], { cwd });
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    child.stderr?.resume();
    await vi.waitFor(() => expect(printed).toContain("\n"), wait);
    const { address, tokenFile } = JSON.parse(printed) as Record<"address" | "tokenFile", string>;
    const header = readFileSync(join(cwd, tokenFile), "utf8").trim().replace("Authorization: ", "");
    return { child, address, header };
  };
  let up = open();
  onTestFinished(async () => void (await up).child.kill("SIGKILL"));
  const kill = async (): Promise<void> => {
    const { child } = await up;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    up = ended.then(open);
    await up;
  };
  let lost = 0;
  const ask = async (path: string, body?: object, key = "", authorization?: string): Promise<Reply> => {
    for (;;) {
      const { address, header } = await up;
      const headers = {
        authorization: authorization ?? header,
        "content-type": "application/json",
        "idempotency-key": key,
      };
      const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      try {
        const response = await fetch(`${address}/api/orchestration${path}`, { headers, ...sent });
        const reply = (await response.json()) as Record<string, unknown>;
        return { status: response.status, body: reply };
      } catch {
        // No whole response came. The socket may notice before the exit does.
        lost += 1;
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
    }
  };
  return { ask, kill, lost: () => lost };
}

test("killed in the middle of requests that are sent again, it loses nothing acknowledged and does nothing twice", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  writeFileSync(join(cwd, "greet.mjs"), handler);
  const server = served(cwd);
  const keeper = { name: "k", role: "approver", user: "kim", roles: ["hall.keeper"] };
  const kim = `Bearer ${String((await server.ask("/tokens", keeper)).body.token)}`;
  let acknowledged = 0;
  const sent: { path: string; body: object; key: string; as?: string; reply: Reply }[] = [];
  const post = async (path: string, body: object, key: string, as?: string): Promise<Reply> => {
    const reply = await server.ask(path, body, key, as);
    expect([path, reply.status, reply.body.code]).toEqual([path, 202, undefined]);
    acknowledged += 1;
    sent.push({ path, body, key, reply, ...(as === undefined ? {} : { as }) });
    return reply;
  };
  const client = async (name: string): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      const who = `${name}${round}`;
      const why = `of ${who}`;
      await post("/workflow/execute", { workflow_name: "welcome", input: { who } }, `w ${who}`);
      await post("/events/ingest", { event: "knock", id: who, fields: { who: `${who}!` } }, `k ${who}`);
      await post("/settings/limit", { value: round, why }, `s ${who}`);
      const asked = { workflow_name: "enter", input: { who } };
      const { run } = (await post("/workflow/execute", asked, `e ${who}`)).body;
      const task = await vi.waitFor(async () => {
        const { body } = await server.ask("/tasks");
        const found = (body.tasks as { run: string; task: string }[]).find((one) => one.run === run);
        return found?.task ?? expect.fail("no task yet");
      }, wait);
      await post("/tasks/claim", { task }, `c ${who}`, kim);
      if (round % 2 === 0) await post("/tasks/answer", { task, value: { granted: true } }, `a ${who}`, kim);
      else await post(`/runs/${String(run)}/orders`, { order: "cancel", why }, `o ${who}`);
      if (round === 1) await post("/triggers/hall.spare/disable", { why }, `t ${who}`);
    }
  };
  const names = Array.from({ length: clients }, (_, n) => String.fromCodePoint(97 + n));
  const all = Promise.all(names.map(client));
  for (const after of [7, 31, 60]) {
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThanOrEqual(after), { ...wait, interval: 1 });
    await server.kill();
  }
  await all;
  expect(server.lost()).toBeGreaterThan(0);

  // Each once more, after one more kill: the same response, and no effect.
  await server.kill();
  for (const { path, body, key, as, reply } of sent)
    expect([path, await server.ask(path, body, key, as)]).toEqual([path, reply]);

  const people = names.flatMap((name) => Array.from({ length: rounds }, (_, round) => `${name}${round}`));
  await vi.waitFor(async () => {
    const { body } = await server.ask("/runs?limit=200");
    const runs = body.runs as { run: string; plan: string; status: string }[];
    expect(runs.filter(({ status }) => !["completed", "cancelled"].includes(status))).toEqual([]);
    // Two greetings and a question for each.
    expect(runs).toHaveLength(3 * people.length);
    expect(runs.filter(({ status }) => status === "cancelled")).toHaveLength(people.length / 2);
    const known = new Set(runs.map(({ run }) => run));
    for (const { reply } of sent) if (reply.body.run !== undefined) expect(known).toContain(reply.body.run);
  }, wait);
  const greeted = readFileSync(join(cwd, "greeted"), "utf8").trim().split("\n");
  expect([...new Set(greeted)].map((line) => line.split(" ")[0]).toSorted()).toEqual(
    people.flatMap((who) => [who, `${who}!`]).toSorted(),
  );
  const { body: history } = await server.ask("/events/history?kind=occurrence&limit=1000");
  expect((history.events as { id: string }[]).map(({ id }) => id).toSorted()).toEqual(people.toSorted());
  const { body: setting } = await server.ask("/settings/limit");
  expect(setting.versions).toHaveLength(people.length);
});
