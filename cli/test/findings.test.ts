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
guardrail looked : fraud advisory { look before pay }
`;

test("what rules that hold nothing back have found is told in a run, its page and its timeline", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "shop.orch"), program);
  writeFileSync(join(cwd, "shop.ts"), "export const done = () => null;\n");
  const found = [
    "`firm` (warning): have a look",
    "`cautious` (warning): the large-loss team pays",
    "`noted` (informational): it is a lot",
    "`looked` (advisory): `shop.look` has to come before `shop.pay`",
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
