import type { Specimen } from "./mutant.ts";

/** What happens out there: reported once more, waited for, or true in another way than usual. */
export const heard: readonly Specimen[] = [
  {
    intact: `module river.gate
event flood(gauge: String, level: Int in 0..9) { from gauges  dedupe 10m by gauge }
service close_gate(gauge: String) -> { ok: Bool } { effect idempotent  latency <= 5m  irreversible because "it is shut" }
plan protect(gauge: String) -> { ok: Bool } {
  step shut = close_gate(gauge)
  return { ok: shut.ok }
}
trigger high { on event flood where event.level > 6  start protect(gauge: event.gauge) }
`,
    mistakes: [
      { says: "the gate is shut once for each report", change: [["  dedupe 10m by gauge }", " }"]] },
    ],
  },
  {
    intact: `module harbour
event docked(ship: Int) { from ais  dedupe 10m by ship }
service book_crane(ship: Int) -> { slot: String } { effect idempotent  latency <= 5m  irreversible because "the crew is called" }
plan unload(ship: Int) -> { slot: String } {
  step crane = book_crane(ship)
  return { slot: crane.slot }
}
trigger arrived { on event docked  start unload(ship: event.ship) }
`,
    mistakes: [
      {
        says: "a crane for each report of a ship that a number names",
        change: [["  dedupe 10m by ship }", " }"]],
      },
    ],
  },
  {
    intact: `module post.office
event parcel(id: String, kilos: Int in 1..30) { from scanner }
service book_courier(id: String) -> { ride: String } { effect idempotent  latency <= 10s  irreversible because "he rides" }
plan send(id: String) -> { ride: String } {
  step ride = book_courier(id)
  return { ride: ride.ride }
}
trigger arrived { on event parcel  debounce 5m by event.id  start send(id: event.id) }
`,
    mistakes: [
      {
        says: "two couriers for a parcel that is scanned twice",
        change: [["  debounce 5m by event.id", ""]],
      },
    ],
  },
  {
    intact: `module vineyard.frost
event cold(field: String) { from probes }
service light_fires(field: String) -> { lit: Int } { effect idempotent  latency <= 20m  irreversible because "they burn" }
plan warm(field: String) -> { lit: Int } {
  step fires = light_fires(field)
  return { lit: fires.lit }
}
trigger frost { on event cold  start warm(field: event.field)  overlap skip }
`,
    mistakes: [{ says: "more fires while they are being lit", change: [["overlap skip", "overlap allow"]] }],
  },
  {
    intact: `module shop.deposit
event paid(order: String, amount: Money) { from bank  dedupe 1h by order }
service hold_goods(order: String) -> { id: String } { effect idempotent  latency <= 5s  undo let_go(order) }
service let_go(order: String) { effect idempotent  latency <= 5s }
service credit(order: String, amount: Money) -> { id: String } { effect idempotent  latency <= 5s  undo debit(order, amount) }
service debit(order: String, amount: Money) { effect idempotent  latency <= 5s }
plan collect(order: String) -> { count: Int } {
  step kept = hold_goods(order)
  step each = for payment in event paid where event.order == order up to 2 within 1d {
    step booked = credit(order: payment.order, amount: payment.amount)
    yield booked.id
  }
  return { count: each.size }
}
`,
    mistakes: [
      {
        says: "a payment that is reported twice is booked twice",
        change: [["  dedupe 1h by order }", " }"]],
      },
    ],
  },
  {
    intact: `module rental.car
event returned(car: String) { from yard }
service block_card(car: String) -> { id: String } { effect idempotent  latency <= 5s  undo free_card(car) }
service free_card(car: String) { effect idempotent  latency <= 5s }
service bill(car: String) -> { id: String } { effect idempotent  latency <= 5s  undo void_bill(car) }
service void_bill(car: String) { effect idempotent  latency <= 5s }
service inspect(car: String) -> { fine: Bool } { effect pure  latency <= 10m }
plan rent(car: String) -> { id: String } {
  step card = block_card(car)
  step back = wait for event returned where event.car == car within 7d
  when back is none {
    fail "It never came back"
  }
  step billed = bill(car) { after back }
  step seen   = inspect(car) { after billed }
  return { id: billed.id }
}
`,
    mistakes: [
      { says: "what was billed after the return stays billed", change: [["  undo void_bill(car) }", " }"]] },
      { says: "the card stays blocked", change: [["  undo free_card(car) }", " }"]] },
    ],
  },
  {
    intact: `module green.house
signal wind: Speed { from mast  fresh 1m }
flag storm = wind > 60km / 1h
service close_roof(id: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo open_roof(id) }
service open_roof(id: String) { effect idempotent  latency <= 1m }
service draw_shades(id: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo raise_shades(id) }
service raise_shades(id: String) { effect idempotent  latency <= 1m }
service measure(id: String) -> { ok: Bool } { effect pure  latency <= 1m }
plan shelter(id: String) -> { ok: Bool } {
  when storm {
    step shut = close_roof(id)
  } else {
    step shut = draw_shades(id)
  }
  step seen = measure(id) { after shut }
  return { ok: seen.ok }
}
`,
    mistakes: [
      { says: "in a storm the roof stays shut", change: [["  undo open_roof(id) }", " }"]] },
      { says: "on a calm day the shades stay drawn", change: [["  undo raise_shades(id) }", " }"]] },
    ],
  },
  {
    intact: `module laundry.service
type Wash { load: Int in 1..9, delicate: Bool }
service wash(load: Int) -> Wash { effect idempotent  latency <= 1h  undo rinse(load) }
service rinse(load: Int) { effect idempotent  latency <= 10m }
service dry(load: Int) -> { ok: Bool } { effect idempotent  latency <= 1h  undo air(load) }
service air(load: Int) { effect idempotent  latency <= 1h }
service iron(load: Int) -> { ok: Bool } { effect pure  latency <= 1h }
plan washing(load: Int) -> Wash {
  step done = wash(load)
  return done
}
plan finish(load: Int) -> { ok: Bool } {
  step fresh = wash(load)
  step dried = dry(load) { after fresh }
  step done  = iron(load) { after dried }
  return done
}
trigger washed {
  on    completed washing
  when  result.load > 3 and not result.delicate
  start finish(load: result.load)
}
trigger asked {
  on    request "laundry/finish"
  start finish(load: 2)
}
`,
    mistakes: [
      {
        says: "what another run's end has started leaves the wash in the dryer",
        change: [["latency <= 1h  undo air(load) }", "latency <= 1h }"]],
      },
    ],
  },
  {
    intact: `module saw.bench
signal power: Bool { from mains  fresh 1h }
service clamp(bench: String) -> { ok: Bool } { effect idempotent  latency <= 5m  undo unclamp(bench) }
service unclamp(bench: String) { effect idempotent  latency <= 5m }
service run_diesel(bench: String) -> { litres: Int in 1..90 } { effect idempotent  latency <= 5m  undo halt_diesel(bench) }
service halt_diesel(bench: String) { effect idempotent  latency <= 5m }
service saw(bench: String) -> { pieces: Int in 1..9 } { effect pure  latency <= 20m }
plan cut(bench: String) -> { pieces: Int } {
  step on = clamp(bench)
  when not power {
    step diesel = run_diesel(bench) { after on }
  }
  step got = saw(bench) { after on, diesel }
  return { pieces: got.pieces }
}
`,
    mistakes: [
      {
        says: "where there is no power the diesel runs on",
        change: [["latency <= 5m  undo halt_diesel(bench) }", "latency <= 5m }"]],
      },
    ],
  },
  {
    intact: `module pool.gates
import std.people { Approval }
role guard
signal storm: Bool { from mast  fresh 1h }
signal chlorine: Float in 0.0..5.0 { from probe  fresh 1h }
human clear(pool: String) -> Approval { ask guard  show "Open \${pool}?" }
service open_gates(pool: String) -> { ok: Bool } { effect once  latency <= 1m  irreversible because "people are in" }
guardrail cleared : safety { every open_gates preceded by clear granted }
plan open_up(pool: String) -> { ok: Bool } {
  when chlorine < 0.5 { fail "Too little chlorine" }
  step yes = clear(pool) { timeout 1h }
  when not yes.granted { fail "Not yet" }
  step gates = open_gates(pool) { after yes }
  return { ok: gates.ok }
}
`,
    mistakes: [
      {
        says: "in fair weather nobody has to agree",
        change: [["when not yes.granted { fail", "when storm and not yes.granted { fail"]],
      },
      {
        says: "with much chlorine nobody has to agree",
        change: [["when not yes.granted { fail", "when not yes.granted and chlorine < 3.0 { fail"]],
      },
    ],
  },
  {
    intact: `module shop.orders
event ordered(order: String) { from shop }
event paid(order: String) { from bank }
service charge(order: String) { effect once  latency <= 5s  irreversible because "it is paid" }
plan ship(order: String) {
  step money = wait for event paid where event.order == order within 1h
  when money is some { step done = charge(order) }
}
trigger come { on event ordered  start ship(order: event.order)  overlap skip by event.order }
`,
    mistakes: [
      {
        says: "two runs of one order wait for its payment",
        change: [["  overlap skip by event.order", ""]],
      },
    ],
  },
];
