import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isEnough, type Judged } from "../../src/mutation/judge.ts";
import { spread } from "../../src/mutation/mutate.ts";
import { writeMutation } from "../../src/render/mutation.ts";
import type { Sink } from "../../src/terminal/terminal.ts";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const shop = `module shop

service charge(customer: String, order: String) -> { id: String } {
  effect  once
  latency <= 10s
  undo    refund(id: result.id)
}
service refund(id: String) { effect idempotent  latency <= 10s }
service ship(order: String, to: String) { effect once  latency <= 1m  irreversible because "it is gone" }

plan sell(customer: String, order: String, amount: Int) {
  step paid = charge(customer, order)
  when amount > 10 {
    step sent = ship(order, to: customer) { after paid }
  }
}
`;
const scenario = `
scenario "a large order is sent" for sell {
  given  amount = 50
  expect ship once
}
`;

function folder(text: string): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "shop.orch"), text);
  return cwd;
}

interface Report {
  readonly score: {
    readonly caught: number;
    readonly survived: number;
    readonly share: number;
    readonly left: number;
  };
  readonly mutants: readonly {
    readonly says: string;
    readonly line: number;
    readonly by: string;
    readonly because?: string;
    readonly scenario?: string;
  }[];
}

async function report(cwd: string): Promise<Report> {
  const args = ["test", "shop.orch", "--mutate", "--time", "9m", "--format", "json"];
  const { stdout, code } = await orch(args, { cwd });
  expect(code).toBe(0);
  return JSON.parse(stdout) as Report;
}

