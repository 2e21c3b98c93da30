import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { doorHeaders, ending, orch, resultOf, start, workFolder } from "./orch.ts";

/* While `orch up` holds the journal: what is open is told again, other commands reach it, and nothing personal is shown. */

const program = `module door
role keeper
signal guests: [String] @personal { from wifi  fresh 1h }
signal code: String @secret { from pad  fresh 1h }
signal bell: Bool { from bell  fresh 1h }
flag crowded = guests.count() > 2
flag ringing = bell
event knock(who: String, passport: String @personal, times: Int) { category visit }
event parcel(weight: Int) { category post }
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
plan answer(who: String) { step go = opens(who) { timeout 1h } }
trigger knocks { on event knock  start answer(who: event.who) }
`;

function folder(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "door.orch"), program);
  return cwd;
}

const wait = { timeout: 30_000 };

/** `orch up` with its standard input, and what it has told so far. */
function upIn(cwd: string, ...more: string[]) {
  const child = start(["up", "door.orch", "--ingest", "-", ...more], { cwd, stdin: "pipe" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const ended = ending(child);
  const said = { told: "" };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: string) => {
      said.told += text;
    });
  return {
    child,
    ended,
    said,
    ingest: (record: object) => child.stdin?.write(`${JSON.stringify(record)}\n`),
  };
}

const knock = (who: string) => ({ event: "knock", fields: { who, passport: "C01X", times: 2 } });

test("after a restart what is open is told again, and `orch answer` reaches the process that holds the journal", async () => {
  const cwd = folder();
  const first = upIn(cwd);
  first.ingest(knock("Ada"));
  await vi.waitFor(() => expect(first.said.told).toContain("? go asks keeper: Let Ada in?"), wait);
  const run = /as run (\w+)/.exec(first.said.told)?.[1] ?? "";
  first.child.kill("SIGKILL");
  await first.ended;

  // Nobody holds it, though a door was left behind.
  expect(readdirSync(join(cwd, ".orch"))).toContain("journal.db-ingress");
  const again = upIn(cwd);
  await vi.waitFor(() => expect(again.said.told).toContain("? go asks keeper: Let Ada in?"), wait);
  expect(again.said.told.match(/Let Ada in\?/g)).toHaveLength(1);
  expect(again.said.told).toContain("1 run continues");
  expect(statSync(join(cwd, ".orch/journal.db-ingress")).mode & 0o777).toBe(0o600);

  const wrong = await orch(["answer", run.slice(0, 6), "go", '{"granted": 1}'], { cwd });
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("granted")]);
  const nowhere = await orch(["answer", run.slice(0, 6), "gone", "1"], { cwd });
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("gone")]);
  const other = await orch(
    ["answer", run.slice(0, 6), "go", '{"granted": true}', "--user", '{"id": "eve", "roles": []}'],
    { cwd },
  );
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining("only somebody who is `door.keeper`"),
  ]);
  const done = await orch(["answer", run.slice(0, 6), "go", '{"granted": true}'], { cwd });
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining(`completed  run ${run}`)]);
  await vi.waitFor(() => expect(again.said.told).toContain(`✓ run ${run} completed`), wait);

  again.ingest(knock("Bob"));
  await vi.waitFor(() => expect(again.said.told).toContain("Let Bob in?"), wait);
  const second = [...again.said.told.matchAll(/as run (\w+)/g)].at(-1)?.[1] ?? "";
  const cancelled = await orch(["cancel", second, "--why", "too late", "--format", "json"], { cwd });
  expect(cancelled.code).toBe(0);
  expect(resultOf(cancelled)).toMatchObject({ type: "result", run: second, status: "cancelled" });
  await vi.waitFor(() => expect(again.said.told).toContain(`✗ run ${second} cancelled`), wait);
  again.child.kill("SIGINT");
  expect((await again.ended).code).toBe(130);
  expect(readdirSync(join(cwd, ".orch"))).not.toContain("journal.db-ingress");
});

