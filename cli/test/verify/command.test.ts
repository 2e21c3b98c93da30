import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const text = `module tea

service boil(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 5m }
service order_tea(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 30m  undo send_back(litres) }
service send_back(litres: Int) { effect idempotent  latency <= 5m }

plan tea(litres: Int) -> { warm: Bool } {
  step water = boil(litres) { timeout 5m } else order_tea(litres)
  return { warm: water.warm }
}
`;

function folder(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "tea.orch"), text);
  return cwd;
}

describe("orch verify", () => {
  test("takes several targets, each plan once, and fails if one is not safe", async () => {
    const cwd = folder();
    const safe = `module calm
service look(n: Int) -> { n: Int } { effect pure  latency <= 1s }
plan calm(n: Int) -> Int { step seen = look(n)  return seen.n }
`;
    writeFileSync(join(cwd, "calm.orch"), safe);
    const args = ["--runs", "0", "--format", "json"];
    const both = await orch(["verify", "calm.orch", "calm.orch#calm", "tea.orch", ...args], { cwd });
    const verdicts = (JSON.parse(both.stdout) as { target: string; verdict: string }[]).map(
      ({ target, verdict }) => [target, verdict],
    );
    expect({ code: both.code, verdicts }).toEqual({
      code: 1,
      verdicts: [
        ["calm.calm", "safe"],
        ["tea.tea", "not safe"],
      ],
    });
    const missing = await orch(["verify", "calm.orch", "calm.orch#nothing"], { cwd });
    expect(missing.code).toBe(2);
  });

  test("tells what can go wrong as a story and as a scenario, and how far was looked (rule 58)", async () => {
    const { code, stdout } = await orch(["verify", "tea.orch", "--runs", "0"], { cwd: folder() });
    expect(code).toBe(1);
    expect(
      stdout.replace(/\d+ runs: (.*)\. Not/, "N runs: …. Not").replace(/plan \w+/, "plan …"),
    ).toBe(`tea   N runs: …. Not safe.

boil is done and stays, and order_tea, which stands in for it, is done as well.

  00:00.000  ▸ run of plan … for somebody
  00:00.000  ▸ water begins: boil
  05:00.000  ? water is out of time: it may take 5 m
  05:00.000  ✗ water failed: it was out of time (effect maybe)
  05:00.000  ▸ water begins: order_tea
  05:00.200  ✓ water done  warm: true
  35:00.000  ✓ water done  warm: true
  35:00.000  ✓ run completed  warm: true

Smallest case: 1 fault. \`--seed 1\` finds it again.

scenario "water answers after its time" for tea {
  given  litres = 1
  fault  boil answers late after 300.2s
  expect undone boil
}
\`--write\` adds the scenarios to the file.
`);
  });

  test("what is called once more, to learn what is to be undone, is no breach of the bounds", async () => {
    const cwd = workFolder();
    const sending = `module mail

type Sent { id: String }

service send(to: String) -> Sent { effect idempotent  latency <= 5s  cost <= $0.10  undo call_back(id: result.id) }
service call_back(id: String) { effect idempotent  latency <= 5s }

plan mail(to: String) -> Sent {
  step sent = send(to)
  return sent
}

guardrail sparing { at most 1 send }
`;
    writeFileSync(join(cwd, "mail.orch"), sending);
    const { code, stdout } = await orch(["verify", "mail.orch", "--runs", "0"], { cwd });
    expect(stdout).toMatch(/^mail .* Safe\.\n/);
    expect(code).toBe(0);
  });

  test("what it writes into the file is played and fails; mended, it passes", async () => {
    const cwd = folder();
    expect((await orch(["verify", "tea.orch", "--runs", "0", "--write"], { cwd })).code).toBe(1);
    const path = join(cwd, "tea.orch");
    expect((await orch(["test", "tea.orch"], { cwd })).code).toBe(1);
    const mended = readFileSync(path, "utf8").replace(
      "latency <= 5m }\nservice order",
      "latency <= 5m  undo pour_away(litres) }\nservice pour_away(litres: Int) { effect idempotent }\nservice order",
    );
    writeFileSync(path, mended);
    expect((await orch(["test", "tea.orch"], { cwd })).code).toBe(0);
    const { code, stdout } = await orch(["verify", "tea.orch", "--runs", "0"], { cwd });
    expect([code, stdout]).toEqual([0, expect.stringContaining("Safe.")]);
  });

  test("a trigger is set off, and what sets it off is reported once more", async () => {
    const cwd = workFolder();
    const path = join(cwd, "gate.orch");
    const gate = (dedupe: string) => `module gate

event flood(gauge: String, level: Int in 0..9) { from gauges${dedupe} }

service shut(gauge: String) -> { ok: Bool } { effect idempotent  latency <= 5m }

plan protect(gauge: String) -> { ok: Bool } {
  step done = shut(gauge)
  return done
}

trigger high {
  on    event flood where event.level > 6
  start protect(gauge: event.gauge)
}
`;
    writeFileSync(path, gate(""));
    const { code, stdout } = await orch(["verify", "gate.orch#high", "--write"], { cwd });
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining(`
flood, reported once more, starts another run: shut is done 2 times for one thing that happened.
`),
    ]);
    expect(readFileSync(path, "utf8")).toMatch(
      /scenario "flood is reported again" for high \{\n( {2}given {2}event flood\(.*\n){2} {2}expect shut once\n\}/,
    );
    expect((await orch(["test", "gate.orch"], { cwd })).code).toBe(1);
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("from gauges", "from gauges  dedupe 10m by gauge"),
    );
    expect((await orch(["test", "gate.orch"], { cwd })).code).toBe(0);
    const mended = await orch(["verify", "gate.orch", "--runs", "0"], { cwd });
    expect([mended.code, mended.stdout]).toEqual([
      0,
      expect.stringMatching(/^protect .*Safe\.\nhigh .*Safe\.\n$/),
    ]);
  });

  test("for programs; one seed finds the same in every process", async () => {
    const cwd = folder();
    const json = ["verify", "tea.orch", "--faults", "0", "--runs", "400", "--seed", "7", "--format", "json"];
    const [one, other] = [await orch(json, { cwd }), await orch(json, { cwd })];
    expect(other.stdout).toBe(one.stdout);
    expect(JSON.parse(one.stdout)).toMatchObject({
      target: "tea.tea",
      exhaustive: true,
      faults: 0,
      counted: { faultSets: 1, branches: 1, fanOutCuts: 0 },
      violations: [{ property: "twice", seed: 7, scenario: expect.stringMatching(/^scenario "/) }],
    });
  });

  test("what is no number or no time is refused", async () => {
    const cwd = folder();
    expect((await orch(["verify", "tea.orch", "--faults", "two"], { cwd })).code).toBe(2);
    expect((await orch(["verify", "tea.orch", "--time", "soon"], { cwd })).code).toBe(2);
    expect((await orch(["verify", "tea.orch#coffee"], { cwd })).code).toBe(2);
  });

  test("of a folder each file has its own, and what another module declares is said by its whole name", async () => {
    const cwd = workFolder();
    mkdirSync(join(cwd, "src/depot"), { recursive: true });
    writeFileSync(join(cwd, "orch.json"), '{ "roots": ["src"] }');
    writeFileSync(join(cwd, "src/depot/yard.orch"), yard);
    writeFileSync(join(cwd, "src/depot/leave.orch"), leave);
    const found = await orch(["verify", ".", "--write", "--runs", "0"], { cwd });
    expect(found.code).toBe(1);
    expect(found.stdout).not.toContain("--write");
    expect(found.stderr).toBe("A scenario was added to src/depot/leave.orch.\n");
    const [, scenario] = readFileSync(join(cwd, "src/depot/leave.orch"), "utf8").split("\nscenario");
    expect(scenario).toBe(` "nothing goes wrong" for leave {
  given  train = "train-1"
  answer depot.yard.look with { fine: false }
  expect undone depot.yard.couple
}
`);
    const played = await orch(["test", "."], { cwd });
    expect(played.code).toBe(1);
    expect(played.stdout).toContain("set.on was done and still stands");
  });
});

const yard = `module depot.yard

service couple(train: String) -> { ok: Bool } { effect idempotent  latency <= 10m }
service uncouple(train: String) { effect idempotent  latency <= 10m }
service look(train: String) -> { fine: Bool } { effect pure  latency <= 1m }
plan make_up(train: String) -> { fine: Bool } {
  step on = couple(train)
  step seen = look(train) { after on }
  when not seen.fine { fail "The wrong side" }
  return { fine: true }
}
`;

const leave = `module depot.leave

import depot.yard { make_up }
plan leave(train: String) -> { fine: Bool } {
  step set = make_up(train)
  return { fine: set.fine }
}
`;
