import type { Specimen } from "./mutant.ts";

/** Orders that only timing upholds, and what two parts of one run want at once. */
export const raced: readonly Specimen[] = [
  {
    intact: `module farm.water
service open_valve(field: String) -> { ok: Bool } { effect idempotent  latency <= 10s  touches Field by field  undo close_valve(field) }
service close_valve(field: String) { effect idempotent  latency <= 10s  touches Field by field }
service start_pump(field: String) -> { ok: Bool } { effect idempotent  latency <= 5s  touches Field by field  undo stop_pump(field) }
service stop_pump(field: String) { effect idempotent  latency <= 5s  touches Field by field }
plan irrigate(field: String) -> { ok: Bool } {
  step valve = open_valve(field)
  step pump  = start_pump(field) { after valve }
  return { ok: valve.ok and pump.ok }
}
`,
    mistakes: [{ says: "the pump may start before the valve is open", change: [[" { after valve }", ""]] }],
  },
  {
    intact: `module studio.scan
type Scanner { id: String, online: Bool }
resource scanners: Scanner x 2 { at device  lease 2h }
service scan_front(card: String) -> { ok: Bool } { effect pure  latency <= 5m }
service scan_back(card: String) -> { ok: Bool } { effect pure  latency <= 5m }
plan both_sides(card: String) -> { ok: Bool } {
  step front = scan_front(card) using scanners wait 1m
  step back  = scan_back(card) using scanners wait 1m
  return { ok: front.ok and back.ok }
}
`,
    mistakes: [
      {
        says: "two steps use the one scanner, and neither waits long enough",
        change: [["resource scanners: Scanner x 2", "resource scanners: Scanner x 1"]],
      },
    ],
  },
  {
    intact: `module yard.crew
type Worker { id: String, online: Bool }
resource workers: Worker x 4 { at edge  lease 8h }
service lift(who: [String]) -> { ok: Bool } { effect pure  latency <= 30m }
service paint(who: [String]) -> { ok: Bool } { effect pure  latency <= 30m }
plan shift() -> { ok: Bool } {
  with two = workers count 2 wait 5m for 1h {
    step lifted = lift(who: two.map(w => w.id))
  }
  with others = workers count 2 wait 5m for 1h {
    step painted = paint(who: others.map(w => w.id))
  }
  return { ok: lifted.ok and painted.ok }
}
`,
    mistakes: [
      {
        says: "twice two are wanted of three",
        change: [["resource workers: Worker x 4", "resource workers: Worker x 3"]],
      },
    ],
  },
  {
    intact: `module tower.light
type Lamp { id: String, online: Bool }
resource lamps: Lamp x 1 { at edge  lease 4h }
service aim(lamp: String, side: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo park(lamp) }
service park(lamp: String) { effect idempotent  latency <= 1m }
service flash(lamp: String) -> { ok: Bool } { effect idempotent  latency <= 10m  irreversible because "it is light" }
plan signal_ship(side: String) -> { ok: Bool } {
  with lamp = lamps wait 1m for 1h {
    step aimed = aim(lamp: lamp.id, side)
    step shown = flash(lamp: lamp.id) { after aimed }
  }
  return { ok: shown.ok }
}
`,
    mistakes: [{ says: "it flashes wherever the lamp points", change: [[" { after aimed }", ""]] }],
  },
  {
    intact: `module school.bus
type Bus { id: String, online: Bool }
resource buses: Bus x 1 { at edge  lease 6h }
service drive(bus: String, stop: String) -> { on: Int } { effect idempotent  latency <= 20m  irreversible because "it has driven" }
plan collect(stops: [String] size 1..3) -> { stops: Int } {
  with bus = buses wait 5m for 2h {
    step each = for stop in stops up to 3 at once 1 {
      step ride = drive(bus: bus.id, stop)
      yield ride.on
    }
  }
  return { stops: each.size }
}
`,
    mistakes: [
      {
        says: "three stops take longer than the bus is had",
        change: [["wait 5m for 2h", "wait 5m for 50m"]],
      },
    ],
  },
];
