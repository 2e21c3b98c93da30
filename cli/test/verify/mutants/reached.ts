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
];
