import type { Specimen } from "./mutant.ts";

/** Mistakes behind a choice that only several values together lead to. */
export const reached: readonly Specimen[] = [
  {
    intact: `module release.small
type Health { errors: Ratio, p99: Duration, requests: Int }
service health(version: String) -> Health { effect pure  latency <= 5s }
service shift(version: String, share: Ratio) -> { ok: Bool } { effect idempotent  latency <= 30s  undo restore(version) }
service restore(version: String) { effect idempotent  latency <= 30s }
plan canary(version: String) -> { ok: Bool } {
  step few  = shift(version, share: 5%)
  step seen = health(version) { after few }
  when seen.errors > 1% or seen.p99 > 800ms or seen.requests < 1_000 { fail "The canary is ill" }
  step all = shift(version, share: 100%)
  return all
}
guardrail careful { at most 2 shift }
`,
    mistakes: [
      {
        says: "a second try is one more than its guardrail lets it begin",
        change: [["share: 100%)", "share: 100%) { retry 1 }"]],
      },
    ],
  },
  {
    intact: `module loans.desk
type Applicant { name: String, income: Money in $0..$500_000, owes: Money in $0..$500_000, age: Int in 0..120 }
type Offer { id: String }
service score(applicant: Applicant) -> { points: Int in 0..1_000, fraud: Bool } { effect pure  latency <= 3s }
service book(name: String) -> Offer { effect idempotent  latency <= 5s  undo unbook(name) }
service unbook(name: String) { effect idempotent  latency <= 5s }
service pay_out(name: String) -> { ok: Bool } { effect once  latency <= 5s  irreversible because "Paid is paid" }
plan lend(applicant: Applicant) -> { ok: Bool } {
  step points = score(applicant)
  let young = applicant.age < 18 or applicant.income < $20_000
  when young or points.points < 650 or points.fraud or applicant.owes > $100_000 { fail "No loan" }
  step offer = book(applicant.name)
  step paid = pay_out(applicant.name) { after offer }
  return { ok: paid.ok }
}
guardrail once_each { at most 1 pay_out  at most 1 book }
`,
    mistakes: [
      {
        says: "what is booked may be begun twice",
        change: [["step offer = book(applicant.name)", "step offer = book(applicant.name) { retry 1 }"]],
      },
    ],
  },
  {
    intact: `module kiln.firing
type Seen { heat: Int in 0..1_400, cracks: Int in 0..100, odd: Bool }
service look(step: Int) -> Seen { effect pure  latency <= 5s }
service heat(step: Int) -> { ok: Bool } { effect idempotent  latency <= 1m  undo cool(step) }
service cool(step: Int) { effect idempotent  latency <= 1m }
service seal(batch: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo unseal(batch) }
service unseal(batch: String) { effect idempotent  latency <= 5s }
plan fire(batch: String) -> { ok: Bool } {
  step last = for seen from { heat: 0, cracks: 100, odd: true } up to 3 until seen.heat > 1_100 and seen.cracks == 0 and not seen.odd {
    step warm = heat(step: seen.heat)
    step next = look(step: seen.heat) { after warm }
    yield next
  }
  when last.heat > 1_300 { fail "Too hot" }
  step done = seal(batch)
  return done
}
guardrail once_each { at most 1 seal  at most 3 heat }
`,
    mistakes: [
      {
        says: "behind a loop that ends only for several values together a second try is one too many",
        change: [["step done = seal(batch)", "step done = seal(batch) { retry 1 }"]],
      },
      {
        says: "what was done in the rounds of such a loop stays when the step behind it fails",
        change: [["latency <= 1m  undo cool(step) }", "latency <= 1m }"]],
      },
    ],
  },
];
