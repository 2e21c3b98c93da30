import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { describe, expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

/** A run that waits for its answer, in a folder of its own. */
async function waiting() {
  const cwd = workFolder();
  const begun = await orch(["run", "asks.orch", "--input", '{"name": "Ada"}', "--format", "json"], { cwd });
  const run = String(resultOf(begun).run);
  const audit = async (...more: string[]) => {
    const ended = await orch(["audit", run, "--format", "json", ...more], { cwd });
    return { ...ended, told: ended.code === 2 ? {} : (JSON.parse(ended.stdout) as Record<string, unknown>) };
  };
  const change = (sql: (db: DatabaseSync) => void): void => {
    const db = new DatabaseSync(join(cwd, ".orch/journal.db"));
    sql(db);
    db.close();
  };
  return { cwd, run, audit, change };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("an anchor", () => {
  test("is written once, and holds as the run goes on", async () => {
    const { cwd, run, audit } = await waiting();
    const first = await audit("--anchor", "a.json");
    expect(first).toMatchObject({ code: 0, told: { whole: true, anchor: "written" } });
    const text = readFileSync(join(cwd, "a.json"), "utf8");
    expect(JSON.parse(text)).toEqual({
      format: "orch.anchor/1",
      run,
      events: first.told.events,
      head: first.told.head,
    });
    expect((await orch(["answer", run, "door", '{"granted": true}'], { cwd })).code).toBe(0);
    const second = await audit("--anchor", "a.json");
    expect(second).toMatchObject({ code: 0, told: { whole: true, anchor: "held" } });
    expect(second.told.events).toBeGreaterThan(first.told.events as number);
    expect(readFileSync(join(cwd, "a.json"), "utf8")).toBe(text);
  });

  test("tells that the end was cut, as the ledger does", async () => {
    const { audit, change } = await waiting();
    const { told } = await audit("--anchor", "a.json");
    const left = (told.events as number) - 1;
    change((db) => {
      const last = "SELECT hash FROM events WHERE stream LIKE 'run/%' AND seq = ?";
      const { hash } = db.prepare(last).get(left - 1) as { hash: string };
      db.prepare(
        "DELETE FROM records WHERE place = (SELECT number << 32 FROM streams WHERE stream LIKE 'run/%') + ?",
      ).run(left);
      db.prepare("UPDATE streams SET length = ?, hash = ? WHERE stream LIKE 'run/%'").run(left, hash);
    });
    expect(await audit()).toMatchObject({
      code: 1,
      told: { whole: false, message: expect.stringContaining(`it has ${left} events, and had ${left + 1}`) },
    });
    const anchored = await audit("--anchor", "a.json");
    expect(anchored).toMatchObject({ code: 1, told: { whole: false, seq: left } });
    expect(anchored.told.message).toContain(`${left} of the ${left + 1} events`);
  });

  test("tells that a whole journal was written anew", async () => {
    const { run, audit, change } = await waiting();
    await audit("--anchor", "a.json");
    change((db) => {
      const rows = db
        .prepare(
          "SELECT place, body FROM records WHERE place >= ((SELECT number FROM streams WHERE stream LIKE 'run/%') << 32) AND place < (((SELECT number FROM streams WHERE stream LIKE 'run/%') + 1) << 32) ORDER BY place",
        )
        .all() as { place: number; body: string }[];
      let hash = sha256(`run/${run}`);
      for (const { place, body } of rows) {
        const forged = body.replaceAll("Ada", "Eve");
        hash = sha256(hash + forged);
        db.prepare("UPDATE records SET body = ?, hash = ? WHERE place = ?").run(forged, hash, place);
      }
      db.prepare("UPDATE streams SET hash = ? WHERE stream LIKE 'run/%'").run(hash);
      db.exec(
        "UPDATE documents SET hash = NULL, text = replace(text, 'Ada', 'Eve') WHERE id LIKE 'request/%'",
      );
    });
    expect(await audit()).toMatchObject({
      code: 1,
      told: {
        whole: false,
        message: expect.stringContaining("the hash kept for the whole stream is another"),
      },
    });
    expect(await audit("--anchor", "a.json")).toMatchObject({
      code: 1,
      told: { whole: false, message: expect.stringContaining("rewritten") },
    });
  });

  test.each([
    ["is no JSON", "nothing"],
    ["is of something else", '{"format": "orch.plan/1"}'],
    ["has no hash", '{"format": "orch.anchor/1", "run": "a", "events": 1, "head": "x"}'],
  ])("that %s is refused, and stays as it is", async (_, text) => {
    const { cwd, audit } = await waiting();
    writeFileSync(join(cwd, "a.json"), text);
    expect(await audit("--anchor", "a.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("was not written by `orch audit --anchor`"),
    });
    expect(readFileSync(join(cwd, "a.json"), "utf8")).toBe(text);
  });

  test("of another run is refused, and so is a place that cannot be written to", async () => {
    const { cwd, audit } = await waiting();
    const other = { format: "orch.anchor/1", run: "another", events: 1, head: "0".repeat(64) };
    writeFileSync(join(cwd, "a.json"), JSON.stringify(other));
    expect(await audit("--anchor", "a.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("another"),
    });
    expect(await audit("--anchor", "no/a.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cannot be written"),
    });
  });
});

describe("the whole journal", () => {
  test("is verified run by run, with what control has written", async () => {
    const { cwd, run, change } = await waiting();
    await orch(["run", "asks.orch", "--input", '{"name": "Eve"}'], { cwd });
    expect(await orch(["audit"], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^✓ \d+ commits, all anchored\n✓ \d+ events of 2 runs and control, unaltered\n$/,
      ),
    });
    change((db) => {
      db.exec("UPDATE documents SET text = substr(text, 3) WHERE id LIKE 'request/%' AND text LIKE '%Ada%'");
      db.exec("UPDATE records SET body = replace(body, 'Admitted', 'Admittee') WHERE place >> 32 = 1");
    });
    const broken = await orch(["audit"], { cwd });
    expect(broken).toMatchObject({ code: 1, stderr: "" });
    expect(broken.stdout.trimEnd().split("\n")).toEqual([
      `✗ the text of request/${run} is not as it was written`,
      expect.stringMatching(/^✗ Event \d+ of control: its text or its hash was altered/),
      `✗ The journal was altered: the text of request/${run} is not as it was written.`,
    ]);
    const json = await orch(["audit", "--format", "json"], { cwd });
    expect(
      json.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { of: "ledger", whole: false },
      { of: "control", whole: false },
      { run, whole: false, seq: 0 },
      { whole: true },
    ]);
    // The others are listed all the same.
    expect((await orch(["runs"], { cwd })).stdout).toContain("damaged");
  });

  test("has no anchor", async () => {
    const { cwd } = await waiting();
    expect(await orch(["audit", "--anchor", "a.json"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("needs a run"),
    });
  });
});