describe("orch test --mutate", () => {
  test("fails where there was no time for any mutant, and says nothing of them", async () => {
    const options = { cwd: folder(shop + scenario) };
    const { stdout, code } = await orch(["test", "shop.orch", "--mutate", "--time", "1ms"], options);
    expect(stdout).toMatch(/^\d+ mutants not tried: the time limit was reached\. .*\n$/);
    expect(code).toBe(1);
  });

  test("speaks only of the mutants that it has tried", () => {
    const lines: string[] = [];
    const says = (text: string): string => text;
    const paint = { place: says, wrong: says, dim: says, doubtful: says, done: says };
    const sink = { line: (text = "") => lines.push(text), paint } as unknown as Sink;
    const score = { caught: 0, survived: 0, same: 1, share: 1, by: { check: 0, test: 0, verify: 0 } };
    const judged = [{ fate: { by: "same" } }] as unknown as readonly Judged[];
    writeMutation(sink, { judged, score, left: 34, isWritten: false });
    expect(lines).toEqual([
      "34 mutants not tried: the time limit was reached. `--time 5m` allows more.",
      "Of 1 mutant tried, none behaves differently from the program.",
    ]);
  });

  test("takes no share for reached that no mutant has shown", () => {
    const score = { caught: 0, survived: 0, same: 1, share: 1, by: { check: 0, test: 0, verify: 0 } };
    expect(isEnough(score, 34, 0.8)).toBe(false);
    expect(isEnough(score, 34, undefined)).toBe(true);
    expect(isEnough(score, 0, 0.8)).toBe(true);
    expect(isEnough({ ...score, same: 0 }, 34, undefined)).toBe(false);
    expect(isEnough({ ...score, caught: 4, survived: 1, share: 0.8 }, 34, 0.8)).toBe(true);
    expect(isEnough({ ...score, caught: 3, survived: 1, share: 0.75 }, 0, 0.8)).toBe(false);
  });

  test("says who notices each mistake, and gives a scenario for those that nobody does", async () => {
    const { mutants, score } = await report(folder(shop + scenario));
    expect(mutants.map(({ line, says, by }) => `${line} ${by}: ${says}`)).toMatchInlineSnapshot(`
      [
        "6 check: drop \`undo    refund(id: result.id)\`",
        "12 nobody: drop the step \`paid\`",
        "12 check: exchange two arguments of \`charge\`",
        "12 nobody: give \`order\` to \`charge\` in place of \`customer\`",
        "12 check: give \`customer\` to \`charge\` in place of \`order\`",
        "13 check: do what \`when amount > 10\` guards in any case",
        "13 check: never do what \`when amount > 10\` guards",
        "13 nobody: compare by \`>=\` in \`amount > 10\`",
        "13 nobody: compare with \`20\` in \`amount > 10\`",
        "14 test: drop the step \`sent\`",
        "14 nobody: exchange two arguments of \`ship\`",
        "14 check: give \`customer\` to \`ship\` in place of \`order\`",
        "14 nobody: give \`order\` to \`ship\` in place of \`customer\`",
        "14 nobody: drop the order of \`sent\` after \`paid\`",
      ]
    `);
    expect(score.share).toBeCloseTo(score.caught / (score.caught + score.survived));
    expect(score.left).toBe(0);
    const swapped = mutants.find(({ says }) => says === "exchange two arguments of `ship`");
    expect(swapped?.scenario).toContain(
      'expect ship once when args.order == "order-1" and args.to == "customer-1"',
    );
  });

  test("what it writes passes, and notices every mistake from then on", async () => {
    const cwd = folder(shop + scenario);
    const written = await orch(["test", "shop.orch", "--mutate", "--write"], { cwd });
    expect(written.stderr).toMatch(/scenarios were added to shop\.orch/);
    expect((await orch(["test", "shop.orch"], { cwd })).code).toBe(0);
    expect((await orch(["format", "--check", "shop.orch"], { cwd })).code).toBe(0);
    const { mutants, score } = await report(cwd);
    expect(mutants.filter(({ by, scenario: told }) => by === "nobody" && told !== undefined)).toEqual([]);
    expect(score.share).toBe(1);
  });

  test("`--min-score` fails below it, in words for a person", async () => {
    const cwd = folder(shop + scenario);
    const { code, stdout } = await orch(["test", "shop.orch", "--mutate", "--min-score", "90%"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ line 14: exchange two arguments of `ship`/);
    expect(stdout).toMatch(/Score \d+%: \d+ of \d+ mutants noticed/);
    expect((await orch(["test", "shop.orch", "--mutate", "--min-score", "10"], { cwd })).code).toBe(0);
  });

  test("mends nothing first: a scenario that fails anyway is reported", async () => {
    const cwd = folder(shop + scenario.replace("ship once", "never ship"));
    const { code, stderr } = await orch(["test", "shop.orch", "--mutate"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('Scenario "a large order is sent" fails before any change.');
    expect(readFileSync(join(cwd, "shop.orch"), "utf8")).toContain("never ship");
  });

  test.each([
    [["--min-score", "80%"], "`--min-score` goes with `--mutate`."],
    [["--write"], "`--write` goes with `--mutate`."],
    [["--mutate", "--min-score", "much"], "`--min-score much` is not a percentage"],
    [["--mutate", "--time", "0s"], "`--time 0s` is not a duration"],
    [["--mutate", "--format", "junit"], "`--mutate` has the formats"],
  ])("%j is refused", async (args, says) => {
    const { code, stderr } = await orch(["test", "shop.orch", ...args], { cwd: folder(shop + scenario) });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test("an event about something else, or once more, shows what a key and a condition are for", async () => {
    const { mutants } = await report(
      folder(`module shop
event paid(order: String, payer: String) { from bank }
event ordered(order: String, note: String) { from door  dedupe 1m by order }
service ship(order: String) { effect idempotent  latency <= 1m }
plan sell(order: String, payer: String) {
  step seen = wait for event paid where event.order == order and event.payer == payer within 1d
  when seen is some { step sent = ship(order) }
}
service pick(order: String) { effect once  latency <= 1m  irreversible because "it is picked" }
plan fetch(order: String) { step picked = pick(order) }
trigger comes { on event ordered  start fetch(order: event.order)  overlap allow up to 9 }
`),
    );
    const scenarioFor = (says: string): string =>
      mutants.find((mutant) => mutant.says === says)?.scenario ?? "";
    expect(scenarioFor("drop `event.order == order` from the condition")).toContain("another order");
    expect(scenarioFor("drop `dedupe 1m by order`").match(/given +event ordered/g)).toHaveLength(2);
  });

  test("such an event has another member of an enum, or another number", async () => {
    const { mutants } = await report(
      folder(`module dock
type Side = port | starboard
event weighed(side: Side, crate: Int in 1..999) { from scales }
event due(crate: Int, side: Side) { from door }
service lift(crate: Int, side: Side) { effect idempotent  latency <= 1m }
service take(crate: Int) { effect idempotent  latency <= 1m }
plan load(crate: Int in 1..999, side: Side) {
  step seen = wait for event weighed where event.crate == crate and event.side == side within 1d
  when seen is some { step sent = lift(crate, side) }
}
plan fetch(crate: Int) { step taken = take(crate) }
trigger comes { on event due where event.side == port  start fetch(crate: event.crate)  overlap allow up to 9 }
`),
    );
    const scenarioFor = (says: string): string =>
      mutants.find((mutant) => mutant.says === says)?.scenario ?? "";
    expect(scenarioFor("drop `event.side == side` from the condition")).toMatch(
      /side = (?:port\n(?:.*\n)*.*side: starboard|starboard\n(?:.*\n)*.*side: port)/u,
    );
    expect(scenarioFor("drop `event.crate == crate` from the condition")).toContain("given  event weighed(");
    expect(scenarioFor("drop `where event.side == port`")).toContain("side: starboard");
  });
});

test("mutants are tried so that those of any time limit come from the whole text", () => {
  for (const many of [7, 40, 300]) {
    const order = spread(Array.from({ length: many }, (_, at) => at));
    expect(order.toSorted((a, b) => a - b)).toEqual(order.map((_, at) => at));
    for (const share of [0.2, 0.5]) {
      const tried = order.slice(0, Math.ceil(many * share)).toSorted((a, b) => a - b);
      const gaps = [...tried, many].map((at, index) => at - (tried[index - 1] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(3 / share);
    }
  }
});
