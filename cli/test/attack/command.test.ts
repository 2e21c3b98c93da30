import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

/* Plans under attack: what breaks, what strands, and what an attacker can change. */

interface Report {
  readonly verdict: string;
  readonly used: Readonly<Record<string, number>>;
  readonly setOff: number;
  readonly attacks: readonly {
    readonly name: string;
    readonly runs: number;
    readonly ends: Readonly<Record<string, number>>;
    readonly breaches: readonly {
      readonly property: string;
      readonly how: string;
      readonly scenario: string;
    }[];
    readonly influences: readonly {
      readonly source: string;
      readonly effect: string;
      readonly param?: string;
      readonly trusted?: true;
    }[];
    readonly strands?: string;
  }[];
}

async function attacked(
  program: string,
  target = "p",
): Promise<{ code: number; report: Report; cwd: string }> {
  const cwd = workFolder();
  writeFileSync(join(cwd, "m.orch"), `module m\n${program}`);
  const { code, stdout } = await orch(["attack", `m.orch#${target}`, "--format", "json"], { cwd });
  return { code: code ?? -1, report: JSON.parse(stdout) as Report, cwd };
}

const named = ({ attacks }: Report, name: string) => {
  const found = attacks.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not among the attacks`);
  return found;
};

const changes = (report: Report, name: string): readonly string[] =>
  named(report, name)
    .influences.map(({ source, effect, param, trusted }) =>
      [source, effect, param ?? "whether", ...(trusted ? ["trusted"] : [])].join(" "),
    )
    .toSorted();

const desk = `
llm sort(letter: String @untrusted) -> { urgent: Bool, says: String } {
  role executor
  prompt "Sort \${letter}"
  tokens <= 100 tokens
  latency <= 5s
}
service page(about: String @untrusted) { effect idempotent  latency <= 1s }
service file(letter: String @untrusted, folder: String trusted) { effect idempotent  latency <= 1s }
plan p(letter: String @untrusted, folder: String) {
  step sorted = sort(letter)
  step filed  = file(letter, folder)
  when sorted.urgent { step paged = page(about: sorted.says) }
}
`;

test("the report says what an untrusted text, and what a model's word, can change, and nothing else", async () => {
  const { code, report } = await attacked(desk);
  expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: "held" });
  expect(changes(report, "injection")).toEqual(["letter m.file letter", "the result of sort m.page about"]);
  expect(changes(report, "hallucination")).toEqual([
    "the word of sort m.page about",
    "the word of sort m.page whether",
  ]);
});

test("a value that a person or an `endorse` has let pass into a trusted parameter is marked", async () => {
  const program = desk.replace(
    "file(letter, folder)",
    'file(letter, folder: endorse(letter, because: "a test"))',
  );
  const { report } = await attacked(program);
  expect(changes(report, "injection")).toContain("letter m.file folder trusted");
});

test("an effect that is done twice is found, and told as a scenario that fails", async () => {
  const { code, report, cwd } = await attacked(`
service boil(n: Int) -> { warm: Bool } { effect idempotent  latency <= 5m }
service order(n: Int) -> { warm: Bool } { effect idempotent  latency <= 30m  undo send_back(n) }
service send_back(n: Int) { effect idempotent  latency <= 5m }
plan p(n: Int) -> { warm: Bool } {
  step water = boil(n) { timeout 5m } else order(n)
  return { warm: water.warm }
}
`);
  expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: "broken" });
  const [breach] = named(report, "exhaustion").breaches;
  expect(breach?.how).toBe("boil is done, and reported too late");
  writeFileSync(
    join(cwd, "found.orch"),
    `module found\nimport m { p, boil, order, send_back }\n${breach?.scenario}`,
  );
  const played = await orch(["test", "found.orch"], { cwd });
  expect(played.code).toBe(1);
});

test("a run that waits for an operator is reported with the attack that strands it", async () => {
  const { report } = await attacked(`
service pay(n: Int) -> { id: String } { effect once  latency <= 1s  undo refund(id: result.id) }
service refund(id: String) { effect idempotent  latency <= 1s }
service note(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step paid = pay(n)  step noted = note(n) { after paid } }
`);
  expect(named(report, "exhaustion").strands).toBe("pay never answers");
});

test("no attack passes a bound, and the most that was used is said", async () => {
  const { report } = await attacked(`
service buy(n: Int) { effect idempotent  cost <= $2  latency <= 1s }
plan p(n: Int in 1..3) { step all = for i in 1..n up to 3 { step one = buy(n: i) { retry 2 every 1s } } }
guardrail limit : x blocking { cost <= $6 }
`);
  expect(report.verdict).toBe("held");
  expect(report.used.cost).toBe(6);
});

test("an event without a key starts a run each time that it is repeated", async () => {
  const program = `
event mail(text: String @untrusted) { from box }
service note(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step noted = note(n) }
trigger t { on event mail start p(n: 1) }
`;
  const { code, report } = await attacked(program, "t");
  expect(code).toBe(1);
  expect(named(report, "exhaustion").breaches.map(({ how }) => how)).toEqual([
    "every event is reported twice",
  ]);
  expect(report.setOff).toBeGreaterThan(10);
});