test("an export can be verified by anybody", async () => {
  const { cwd, run, audit } = await waiting();
  const { code, told } = await audit("--export", "events.ndjson");
  expect(code).toBe(0);
  const lines = readFileSync(join(cwd, "events.ndjson"), "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(told.events as number);
  let hash = sha256(`run/${run}`);
  for (const [seq, line] of lines.entries()) {
    const entry = JSON.parse(line) as { seq: number; hash: string; event: Json };
    hash = sha256(hash + canonical(entry.event));
    expect(entry).toMatchObject({ seq, hash });
  }
  expect(hash).toBe(told.head);
});

const ringing = `module ringing
role owner
type Word { granted: Bool }
human knock() -> Word { ask owner  show "May we come in?"  latency <= 1d }
plan visit() -> Int {
  step door = knock()
  step later = knock() { after door }
  when not later.granted { fail "Not today" }
  return 1
}
`;

test("a question is gone on without, by the operator's word, but not where its answer decides; what is not there is told", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "ringing.orch"), ringing);
  const begun = await orch(["run", "ringing.orch", "--input", "{}", "--format", "json"], { cwd });
  expect(begun.code, begun.stderr).toBe(3);
  const run = String(resultOf(begun).run);
  expect(await orch(["skip", run, "window"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no step window"),
  });
  const skipped = await orch(["skip", run, "door", "--why", "she is away"], { cwd });
  expect(skipped.code).toBe(3);
  expect(await orch(["skip", run, "later", "--why", "she is away"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      "later can't be skipped: when@1 needs what it gives. Answer it, or cancel the run.",
    ),
  });
  const timeline = await orch(["timeline", run, "--format", "json", "--all"], { cwd });
  expect(timeline.stdout).toContain("she is away");
  expect(timeline.stdout).toContain('"skipped"');
});

describe("an export of everything", () => {
  test("is a folder that is verified without the journal, and shows a change", async () => {
    const { cwd } = await waiting();
    expect((await orch(["audit", "--export", "out"], { cwd })).code).toBe(0);
    expect((await orch(["audit", "--export", "out"], { cwd })).code).toBe(2);
    const events = join(cwd, "out/events.ndjson");
    const text = readFileSync(events, "utf8");
    const summary = JSON.parse(readFileSync(join(cwd, "out/summary.json"), "utf8"));
    expect(summary).toMatchObject({ format: "orch.export/1", sha256: sha256(text) });
    const whole = await orch(["audit", "--exported", "out", "--format", "json"], { cwd });
    expect([whole.code, JSON.parse(whole.stdout)]).toMatchObject([0, { whole: true, summary }]);
    writeFileSync(events, text.replace("Ada", "Eve"));
    const altered = await orch(["audit", "--exported", "out"], { cwd });
    expect([altered.code, altered.stdout]).toEqual([1, expect.stringContaining("altered")]);
  });
});
