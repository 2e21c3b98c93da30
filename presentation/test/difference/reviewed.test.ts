import { expect, test } from "vitest";
import { differenceOf } from "../../src/difference/difference.ts";
import { renderDifference } from "../../src/difference/render.ts";
import { planOf } from "../drawing/plans.ts";
import { edited } from "./edits.ts";

/* The lines that a reviewer needs to see of a change, and the findings that stop CI. */

const program = `module bank.loans
import std.people { Approval }
role officer
role manager
type Van { id: String, online: Bool }
resource vans: Van x 2 { at edge  lease 2h  cost $1 per h }
tool score(id: String @personal) -> { value: Int in 0..9 } { effect pure  cost <= $0.10  latency <= 5s  clearance personal }
human approve(id: String @personal) -> Approval { ask officer  show "Pay?" }
human approve_high(id: String @personal) -> Approval { ask manager  show "Pay?" }
service pay(id: String @personal) -> { ref: String } { effect idempotent  cost <= $1  latency <= 10s  undo reverse(ref: result.ref)  tags money  scope "bank.pay"  clearance personal }
service pay_once(id: String @personal) -> { ref: String } { effect once  cost <= $1  latency <= 10s  undo reverse(ref: id)  confirm paid(id)  tags money  scope "bank.pay"  clearance personal }
service paid(id: String @personal) -> Done<{ ref: String }> { effect pure  latency <= 1s  clearance personal }
service reverse(ref: String) { effect idempotent  latency <= 10s  clearance personal }
service notify(id: String @personal) { effect idempotent  latency <= 2s  scope "mail.send"  clearance personal }
service archive(id: String @personal) { effect idempotent  latency <= 2s  undo unarchive(id)  clearance personal }
service unarchive(id: String @personal) { effect idempotent  latency <= 2s  clearance personal }
plan loan(id: String @personal, ids: [String] size 0..5, big: Bool) -> String {
  step points = score(id) { retry 1 every 1s }
  step ok = approve(id) { timeout 1d  after points }
  when not ok.granted { fail "no" }
  step filed = archive(id)
  step paid_out = pay(id) { after filed }
  step told = notify(id) { after paid_out  optional }
  step all = for x in ids { step s = score(x)  yield s.value } { optional up to 10% }
  with van = vans wait 1h for 1h { step brought = notify(id) { after told } }
  return paid_out.ref
}
guardrail two_eyes : money { approve granted before pay }
guardrail told_after : money { every pay followed by notify within 5m }
guardrail cheap : money { cost <= $9 }
service text_to(id: String @personal) { effect idempotent  latency <= 2s  scope "sms.send"  undo unarchive(id)  clearance personal }
service elsewhere(id: String @personal) { at cloud  effect idempotent  latency <= 2s  undo unarchive(id) }
`;

type Edit = readonly [says: string, from: string, to: string, line: RegExp, findings: readonly string[]];

const approval = `  step ok = approve(id) { timeout 1d  after points }
  when not ok.granted { fail "no" }
`;

