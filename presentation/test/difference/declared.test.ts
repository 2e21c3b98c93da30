import { expect, test } from "vitest";
import { differenceOf } from "../../src/difference/difference.ts";
import { planOf } from "../drawing/plans.ts";
import { edited } from "./edits.ts";

/* Changed declarations that a plan uses: each is reported, as a lost guard where it kept something out. */

const program = `module yard
import std.people { Approval }
role boss
signal calm: Bool { from weather.calm  fresh 10m }
flag quiet = calm { confidence >= 80%  hold 1m }
service pay(id: String) -> { ref: String } { effect idempotent  cost <= $1  latency <= 5s  undo unpay(id)  heartbeat 2s  tags risky }
service unpay(id: String) { effect idempotent for 1d  latency <= 5s }
llm write(text: String) -> { body: String } { role executor  prompt "say \${text}"  cost <= $0.02  latency <= 5s  tokens <= 400 tokens }
service mail(to: String trusted, note: String @personal) { effect idempotent  latency <= 2s  clearance personal  touches Box by note }
human may(id: String) -> Approval { ask boss  show "May \${id}?" }
plan main(id: String, who: String @personal) -> Int {
  priority high
  timeout 5h
  overlap queue
  step ok = may(id) { timeout 2h }
  when ok.granted { step p = pay(id) }
  step draft = write("dear")
  step m = mail(to: endorse(draft.body, because: "read by a clerk"), note: who)
  return 1
}
policy sure { on pay  deny when not quiet because "not now" }
`;
const before = planOf(program, "yard.main");

test.each<readonly [from: string, to: string, says: string, lost: boolean]>([
  ["confidence >= 80%", "confidence >= 20%", "flag quiet: confidence 80 % → 20 %", true],
  ["confidence >= 80%", "confidence >= 90%", "flag quiet: confidence 80 % → 90 %", false],
  ["confidence >= 80%  ", "", "flag quiet: confidence 80 % is gone", true],
  ["hold 1m", "hold 5m", "flag quiet: hold 1 m → 5 m", false],
  ["fresh 10m", "fresh 10h", "signal calm: fresh 10 m → 10 h", true],
  ["fresh 10m", "fresh 1m", "signal calm: fresh 10 m → 1 m", false],
  ["from weather.calm", "from roof.calm", "signal calm: from weather.calm → roof.calm", false],
  ["to: String trusted", "to: String", "mail: `to` takes what is untrusted", true],
  ["note: String @personal)", "note: String @personal trusted)", "mail: `note` has to be trusted", false],
  [
    "id: String, who: String @personal",
    "id: String, who: String",
    "main: `who` was personal, and is internal",
    false,
  ],
  ["main(id: String,", 'main(id: String matching "[a-z]+",', "main: `id` is of another type", false],
  ["touches Box by note", "", "mail: touches Box by note is gone", false],
  ["heartbeat 2s", "heartbeat 9s", "pay: heartbeat 2 s → 9 s", false],
  ["tags risky", "tags risky, dear", "pay: tags risky → risky, dear", false],
  ["undo unpay(id)", 'undo unpay("all")', 'pay: undo is given id: id → id: "all"', false],
  ["idempotent for 1d", "idempotent for 1h", "unpay: effect idempotent for 1 d → idempotent for 1 h", false],
  ["-> { body: String }", "-> { body: String, more: String? }", "write: what it gives changed", false],
  ["May $", "Must $", `may: shows "May \${id}?" → "Must \${id}?"`, false],
  ["priority high", "priority low", "main: priority high → low", false],
  ["timeout 5h", "timeout 2d", "main: timeout 5 h → 2 d", false],
  ["overlap queue", "overlap skip", "main: overlap queue → skip", false],
])("%s → %s", (from, to, says, lost) => {
  const { declarations, findings } = differenceOf(before, planOf(edited(program, [[from, to]]), "yard.main"));
  expect(declarations.map((each) => `${each.of}: ${each.says}`)).toContain(says);
  expect(findings.some(({ kind }) => kind === "guard-lost")).toBe(lost);
});
