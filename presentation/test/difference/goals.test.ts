import { expect, test } from "vitest";
import { differenceOf } from "../../src/difference/difference.ts";
import { planOf } from "../drawing/plans.ts";
import { type Edits, edited, told } from "./edits.ts";

/* Changes of goals with several plans, of holds, and of personal data. */

const byHand = `plan by_hand(a: Alarm) -> Int achieves answer {
  step info = fetch(a.bed)
  step told = page(a.bed, info)
  return told
}
`;
const text = `module care
type Alarm { bed: String, note: String @personal }
type Cart { id: String }
resource carts: Cart x 3 { at edge  cost $6 per h  lease 1h }
tool fetch(bed: String) -> String { effect pure  cost <= $0.01  latency <= 3s }
tool read(note: String) -> Int { effect pure  latency <= 1s  clearance personal }
service page(bed: String, text: String) -> Int { effect idempotent  cost <= $0.04  latency <= 2s }
service move(cart: String) -> Int { effect pure  latency <= 5m }
policy quiet { on page  deny when args.bed == "test" }
guardrail order { fetch before page }
goal answer(a: Alarm) -> Int { intent "answer it"  success "paged" when result > 0  budget cost <= $9, latency <= 2h  optimize latency }
${byHand}plan by_cart(a: Alarm) -> Int achieves answer {
  step level = read(a.note)
  step info = fetch(a.bed)
  with cart = carts wait 5m for 30m { step go = move(cart.id) } else { fail "none" }
  step told = page(a.bed, info) { after go }
  return told
}
`;
const old = planOf(text, "care.answer");
const after = (...edits: Edits) => differenceOf(old, planOf(edited(text, edits), "care.answer"));

test("a plan that is gone takes its rules along, and no guard is lost", () => {
  const difference = after([byHand, ""]);
  expect(difference.rules).toEqual([]);
  expect(difference.findings).toEqual([]);
  expect(told(difference)).toContain("answer: tries by_hand, by_cart → by_cart");
});

test("a budget is told once for all plans", () => {
  expect(after(["cost <= $9", "cost <= $8"]).rules).toMatchObject([
    { kind: "strengthened", rule: "answer", says: "cost <= $9 → cost <= $8" },
  ]);
});

test("a condition that forbids more is stronger, one that forbids less weaker", () => {
  const both = 'args.bed == "test" or args.bed == "demo"';
  expect(after(['args.bed == "test"', both]).rules).toMatchObject([{ kind: "strengthened", rule: "quiet" }]);
  expect(after(['args.bed == "test"', 'args.bed == "demo"']).rules).toMatchObject([{ kind: "weakened" }]);
  const other = edited(text, [['args.bed == "test"', both]]);
  const back = differenceOf(planOf(other, "care.answer"), old);
  expect(back.findings.map(({ kind }) => kind)).toEqual(["guard-lost"]);
});

test("what is held is called by its name, and for how long is told once", () => {
  expect(told(after(["for 30m", "for 50m"]))).toMatchInlineSnapshot(`
    "
    answer   sha256:… → sha256:…

      ~ step           with cart   for 30 m → 50 m
                                   cost ≤ $3 → ≤ $5

        cost   worst   $3.12 → $5.12                ▲ 64 %   still under answer's budget ($9)
    "
  `);
});

test("what a handler gives is told by what it gives", () => {
  const handled = "step level = read(a.note) else { yield 5 }";
  expect(told(after(["step level = read(a.note)", handled]))).toMatchInlineSnapshot(`
    "
    answer   sha256:… → sha256:…

      ~ step           level     else { … } is new
      + step           yield 5   only when \`level\` has failed
    "
  `);
});

test("what is no longer personal is protected by nothing", () => {
  expect(after(["@personal", ""]).findings).toMatchObject([
    { kind: "guard-lost", because: "type Alarm: `note` is no longer personal" },
  ]);
});

test("what a goal asks that is called is a guard of those that call it", () => {
  const calling = (of: string) =>
    planOf(`${of}plan ward(a: Alarm) -> Int { step t = answer(a)  return t }\n`, "care.ward");
  const edits: Edits[] = [
    [['success "paged" when result > 0  ', ""]],
    [["budget cost <= $9, latency", "budget cost <= $20, latency"]],
  ];
  for (const edit of edits) {
    const difference = differenceOf(calling(text), calling(edited(text, edit)));
    expect(difference.findings.map(({ kind }) => kind)).toContain("guard-lost");
  }
});

test("what a called goal allows is no limit of the whole", () => {
  const calling = (of: string) =>
    planOf(
      `${of}plan ward(a: Alarm) -> Int { step t = answer(a)  step f = fetch(a.bed)  return t }\n`,
      "care.ward",
    );
  const dearer = edited(text, [["cost <= $0.01", "cost <= $0.02"]]);
  const { bounds } = differenceOf(calling(text), calling(dearer));
  const cost = bounds.find(({ of, end }) => of === "cost" && end === "worst");
  expect(cost).toMatchObject({ within: [] });
});