const edits: readonly Edit[] = [
  [
    "a rule goes",
    "guardrail two_eyes : money { approve granted before pay }",
    "",
    /two_eyes: .* no longer there +◀ guard lost/u,
    ["guard-lost"],
  ],
  [
    "a rule stops nothing any more",
    "two_eyes : money {",
    "two_eyes : money advisory {",
    /two_eyes: blocking → advisory +◀/u,
    ["guard-lost"],
  ],
  [
    "a rule holds on some ways alone",
    "when not ok.granted {",
    "when not ok.granted and not big {",
    /two_eyes: proved → checked +◀/u,
    ["guard-lost"],
  ],
  [
    "an approval stands behind a branch",
    approval,
    `  when big {\n${approval}  }\n`,
    /~ step +ok +now only when big/u,
    ["guard-lost"],
  ],
  [
    "more time for what has to follow",
    "notify within 5m",
    "notify within 2h",
    /within 5 m → .* within 2 h/u,
    ["guard-lost"],
  ],
  [
    "a limit is raised",
    "cost <= $9 }",
    "cost <= $90 }",
    /cheap: cost <= \$9 → cost <= \$90 +◀/u,
    ["guard-lost"],
  ],
  [
    "a way back goes",
    "undo reverse(ref: result.ref)  tags",
    "tags",
    /pay: undo reverse is gone +◀ guard lost/u,
    ["guard-lost"],
  ],
  [
    "it is said that it is meant to stay",
    "undo reverse(ref: result.ref)  tags",
    'irreversible because "paid"  tags',
    /pay: irreversible paid is new/u,
    ["guard-lost"],
  ],
  [
    "one more scope",
    "step filed = archive(id)",
    "step filed = archive(id)\n  step texted = text_to(id)",
    /\+ scope +sms\.send/u,
    ["guard-lost", "scope-gained"],
  ],
  [
    "it costs more",
    "cost <= $1  latency <= 10s  undo",
    "cost <= $2  latency <= 10s  undo",
    /cost +worst +\$3\.30 → \$4\.30/u,
    ["cost-up"],
  ],
  [
    "more tries",
    "retry 1 every 1s",
    "retry 5 every 1s",
    /points +retry 1 every 1 s → 5 every 1 s/u,
    ["cost-up"],
  ],
  ["held for longer", "wait 1h for 1h", "wait 1h for 2h", /with van +for 1 h → 2 h/u, ["cost-up"]],
  ["more may fail", "optional up to 10%", "optional up to 50%", /all +optional up to 10% → 50%/u, []],
  [
    "it waits no longer",
    "step paid_out = pay(id) { after filed }",
    "step paid_out = pay(id)",
    /paid_out +no longer waits for filed/u,
    [],
  ],
  ["others are asked", "ask officer", "ask manager", /approve: asks officer → manager/u, []],
  ["people have longer", "timeout 1d", "timeout 3d", /ok +timeout 1 d → 3 d/u, []],
  ["its failure counts now", "after paid_out  optional", "after paid_out", /told +no longer optional/u, []],
  [
    "it may happen once alone",
    "service archive(id: String @personal) { effect idempotent",
    "service archive(id: String @personal) { effect once",
    /archive: effect idempotent → once/u,
    [],
  ],
  [
    "it is done whatever comes",
    "  return paid_out.ref",
    "  return paid_out.ref\n  finally { step last = archive(id) }",
    /in `finally`: after completion/u,
    ["guard-lost"],
  ],
  [
    "another condition",
    "when not ok.granted {",
    "when not ok.granted or big {",
    /when not ok\.granted → not ok\.granted or big/u,
    [],
  ],
  ["one of fewer", "resource vans: Van x 2", "resource vans: Van x 1", /resource vans: count 2 → 1/u, []],
  [
    "one after another",
    "for x in ids {",
    "for x in ids at once 1 {",
    /all +rounds for x in ids, up to 5, 5 at once → for x in ids, up to 5$/mu,
    [],
  ],
  [
    "a new rule",
    "guardrail cheap",
    'policy quiet { on pay  deny when now.hour < 6 because "Not at night" }\nguardrail cheap',
    /\+ rule +quiet: deny when now\.hour < 6: checked/u,
    [],
  ],
];

const entry = "bank.loans.loan";
const before = planOf(program, entry);

test.each(edits)("%s", (_, from, to, line, findings) => {
  const difference = differenceOf(before, planOf(edited(program, [[from, to]]), entry));
  const text = renderDifference(difference, { width: 200 });
  expect(text).toMatch(line);
  expect([...new Set(difference.findings.map(({ kind }) => kind))].sort()).toEqual(findings);
});

test("what stands in a choice or a loop is not told again where that alone has changed", () => {
  for (const [from, to] of [
    ["when not ok.granted {", "when not ok.granted or big {"],
    ["for x in ids {", "for x in ids at once 1 {"],
  ] as const) {
    const difference = differenceOf(before, planOf(edited(program, [[from, to]]), entry));
    expect(difference.steps).toHaveLength(1);
  }
});

test("personal data that goes where it may not is no plan at all", () => {
  const sent = edited(program, [
    ["  step told = notify(id)", "  step sent = elsewhere(id)\n  step told = notify(id)"],
  ]);
  expect(() => planOf(sent, entry)).toThrow(/personal/u);
});
