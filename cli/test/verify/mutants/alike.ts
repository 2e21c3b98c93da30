import type { Specimen } from "./mutant.ts";

/** Ways that are only come to where two texts are alike, or something happens at the right time; numbers that are another's. */
export const alike: readonly Specimen[] = [
  {
    intact: `module parking.gate
service read_plate(lane: Int) -> { plate: String, sure: Bool } { effect pure  latency <= 2s }
service raise(lane: Int, plate: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo lower(lane) }
service lower(lane: Int) { effect idempotent  latency <= 5s }
service book(plate: String) -> { id: String } { effect idempotent  latency <= 2s  undo unbook(plate) }
service unbook(plate: String) { effect idempotent  latency <= 2s }
service log(plate: String) -> { ok: Bool } { effect pure  latency <= 2s }
plan enter(lane: Int in 1..4, resident: String) -> { ok: Bool } {
  step seen = read_plate(lane)
  when seen.plate == resident {
    step open = raise(lane, plate: seen.plate)
    step done = log(plate: seen.plate) { after open }
    return { ok: done.ok }
  }
  step paid = book(plate: seen.plate)
  return { ok: true }
}
`,
    mistakes: [
      {
        says: "for residents the gate stays up",
        change: [["latency <= 5s  undo lower(lane) }", "latency <= 5s }"]],
      },
    ],
  },
  {
    intact: `module lab.barcode
service scan(bench: Int) -> { code: String } { effect pure  latency <= 2s }
service uncap(code: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo recap(code) }
service recap(code: String) { effect idempotent  latency <= 5s }
service weigh(code: String) -> { code: String, grams: Int in 0..100 } { effect pure  latency <= 5s }
service store(code: String) -> { ok: Bool } { effect pure  latency <= 5s }
plan sample(bench: Int in 1..9, wanted: [String] size 1..3) -> { ok: Bool } {
  step one = scan(bench)
  when wanted.contains(one.code) {
    step open = uncap(code: one.code)
    step w = weigh(code: one.code) { after open }
    when w.code != one.code { fail "Another tube" }
    step kept = store(code: w.code) { after w }
    return { ok: kept.ok }
  }
  return { ok: false }
}
`,
    mistakes: [
      { says: "the tube stays open", change: [["latency <= 5s  undo recap(code) }", "latency <= 5s }"]] },
    ],
  },
  {
    intact: `module auction.house
event bid(lot: String, amount: Int in 0..1000) { from floor  dedupe 1s by lot }
service open_lot(lot: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo withdraw(lot) }
service withdraw(lot: String) { effect idempotent  latency <= 5s }
service hammer(lot: String, amount: Int) -> { id: String } { effect once  latency <= 5s  irreversible because "sold" }
service passed(lot: String) -> { ok: Bool } { effect idempotent  latency <= 5s  irreversible because "noted" }
service invoice(lot: String) -> { ok: Bool } { effect idempotent  latency <= 5s }
guardrail billed : money { every hammer followed by invoice within 1h }
plan sell(lot: String, reserve: Int in 1..500) -> { sold: Bool } {
  step open = open_lot(lot)
  step top = for high from 0 up to 3 until high >= reserve {
    step b = wait for next event bid where event.lot == lot within 10m
    yield (b?.amount ?? high)
  } { after open } else { yield 0 }
  when top >= reserve {
    step sold = hammer(lot, amount: top)
    step bill = invoice(lot) { after sold  retry 5 every 1m }
    return { sold: true }
  }
  step no = passed(lot)
  return { sold: false }
}
`,
    mistakes: [
      {
        says: "the bill waits for what may fail",
        change: [
          [
            "    step bill = invoice(lot) { after sold  retry 5 every 1m }",
            "    step ok = passed(lot) { after sold }\n    step bill = invoice(lot) { after ok  retry 5 every 1m }",
          ],
        ],
      },
    ],
  },
  {
    intact: `module cinema.dcp
service ingest(film: String) -> { id: String } { effect idempotent  latency <= 20m  undo eject(id: result.id) }
service eject(id: String) { effect idempotent  latency <= 1m }
service key_for(id: String) -> { valid: Bool, hours: Int in 0..72 } { effect pure  latency <= 10s }
service schedule(id: String, slot: Int in 1..5) -> { ok: Bool } { effect idempotent  latency <= 10s  undo unschedule(id, slot) }
service unschedule(id: String, slot: Int) { effect idempotent  latency <= 10s }
service test_run(id: String) -> { ok: Bool } { effect pure  latency <= 2m }
plan premiere(film: String, slot: Int in 1..5) -> { ok: Bool } {
  fails no_key
  step dcp = ingest(film)
  step key = key_for(id: dcp.id)
  when not key.valid or key.hours < 24 { fail no_key "No key" }
  step set = schedule(id: dcp.id, slot) { after key }
  step seen = test_run(id: dcp.id) { after set  retry 1 every 1m }
  return { ok: seen.ok }
}
`,
    mistakes: [
      {
        says: "another slot is freed",
        change: [["undo unschedule(id, slot) }", "undo unschedule(id, slot: slot + 1) }"]],
      },
      {
        says: "a film without a key stays in the server",
        change: [["latency <= 20m  undo eject(id: result.id) }", "latency <= 20m }"]],
      },
      {
        says: "the slot stays taken",
        change: [["latency <= 10s  undo unschedule(id, slot) }", "latency <= 10s }"]],
      },
    ],
  },
  {
    intact: `module ferry.boarding
event arrives(ferry: String) { from ais  dedupe 30m by ferry }
service lower_ramp(ferry: String) -> { ok: Bool } { effect idempotent  latency <= 2m  undo raise_ramp(ferry) }
service raise_ramp(ferry: String) { effect idempotent  latency <= 2m }
service open_gate(lane: Int) -> { ok: Bool } { effect idempotent  latency <= 10s  undo shut_gate(lane) }
service shut_gate(lane: Int) { effect idempotent  latency <= 10s }
service count_cars(lane: Int) -> { cars: Int in 0..40 } { effect pure  latency <= 20m }
plan board(ferry: String) -> { cars: Int } {
  timeout 3h
  step there = wait for event arrives where event.ferry == ferry within 1h
  when there is none { fail "It did not come" }
  step ramp = lower_ramp(ferry) { after there }
  step lanes = for lane in [1, 2, 3] up to 3 at once 1 {
    step gate = open_gate(lane) { after ramp }
    step n = count_cars(lane) { after gate }
    yield n.cars
  } { after ramp }
  return { cars: lanes.sum }
}
`,
    mistakes: [
      {
        says: "the wrong gate is shut",
        change: [["undo shut_gate(lane) }", "undo shut_gate(lane: lane + 1) }"]],
      },
      { says: "the plan has less time than it may need", change: [["timeout 3h", "timeout 90m"]] },
    ],
  },
  {
    intact: `module cloud.migrate
service snapshot(db: String) -> { id: String } { effect idempotent  latency <= 10m  undo drop_snapshot(id: result.id) }
service drop_snapshot(id: String) { effect idempotent  latency <= 1m }
service restore(id: String, to: String) -> { ok: Bool } { effect idempotent  latency <= 20m  undo drop_db(to) }
service drop_db(to: String) { effect idempotent  latency <= 1m }
service freeze(db: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo thaw(db) }
service thaw(db: String) { effect idempotent  latency <= 5s }
service switch_over(db: String, to: String) -> { ok: Bool } { effect once  latency <= 5s  confirm switched(to)  irreversible because "it is live" }
service switched(to: String) -> Done<{ ok: Bool }> { effect pure  latency <= 2s }
service rows(db: String) -> { n: Int in 0..9999 } { effect pure  latency <= 1m }
plan migrate(db: String, to: String) -> { ok: Bool } {
  fails lost_rows
  step cold = freeze(db)
  step snap = snapshot(db) { after cold }
  step there = restore(id: snap.id, to) { after snap }
  step before = rows(db) { after cold }
  step after_ = rows(db: to) { after there }
  when before.n != after_.n { fail lost_rows "Rows are missing" }
  step live = switch_over(db, to) { after there }
  return { ok: live.ok }
}
`,
    mistakes: [
      { says: "the old one stays frozen", change: [["latency <= 5s  undo thaw(db) }", "latency <= 5s }"]] },
      {
        says: "what is asked is whether the old one was switched",
        change: [["confirm switched(to)", "confirm switched(to: db)"]],
      },
    ],
  },
];
