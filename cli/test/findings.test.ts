import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module shop

service look(n: Int) { effect pure  latency <= 1m  run module "./shop.ts#done" }
service pay(n: Int) { effect idempotent  latency <= 1m  run module "./shop.ts#done"  undo look(n) }

plan buy(n: Int) {
  step paid = pay(n)
}

policy cautious : fraud warning {
  on   pay
  deny when args.n > 5 because "the large-loss team pays"
}
policy noted : fraud informational {
  on   pay
  warn when args.n > 6 because "it is a lot"
}
policy known : fraud advisory {
  on    pay
  allow when args.n < 3
  allow when args.n > 6
}
policy firm : fraud blocking {
  on   pay
  deny when args.n > 100 because "nobody has so much"
  warn when args.n > 6 because "have a look"
}
guardrail looked : fraud advisory { at most 9 pay  look before pay }
`;

test("what rules that hold nothing back have found is told in a run, its page and its timeline", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "shop.orch"), program);
  writeFileSync(join(cwd, "shop.ts"), "export const done = () => null;\n");
  const found = [
    "`firm 2` (warning): have a look",
    "`cautious` (warning): the large-loss team pays",
    "`noted` (informational): it is a lot",
    "`looked 2` (advisory): `shop.look` has to come before `shop.pay`",
  ];
  const ran = await orch(["run", "shop.orch", "--input", '{"n": 7}'], { cwd });
  const run = /run (\w{16})/u.exec(ran.stdout)?.[1] ?? "";
  const shown = await orch(["show", run], { cwd });
  const told = await orch(["timeline", run], { cwd });
  const texts = [ran.stdout + ran.stderr, shown.stdout, told.stdout];
  for (const text of texts) {
    for (const words of found) expect(text).toContain(words);
    expect(text).not.toMatch(/`known`|nobody has/u);
  }
  const { findings } = JSON.parse((await orch(["show", run, "--format", "json"], { cwd })).stdout);
  expect(findings).toContainEqual({
    step: "paid",
    rule: "noted",
    severity: "informational",
    because: "it is a lot",
  });
  expect(findings).toHaveLength(4);
});

test("what all rules allow is not spoken of", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "shop.orch"), program.replace(/guardrail.*/u, ""));
  writeFileSync(join(cwd, "shop.ts"), "export const done = () => null;\n");
  const ran = await orch(["run", "shop.orch", "--input", '{"n": 1}'], { cwd });
  expect(ran.code).toBe(0);
  expect(ran.stderr).not.toMatch(/\((warning|informational|advisory)\)/u);
});

const limits = `module desk

tool count(n: Int) -> Int idempotent <= 1m { tokens <= 60 tokens * n  run module "./desk.mjs#count" }
service send(n: Int) idempotent <= 1m { run module "./desk.mjs#send" }

plan serve(n: Int in 0..3) {
  step counted = count(n)
  step all = for one in [1, 2, 3].take(n) at once 1 {
    step sent = send(one) { after counted }
    yield one
  }
}

guardrail bounds { at most 2 send  tokens <= 150  never send when args.n > 8 }
policy calls { on count  deny when args.n == 0  limit 1 per 1h }
`;

test.each([
  {
    n: 3,
    rule: "bounds 2",
    says: "with `desk.count` tokens could come to 180, and `desk.bounds 2` allows 150",
  },
  { n: 0, rule: "calls 1", says: "`desk.calls 1` denies it" },
  { n: 1, again: true, rule: "calls 2", says: "`calls 2` allows 1 in 1 h" },
])("a refusal has the number that the preview gives its rule: $rule", async ({ n, again, rule, says }) => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "desk.orch"), limits);
  writeFileSync(join(cwd, "desk.mjs"), "export const count = ({ n }) => n;\nexport const send = () => {};\n");
  const serve = ["run", "desk.orch", "--input", `{"n": ${n}}`];
  const planned = await orch(["plan", "desk.orch"], { cwd });
  expect(planned.stdout).toMatch(new RegExp(`◐ ${rule}\\b`, "u"));
  if (again === true) expect((await orch(serve, { cwd })).code).toBe(0);
  const ran = await orch(serve, { cwd });
  expect(ran.stdout).toContain(says);
});

test("a timeline numbers what is still owed as the preview does", async () => {
  const cwd = workFolder();
  const program = `module desk
service send() idempotent <= 1m { run module "./desk.mjs#done" }
service note() idempotent <= 1m { run module "./desk.mjs#done" }
plan serve() {
  step sent = send()
  step noted = note() { after sent }
}
guardrail told { at most 2 send  every send followed by note }
`;
  writeFileSync(join(cwd, "desk.orch"), program);
  writeFileSync(join(cwd, "desk.mjs"), "export const done = () => {};\n");
  expect((await orch(["plan", "desk.orch"], { cwd })).stdout).toMatch(/● told 2\b/u);
  const ran = await orch(["run", "desk.orch"], { cwd });
  const run = /run (\w{16})/u.exec(ran.stdout)?.[1] ?? "";
  const { stdout } = await orch(["timeline", run, "--all"], { cwd });
  expect(stdout).toContain("`told 2` is owed after sent");
  expect(stdout).toContain("`told 2` is met");
});
