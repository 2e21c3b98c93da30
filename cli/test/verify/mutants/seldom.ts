import type { Specimen } from "./mutant.ts";

/** Holds, goals and races in shapes that are seldom written. */
export const seldom: readonly Specimen[] = [
  {
    intact: `module airport.stand
type Tug { id: String, online: Bool }
resource tugs: Tug x 2 { at edge  lease 2h }
service tow(tug: String, gate: String) -> { ok: Bool } { effect idempotent  latency <= 10m  undo back(tug, gate) }
service back(tug: String, gate: String) { effect idempotent  latency <= 10m }
service clean(gate: String) -> { ok: Bool } { effect pure  latency <= 5m }
service inspect(gate: String) -> { ok: Bool } { effect pure  latency <= 5m }
plan park(gate: String) -> { ok: Bool } {
  with tug = tugs wait 5m for 1h {
    step towed = tow(tug: tug.id, gate)
    step seen  = inspect(gate) { after towed }
  }
  return { ok: seen.ok }
  finally {
    step cleaned = clean(gate) using tugs wait 5m { timeout 10m }
  }
}
`,
    mistakes: [
      {
        says: "the tug is had for less than towing and a look at it take",
        change: [["for 1h {", "for 12m {"]],
      },
    ],
  },
  {
    intact: `module bay.crane
event ready(ship: String) { from quay  dedupe 10m by ship }
type Crane { id: String, online: Bool }
resource cranes: Crane x 2 { at edge  lease 4h }
service lash(ship: String) -> { id: String } { effect idempotent  latency <= 10m  undo unlash(ship) }
service unlash(ship: String) { effect idempotent  latency <= 10m }
service hoist(crane: String, ship: String) -> { tons: Int in 0..90 } { effect idempotent  latency <= 20m  irreversible because "it is ashore" }
service log(ship: String, tons: Int) -> { id: String } { effect idempotent  latency <= 5s  undo strike(ship) }
service strike(ship: String) { effect idempotent  latency <= 5s }
plan unload(ship: String) -> { tons: Int } {
  step tied = lash(ship)
  step go = wait for event ready where event.ship == ship within 2h { after tied }
  when go is none { fail "Nobody was ready" }
  with crane = cranes wait 10m for 2h {
    step lifted = for t from 0 up to 3 until t > 60 {
      step up = hoist(crane: crane.id, ship) { timeout 30m }
      yield t + up.tons
    } else { yield 0 }
  }
  step noted = log(ship, tons: lifted) { after go }
  return { tons: lifted }
}
`,
    mistakes: [
      {
        says: "three times twenty minutes are longer than the crane is had",
        change: [["for 2h {", "for 50m {"]],
      },
    ],
  },
  {
    intact: `module film.night
goal show(film: String) -> { on: String } { success "It is on" when result.on != "" }
service warm(room: String) -> { ok: Bool } { effect idempotent  latency <= 5m  undo cool(room) }
service cool(room: String) { effect idempotent  latency <= 5m }
service dim(room: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo light(room) }
service light(room: String) { effect idempotent  latency <= 5s }
service project(film: String) -> { on: String } { effect idempotent  latency <= 10s  undo stop(film) }
service tv(film: String) -> { on: String } { effect idempotent  latency <= 10s  undo stop(film) }
service stop(film: String) { effect idempotent  latency <= 5s }
plan big(film: String) -> { on: String } achieves show {
  step warmed = warm(room: "living")
  step dimmed = dim(room: "living") { after warmed }
  step on = project(film) { after dimmed }
  return { on: on.on }
}
plan small(film: String) -> { on: String } achieves show {
  step warmed = warm(room: "living")
  step on = tv(film) { after warmed }
  return { on: on.on }
}
`,
    mistakes: [
      {
        says: "the lights stay down where the next plan has taken over what was warmed",
        change: [["latency <= 5s  undo light(room) }", "latency <= 5s }"]],
      },
    ],
  },
  {
    intact: `module grid.shift
goal supply(kw: Int in 1..90) -> { kw: Int } { success "Enough" when result.kw >= kw  budget cost <= $60 }
service start_gas(kw: Int) -> { kw: Int in 0..90 } { effect idempotent  cost <= $30  latency <= 10m  undo stop_gas(kw) }
service stop_gas(kw: Int) { effect idempotent  latency <= 5m }
service buy(kw: Int) -> { kw: Int in 0..90 } { effect idempotent  cost <= $20  latency <= 1m  undo sell_back(kw) }
service sell_back(kw: Int) { effect idempotent  cost <= $5  latency <= 1m }
service notify(kw: Int) -> { ok: Bool } { effect idempotent  latency <= 5s  undo revoke(kw) }
service revoke(kw: Int) { effect idempotent  latency <= 5s }
plan own(kw: Int in 1..90) -> { kw: Int } achieves supply {
  step told = notify(kw)
  step on = start_gas(kw) { after told }
  return { kw: on.kw }
}
plan bought(kw: Int in 1..90) -> { kw: Int } achieves supply {
  step told = notify(kw)
  step on = buy(kw) { after told }
  return { kw: on.kw }
}
`,
    mistakes: [
      {
        says: "those who were told of one plan are told of the next as well",
        change: [["latency <= 5s  undo revoke(kw) }", "latency <= 5s }"]],
      },
    ],
  },
  {
    intact: `module clinic.bed
service book_a(who: String) -> { id: String } { effect idempotent  latency <= 1m  undo free_a(who) }
service book_b(who: String) -> { id: String } { effect idempotent  latency <= 2m  undo free_b(who) }
service free_a(who: String) { effect idempotent  latency <= 1m }
service free_b(who: String) { effect idempotent  latency <= 1m }
plan place(who: String) -> { id: String } {
  step bed = first of { a = book_a(who), b = book_b(who) }
  match bed { a as x { return { id: x.id } } b as y { return { id: y.id } } }
}
`,
    mistakes: [
      {
        says: "the slower of two beds stays booked",
        change: [["latency <= 2m  undo free_b(who) }", "latency <= 2m }"]],
      },
    ],
  },
  {
    intact: `module fleet.lift
type Lift { id: String, online: Bool }
resource lifts: Lift x 2 { at edge  lease 2h }
service raise(lift: String, car: String) -> { ok: Bool } { effect idempotent  latency <= 5m  undo lower(lift, car) }
service lower(lift: String, car: String) { effect idempotent  latency <= 5m }
service drain(car: String) -> { ml: Int in 0..5000 } { effect idempotent  latency <= 10m  undo refill(car) }
service refill(car: String) { effect idempotent  latency <= 10m }
service paint(car: String) -> { ok: Bool } { effect pure  latency <= 10m }
plan up(lift: String, car: String) -> { ok: Bool } {
  step raised = raise(lift, car)
  return { ok: raised.ok }
}
plan service_car(car: String) -> { ok: Bool } {
  with lift = lifts wait 10m for 1h {
    let name = lift.id
    step high = up(lift: name, car)
    step oil = drain(car) { after high }
  }
  step done = paint(car) { after oil }
  return { ok: done.ok }
}
`,
    mistakes: [],
  },
];
