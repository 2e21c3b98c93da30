import type { Specimen } from "./mutant.ts";

/** What is hidden in a plan that another calls, or in one that a goal gives up. */
export const inside: readonly Specimen[] = [
  {
    intact: `module harbour.crane
service debit(account: String, amount: Money) -> { entry: String } { effect idempotent  latency <= 5s  irreversible because "the bank keeps it" }
service weigh(box: String) -> { kilos: Int } { effect pure  latency <= 1m }
plan pay_dues(account: String, box: String) -> { kilos: Int } {
  step paid  = debit(account, amount: $40)
  step scale = weigh(box) { after paid }
  return { kilos: scale.kilos }
}
plan unload(account: String, box: String) -> { kilos: Int } {
  step dues = pay_dues(account, box) { retry 2 every 1m }
  return { kilos: dues.kilos }
}
`,
    // A retried plan keeps the key of a call that stands: what is not undone is done once.
    mistakes: [],
  },
  {
    intact: `module bakery.van
service order_van(day: String) -> { id: String } { effect idempotent  latency <= 10s  undo cancel_van(day) }
service cancel_van(day: String) { effect idempotent  latency <= 10s }
service order_bike(day: String) -> { id: String } { effect idempotent  latency <= 10s  undo cancel_bike(day) }
service cancel_bike(day: String) { effect idempotent  latency <= 10s }
goal delivered(day: String) -> { id: String } {
  success "Somebody drives" when result.id != ""
}
plan by_van(day: String) -> { id: String } achieves delivered {
  step van = order_van(day) { timeout 10s }
  return { id: van.id }
}
plan by_bike(day: String) -> { id: String } achieves delivered {
  step bike = order_bike(day)
  return { id: bike.id }
}
`,
    mistakes: [
      {
        says: "the van comes as well as the bike",
        change: [["  undo cancel_van(day) }", " }"]],
      },
    ],
  },
  {
    intact: `module museum.loan
service insure(piece: String) -> { policy: String } { effect idempotent  latency <= 1m  undo end_insurance(piece) }
service end_insurance(piece: String) { effect idempotent  latency <= 1m }
service pack(piece: String) -> { crate: String } { effect idempotent  latency <= 1h  undo unpack(piece) }
service unpack(piece: String) { effect idempotent  latency <= 1h }
service inspect(crate: String) -> { fine: Bool } { effect pure  latency <= 10m }
plan prepare(piece: String) -> { crate: String } {
  step policy = insure(piece)
  step packed = pack(piece) { after policy }
  return { crate: packed.crate }
}
plan lend(piece: String) -> { fine: Bool } {
  step ready = prepare(piece)
  step seen  = inspect(crate: ready.crate)
  return { fine: seen.fine }
}
`,
    mistakes: [
      {
        says: "what a called plan has insured stays insured",
        change: [["  undo end_insurance(piece) }", " }"]],
      },
      { says: "what a called plan has packed stays packed", change: [["  undo unpack(piece) }", " }"]] },
    ],
  },
  {
    intact: `module clinic.bed
service reserve_bed(patient: String) -> { bed: String } { effect idempotent  latency <= 5s  irreversible because "beds are kept" }
service read_chart(patient: String) -> { ward: String } { effect pure  latency <= 5s }
plan admit(patient: String) -> { bed: String } {
  step bed   = reserve_bed(patient)
  step chart = read_chart(patient) { after bed }
  return { bed: bed.bed }
}
plan admit_all(patients: [String] size 1..3) -> { count: Int } {
  step each = for patient in patients up to 3 at once 1 {
    step one = admit(patient) { retry 1 every 1s }
    yield one.bed
  }
  return { count: each.size }
}
`,
    mistakes: [],
  },
  {
    intact: `module press.run
service plate(job: String) -> { id: String } { effect idempotent  latency <= 10m  undo melt(job) }
service melt(job: String) { effect idempotent  latency <= 10m }
service book_press(job: String) -> { slot: String } { effect idempotent  latency <= 5s  undo release_press(job) }
service release_press(job: String) { effect idempotent  latency <= 5s }
service proof(slot: String) -> { fine: Bool } { effect pure  latency <= 1h }
plan printed(job: String) -> { fine: Bool } {
  step made  = plate(job)
  step slot  = book_press(job) { after made }
  step proof = proof(slot: slot.slot)
  return { fine: proof.fine }
}
`,
    mistakes: [
      { says: "of two things one is not given back", change: [["  undo release_press(job) }", " }"]] },
    ],
  },
];
