import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import { playAll, type SimulatedRun } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";
import { orch, workFolder } from "../orch.ts";

/** Two plans with a mistake each, one without, and a trigger. */
const text = `module mill

event full(bin: String, level: Int in 0..9) { from bins }

service grind(bin: String) -> { id: String } { effect idempotent  latency <= 5s  undo empty(bin) }
service empty(bin: String) { effect idempotent  latency <= 5s }
service weigh(bin: String) -> { grams: Int in 0..9_000 } { effect pure  latency <= 5s }
service sell(bin: String) -> { ok: Bool } { effect idempotent  latency <= 5s }
service ship(bin: String) -> { ok: Bool } { effect pure  latency <= 5s }
service wrap(bin: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo unwrap(bin) }
service unwrap(bin: String) { effect idempotent  latency <= 5s }

plan order(bin: String) -> { ok: Bool } {
  step flour = grind(bin)
  step sold  = sell(bin) { after flour }
  step sent  = ship(bin) { after sold }
  return sent
}
plan sample(bin: String) -> { ok: Bool } {
  step flour  = grind(bin)
  step weight = weigh(bin) { after flour }
  when weight.grams > 4_000 { fail "Too heavy" }
  step sent   = ship(bin) { after weight }
  return sent
}
plan gift(bin: String) -> { ok: Bool } {
  step flour = grind(bin) { timeout 4s } else {
    step other = wrap(bin)
    yield { id: "none" }
  }
  step done = sell(bin) { after flour }
  step sent = ship(bin) { after done }
  return sent
}

trigger bins { on event full where event.level > 6  start sample(bin: event.bin) }
`;

const scenarios = Array.from({ length: 40 }, (_, n) => {
  const [plan = "", expected = ""] = n % 3 === 0 ? ["order", "undone sell"] : ["sample", "undone grind"];
  return `scenario "number ${n}" for ${plan} {
  given  bin = "${n}"
  fault  ship fails
  expect ${expected}
}
`;
}).join("");

/** What a run tells, its state with it: what is done, what stands, how it ended. */
function told({ events, controlEvents, started, ended, done, state }: SimulatedRun): readonly unknown[] {
  const { closed, intents, frames } = state;
  return [events, controlEvents, started, ended, [...done], closed, intents, frames.size];
}

describe("what comes out is the same in any number of threads", () => {
  test("orch verify", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "mill.orch"), text);
    const args = ["verify", "mill.orch", "--runs", "60", "--time", "10m"];
    const [one, two, three] = await Promise.all(
      ["1", "2", "3"].map((n) => orch([...args, "--format", "json", "--threads", n], { cwd })),
    );
    const found = JSON.parse(one?.stdout ?? "") as readonly { readonly violations: readonly unknown[] }[];
    expect(found.map(({ violations }) => violations.length > 0)).toEqual([true, false, true, true]);
    expect([two?.stdout, three?.stdout]).toEqual([one?.stdout, one?.stdout]);
    expect([one?.code, two?.code, three?.code]).toEqual([1, 1, 1]);
  });

  test("orch test", async () => {
    const host = createFileHost({
      read: (path) =>
        path === "mill.orch" ? { text: text + scenarios } : { fault: "missing", message: "is not there" },
      list: () => [],
    });
    const result = compile({ files: ["mill.orch"], root: "." }, host);
    const playings = result.scenarios.flatMap((scenario) => {
      const file = scenario.plan();
      return file === undefined ? [] : [{ scenario, file, context: scenario.context }];
    });
    expect(playings).toHaveLength(40);
    const all = await Promise.all(
      [1, 2, 3].map(async (threads) => {
        const played = await playAll(playings, { threads, aloneMs: 0 });
        return JSON.stringify(played.map(({ took: _, run, ...one }) => [one, run && told(run)]));
      }),
    );
    expect(all[0]).toContain("was done and still stands");
    expect(all.map((one) => one === all[0])).toEqual([true, true, true]);
  });

  test("what the first plan can't use up is there for those after it", async () => {
    const cwd = workFolder();
    const steps = Array.from({ length: 40 }, (_, n) => `  step s${n} = grind("${n}")`).join("\n");
    const endless = `plan a_mill(bin: String) {\n${steps}\n}\n`;
    writeFileSync(
      join(cwd, "mill.orch"),
      text.replace("plan order", () => `${endless}plan order`),
    );
    const args = ["verify", "mill.orch", "--faults", "2", "--runs", "0", "--time", "30s"];
    const { stdout } = await orch([...args, "--threads", "1", "--format", "json"], { cwd });
    const found = JSON.parse(stdout) as readonly { readonly target: string; readonly exhaustive: boolean }[];
    expect(found.map(({ target, exhaustive }) => [target, exhaustive])).toEqual([
      ["mill.a_mill", false],
      ["mill.order", true],
      ["mill.sample", true],
      ["mill.gift", true],
      ["mill.bins", true],
    ]);
  });

  test("what is no number of threads is refused", async () => {
    const { code, stderr } = await orch(["verify", "mill.orch", "--threads", "0"], { cwd: workFolder() });
    expect([code, stderr]).toEqual([2, expect.stringContaining("`--threads 0` is not a number of threads")]);
  });
});