describe("what is shown of what happens", () => {
  const news = [
    { reading: "bell", value: false },
    { reading: "wifi", value: ["ada-phone", "bob-phone", "eve-phone"] },
    { reading: "pad", value: "4711-0815" },
    { reading: "bell", value: true },
    { reading: "bell", value: false },
    { event: "knock", fields: { who: "Ada L.", passport: "C01X00T47", times: 2 } },
  ];

  test("the fields of events, and the values of flags; nothing personal", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "news.ndjson"), news.map((line) => JSON.stringify(line)).join("\n"));
    const up = upIn(cwd, "--ingest", "news.ndjson");
    await vi.waitFor(() => expect(up.said.told).toContain("Let Ada L. in?"), wait);
    up.child.kill("SIGINT");
    const { stdout } = await up.ended;
    const lines = stdout.replaceAll(/\d\d:\d\d:\d\d/g, "…").split("\n");
    expect(lines.filter((line) => /^… (?:ringing|crowded|knock)/.test(line))).toEqual([
      "… ringing: false",
      "… crowded: ‹personal›",
      "… ringing: true",
      "… ringing: false",
      '… knock happened: who "Ada L.", passport ‹personal›, times 2',
    ]);
  });

  test("as JSON too", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "news.ndjson"), news.map((line) => JSON.stringify(line)).join("\n"));
    const up = upIn(cwd, "--ingest", "news.ndjson", "--format", "json");
    await vi.waitFor(() => expect(up.said.told).toContain('"type":"question"'), wait);
    up.child.kill("SIGINT");
    const { stdout } = await up.ended;
    for (const closed of ["-phone", "4711-0815", "C01X00T47"]) expect(stdout).not.toContain(closed);
    for (const open of [
      '"who":"Ada L."',
      '"value":"‹secret›"',
      '"value":"‹personal›"',
      '"name":"door.ringing"',
    ])
      expect(stdout).toContain(open);
  });

  test("of one category", async () => {
    const cwd = folder();
    const parcel = { event: "parcel", fields: { weight: 3 } };
    writeFileSync(join(cwd, "news.ndjson"), `${JSON.stringify(knock("Ada"))}\n${JSON.stringify(parcel)}\n`);
    const args = ["up", "door.orch", "--ingest", "news.ndjson", "--category", "post", "--drain"];
    const { stdout } = await orch(args, { cwd });
    expect(stdout).toContain("parcel happened: weight 3");
    expect(stdout).not.toContain("knock happened");
  });
});

test("`orch run` is carried out by the process that holds the journal, once for one request, and ends as its run does", async () => {
  const cwd = folder();
  const up = upIn(cwd);
  up.ingest(knock("Ada"));
  await vi.waitFor(() => expect(up.said.told).toContain("Let Ada in?"), wait);
  const input = ["--input", '{"who": "Bob"}', "--request", "bob-1", "--format", "json"];
  const asked = await orch(["run", "door.orch#answer", ...input], { cwd });
  expect(asked).toMatchObject({ code: 3, stderr: "" });
  const { run } = resultOf(asked);
  await vi.waitFor(() => expect(up.said.told).toContain("Let Bob in?"), wait);
  expect(resultOf(await orch(["run", "door.orch#answer", ...input], { cwd })).run).toBe(run);
  expect(await orch(["answer", String(run), "go", '{"granted": true}'], { cwd })).toMatchObject({ code: 0 });
  expect(up.said.told.match(/Let Bob in\?/g)).toHaveLength(1);

  const misfit = await orch(["run", "door.orch#answer", "--input", "{}"], { cwd });
  expect([misfit.code, misfit.stderr]).toEqual([2, expect.stringContaining("who: is missing")]);
  const answer = ["--input", '{"who": "Cy"}', "--answer", 'go={"granted": true}'];
  const answered = await orch(["run", "door.orch#answer", ...answer], { cwd });
  expect(answered).toMatchObject({ code: 0, stdout: expect.stringContaining("completed") });
  const logged = await orch(["run", "door.orch#answer", ...answer, "--log", "x.log"], { cwd });
  expect([logged.code, logged.stderr]).toEqual([2, expect.stringContaining("accepts no `--log`")]);
  const detached = await orch(["run", "door.orch#answer", "--input", '{"who": "Dee"}', "--detach"], { cwd });
  expect(detached).toMatchObject({ code: 0, stdout: expect.stringContaining(`in process ${up.child.pid}:`) });
  await vi.waitFor(() => expect(up.said.told).toContain("Let Dee in?"), wait);
});

test("runs are started at the door with its token only, and of plan files only", async () => {
  const cwd = folder();
  const up = upIn(cwd);
  up.ingest(knock("Ada"));
  await vi.waitFor(() => expect(up.said.told).toContain("Let Ada in?"), wait);
  const { address } = JSON.parse(readFileSync(join(cwd, ".orch/journal.db-ingress"), "utf8"));
  const post = async (body: object, headers = {}) => {
    const response = await fetch(`${address}/runs`, { method: "POST", body: JSON.stringify(body), headers });
    return [response.status, await response.json()];
  };
  const trusted = doorHeaders(cwd);
  expect(await post({ plan: "{}", root: cwd })).toMatchObject([401, { why: "token" }]);
  expect(await post({ plan: "{}" }, trusted)).toMatchObject([422, { why: "shape" }]);
  expect(await post({ plan: "{}", root: cwd }, trusted)).toMatchObject([
    422,
    { error: "That is no plan file." },
  ]);
});
