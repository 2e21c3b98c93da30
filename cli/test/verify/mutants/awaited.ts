import type { Specimen } from "./mutant.ts";

/** Mistakes behind a wait, a loop over events or an `accept` that only several values together lead past. */
export const awaited: readonly Specimen[] = [
  {
    intact: `module harbour.pilot
event sighted(ship: String, knots: Int in 0..40, eta: Int in 0..99) { from radar }
service send_pilot(ship: String) -> { id: String } { effect idempotent  latency <= 10m  undo call_off(ship) }
service call_off(ship: String) { effect idempotent  latency <= 5s }
service log(ship: String) -> { id: String } { effect pure  latency <= 5s }
service moor(ship: String) -> { id: String } { effect idempotent  latency <= 5s  undo unmoor(ship) }
service unmoor(ship: String) { effect idempotent  latency <= 5s }
plan board(ship: String) -> { id: String } {
  step tied = moor(ship)
  step seen = for s in event sighted where s.ship == ship up to 3 within 2h until s.knots + s.eta < 15 and s.eta > 9 {
    yield s.knots + s.eta < 15 and s.eta > 9
  }
  when seen.any(x => x) {
    step pilot = send_pilot(ship) { after tied }
    step noted = log(ship) { after pilot }
    return { id: noted.id }
  }
  return { id: tied.id }
}
`,
    mistakes: [
      {
        says: "the pilot who was sent for goes out all the same",
        change: [["  undo call_off(ship) }", " }"]],
      },
    ],
  },
  {
    intact: `module mill.batch
type Grade { ash: Int in 0..100, moisture: Int in 0..100 }
service grind(lot: String) -> { id: String } { effect idempotent  latency <= 10m  undo scrap(lot) }
service scrap(lot: String) { effect idempotent  latency <= 1m }
service grade(lot: String) -> Grade { effect pure  latency <= 20s }
service ship(lot: String) -> { id: String } { effect idempotent  latency <= 1h  undo call_back(lot) }
service call_back(lot: String) { effect idempotent  latency <= 1h }
service invoice(lot: String) -> { id: String } { effect pure latency <= 1m }
plan run(lot: String) -> { id: String } {
  step ground = grind(lot)
  step good = grade(lot) { after ground  accept it.ash + it.moisture > 150 and it.ash < it.moisture - 30  attempts 3 } else { return { id: "none" } }
  step sent = ship(lot) { after good }
  step bill = invoice(lot) { after sent }
  return { id: bill.id }
}
`,
    mistakes: [
      {
        says: "what was shipped stays shipped without an invoice",
        change: [["  undo call_back(lot) }", " }"]],
      },
    ],
  },
  {
    intact: `module shop.pay
event paid(order: String, amount: Int in 0..1000, fee: Int in 0..1000) { from bank }
service keep(order: String) -> { id: String } { effect idempotent  latency <= 5s  undo let_go(order) }
service let_go(order: String) { effect idempotent  latency <= 5s }
service ship(order: String) -> { id: String } { effect idempotent  latency <= 5s  undo fetch_back(order) }
service fetch_back(order: String) { effect idempotent  latency <= 1h }
service note(order: String) -> { id: String } { effect pure  latency <= 5s }
plan sell(order: String, price: Int in 1..1000) -> { id: String } {
  step kept = keep(order)
  step money = wait for event paid where event.order == order and event.amount - event.fee == price and event.fee > 70 within 1d
  when money is some {
    step sent = ship(order) { after kept }
    step noted = note(order) { after sent }
    return { id: noted.id }
  }
  return { id: kept.id }
}
`,
    mistakes: [
      {
        says: "what was paid for is sent and stays with the buyer",
        change: [["  undo fetch_back(order) }", " }"]],
      },
    ],
  },
  {
    intact: `module green.house
signal wind: Speed { from mast  fresh 1m }
signal snow: Length { from mast  fresh 1m }
flag storm = wind > 60km / 1h and snow > 20cm
service close_roof(id: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo open_roof(id) }
service open_roof(id: String) { effect idempotent  latency <= 1m }
service water(id: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo drain(id) }
service drain(id: String) { effect idempotent  latency <= 1m }
service measure(id: String) -> { ok: Bool } { effect pure  latency <= 1m }
plan shelter(id: String) -> { ok: Bool } {
  step wet = water(id)
  when storm {
    step shut = close_roof(id) { after wet }
    step seen = measure(id) { after shut }
    return { ok: seen.ok }
  }
  return { ok: wet.ok }
}
`,
    mistakes: [{ says: "in a snow storm the roof stays shut", change: [["  undo open_roof(id) }", " }"]] }],
  },
  {
    intact: `module dam.sluice
signal level: Length { from gauge  fresh 1m }
signal flow: Length { from gauge  fresh 1m }
service open(id: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo shut(id) }
service shut(id: String) { effect idempotent  latency <= 1m }
service warn(id: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo all_clear(id) }
service all_clear(id: String) { effect idempotent  latency <= 1m }
service measure(id: String) -> { ok: Bool } { effect pure  latency <= 1m }
plan spill(id: String) -> { ok: Bool } {
  step ok = open(id)
  step high = wait until level > 12 meters and flow < 3 meters within 1h { after ok }
  when high {
    step told = warn(id)
    step seen = measure(id) { after told }
    return { ok: seen.ok }
  }
  return { ok: ok.ok }
}
`,
    mistakes: [
      { says: "whoever was warned is not told that it is over", change: [["  undo all_clear(id) }", " }"]] },
    ],
  },
];
