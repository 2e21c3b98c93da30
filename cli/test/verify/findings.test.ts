import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* Mistakes that playbooks once had, each in a small program. */

function found(program: string, target: string): readonly string[] {
  const result = compiled(program);
  const plan = result.plan(target);
  if (plan === undefined) throw new Error("it is a plan");
  return verify(plan, result.context(target), { faults: 1 }).violations.map(
    ({ violation }) => violation.says,
  );
}

test.each<readonly [string, string, string, RegExp]>([
  [
    "a step is given less time than its call declares",
    "m.sortie",
    `service fly(strip: Int) -> { photos: Int } { effect idempotent  latency <= 8m }
plan sortie(strip: Int) -> Int {
  step shot = fly(strip) { timeout 7m }
  return shot.photos
}`,
    /shot runs out of time/,
  ],
  [
    "a hold may use more than a day allows",
    "m.cool",
    `type Unit { id: String, online: Bool }
resource chillers: Unit x 2 { at edge  power 40kW  lease 8h }
service set_point(unit: String) { effect idempotent  latency <= 30s }
plan cool() {
  with chiller = chillers for 6h { step cold = set_point(unit: chiller.id) }
}
guardrail energy_day : energy { energy <= 120kWh }`,
    /with@1 is refused: .* energy could come to 240 kWh/,
  ],
  [
    "people who say nothing use up the budget of a goal",
    "m.watered",
    `role gardener
human treat(bed: Int) -> { done: Bool } { ask gardener  show "\${bed}" }
service water(bed: Int) { effect idempotent  latency <= 20m }
goal watered(bed: Int) { budget latency <= 2h  optimize comfort }
plan by_hand(bed: Int) achieves watered {
  step done = treat(bed) { timeout 1h }
  when not done.done { fail "no" }
}
plan by_tank(bed: Int) achieves watered {
  step wet = water(bed)
  step soaked = treat(bed) { timeout 1h  after wet }
}`,
    /ended by its budget/,
  ],
  [
    "what stands in for a person asks for what only that person may",
    "m.visit",
    `role nurse
human rate(id: String) -> { tests: [String] size 0..4 } { ask nurse  show "\${id}" }
service run_test(id: String, test: String) { effect idempotent  latency <= 10m }
plan visit(id: String) {
  step rated = rate(id) { timeout 15m } else when error == timeout { yield { tests: ["blood"] } }
  step results = for test in rated.tests { step done = run_test(id, test) }
}
guardrail rated_first { rate completed before run_test }`,
    /is refused: `m.rated_first`/,
  ],
])("%s", (_, target, body, says) => {
  expect(found(`module m\n${body}\n`, target).join("\n")).toMatch(says);
});
