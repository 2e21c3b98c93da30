import type { Specimen } from "./mutant.ts";

/** What stays down through every retry, and what then stands in: limits that only so are passed. */
export const down: readonly Specimen[] = [
  {
    intact: `module satellite.downlink
type Dish { id: String, online: Bool }
resource dishes: Dish x 2 { at edge "kiruna"  lease 3h }
service point(dish: String, sat: String) -> { ok: Bool } { effect idempotent  latency <= 8m  undo park(dish) }
service park(dish: String) { effect idempotent  latency <= 8m }
service receive(dish: String, sat: String) -> { frames: Int in 0..500, bad: Int in 0..500 } { effect pure  latency <= 15m }
service store(sat: String, frames: Int) -> { id: String } { effect idempotent  latency <= 10s  undo discard(sat) }
service discard(sat: String) { effect idempotent  latency <= 10s }
service ack(sat: String) -> { ok: Bool } { effect pure  latency <= 5s }
plan pass(sat: String) -> { frames: Int } {
  with dish = dishes wait 20m for 90m {
    step aimed = point(dish: dish.id, sat)
    step data = receive(dish: dish.id, sat) { after aimed  retry 2 every 1m }
  }
  step kept = store(sat, frames: data.frames)
  step told = ack(sat) { after kept }
  return { frames: data.frames }
}
`,
    mistakes: [
      { says: "three passes take longer than the dish is had", change: [["for 90m {", "for 40m {"]] },
      {
        says: "it listens while it turns",
        change: [
          [
            "service point(dish: String, sat: String) -> { ok: Bool } { effect idempotent",
            "service point(dish: String, sat: String) -> { ok: Bool } { effect idempotent  touches Dish by dish",
          ],
          ["{ after aimed  retry 2 every 1m }", "{ retry 2 every 1m }"],
          [
            "500 } { effect pure  latency <= 15m }",
            "500 } { effect idempotent  touches Dish by dish  latency <= 15m }",
          ],
        ],
      },
    ],
  },
  {
    intact: `module museum.climate
signal humidity: Ratio { from probe  fresh 10m }
flag damp = humidity > 60% { hold 5m }
service dry(room: String) -> { ok: Bool } { effect idempotent  latency <= 5m  energy <= 2kWh  undo stop_drying(room) }
service stop_drying(room: String) { effect idempotent  latency <= 1m }
service cover(room: String) -> { ok: Bool } { effect idempotent  latency <= 30m  energy <= 0.5kWh  undo uncover(room) }
service uncover(room: String) { effect idempotent  latency <= 30m }
service photo(room: String) -> { url: Url } { effect pure  latency <= 1m }
guardrail thrift : energy { energy <= 9kWh }
plan protect(room: String) -> { url: Url } {
  overlap skip
  step a = dry(room) { retry 2 every 1m } else cover(room)
  step shot = photo(room) { after a }
  return { url: shot.url }
}
trigger gets_damp { on change damp for 1m  start protect(room: "all")  throttle 1 per 1h }
`,
    mistakes: [
      {
        says: "three tries and a cover need more energy than there is",
        change: [["energy <= 9kWh", "energy <= 6kWh"]],
      },
    ],
  },
  {
    intact: `module school.trip
import std.people { Approval }
role parent
role head
human permit(child: String) -> Approval { ask parent  show "May \${child} come?" }
human approve_trip(place: String) -> Approval { ask head  show "To \${place}?" }
service book_coach(place: String) -> { id: String } { effect once  cost <= $400  latency <= 1m  undo cancel_coach(place) }
service cancel_coach(place: String) { effect idempotent  cost <= $20  latency <= 1m }
service ticket(child: String) -> { id: String } { effect idempotent  cost <= $15  latency <= 10s  undo return_ticket(child) }
service return_ticket(child: String) { effect idempotent  latency <= 10s }
service list(place: String) -> { ok: Bool } { effect pure  latency <= 5s }
guardrail purse : money { cost <= $500 }
guardrail head_first : legal { approve_trip granted before book_coach }
plan trip(place: String, children: [String] size 1..3) -> { n: Int } {
  fails refused
  step ok = approve_trip(place) { timeout 2d }
  when not ok.granted { fail refused "No" }
  step coach = book_coach(place) { after ok }
  step each = for child in children up to 3 at once 3 {
    step may = permit(child) { timeout 3d } else { yield { granted: false, reason: "silence" } }
    when may.granted {
      step t = ticket(child) { after may }
      yield t.id
    } else {
      yield ""
    }
  } { after coach }
  step done = list(place) { after each }
  return { n: each.size }
}
`,
    mistakes: [],
  },
  {
    intact: `module museum.tickets
goal entry(visitor: String) -> { code: String } { success "There is a code" when result.code != ""  budget cost <= $2 }
service reserve(visitor: String) -> { code: String } { effect idempotent  cost <= $0.40  latency <= 5s  undo release(visitor) }
service release(visitor: String) { effect idempotent  cost <= $0.10  latency <= 5s }
service partner(visitor: String) -> { code: String } { effect idempotent  cost <= $1  latency <= 10s  undo partner_back(visitor) }
service partner_back(visitor: String) { effect idempotent  cost <= $0.10  latency <= 5s }
service mail(visitor: String, code: String) -> { ok: Bool } { effect idempotent  latency <= 5s  irreversible because "it is read" }
plan ours(visitor: String) -> { code: String } achieves entry {
  step got = reserve(visitor)
  step sent = mail(visitor, code: got.code)
  return { code: got.code }
}
plan theirs(visitor: String) -> { code: String } achieves entry {
  step got = partner(visitor)
  step sent = mail(visitor, code: got.code)
  return { code: got.code }
}
`,
    mistakes: [
      {
        says: "the partner is too dear once the first was tried",
        change: [["budget cost <= $2", "budget cost <= $1.30"]],
      },
      {
        says: "one plan never has a code",
        change: [
          [
            "  step got = partner(visitor)\n  step sent = mail(visitor, code: got.code)\n  return { code: got.code }",
            '  step got = partner(visitor)\n  step sent = mail(visitor, code: got.code)\n  return { code: "" }',
          ],
        ],
      },
    ],
  },
  {
    intact: `module beach.rescue
event swimmer(zone: String, distance: Int in 0..500) { from tower  dedupe 20s by zone  priority critical }
type Boat { id: String, online: Bool }
resource boats: Boat x 1 { at edge  lease 2h }
service launch(boat: String, zone: String) -> { ok: Bool } { effect idempotent  latency <= 3m  undo land(boat) }
service land(boat: String) { effect idempotent  latency <= 3m }
service search_zone(boat: String, zone: String) -> { found: Bool } { effect pure  latency <= 20m }
service helicopter(zone: String) -> { found: Bool } { effect once  latency <= 15m  irreversible because "it flies" }
plan rescue(zone: String) -> { found: Bool } {
  overlap allow by zone up to 3
  with boat = boats wait 2m for 1h {
    step out = launch(boat: boat.id, zone)
    step seen = search_zone(boat: boat.id, zone) { after out  retry 1 every 1m }
  } else {
    step air = helicopter(zone)
    return { found: air.found }
  }
  return { found: seen.found }
}
trigger spotted { on event swimmer where event.distance > 50  start rescue(zone: event.zone)  overlap allow up to 3 }
`,
    mistakes: [
      {
        says: "a swimmer who is seen twice sends the helicopter as well",
        change: [["  dedupe 20s by zone ", ""]],
      },
      {
        says: "a second search is over after the boat is gone",
        change: [["wait 2m for 1h {", "wait 2m for 40m {"]],
      },
    ],
  },
  {
    intact: `module fleet.charging
type Charger { id: String, online: Bool }
resource chargers: Charger x 2 { at edge  lease 12h }
service plug(charger: String, car: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo unplug(charger, car) }
service unplug(charger: String, car: String) { effect idempotent  latency <= 1m }
service charge(charger: String, hours: Int in 1..8) -> { kwh: Int in 0..80 } { effect idempotent  latency <= 1h * hours  irreversible because "charged" }
service bill(car: String, kwh: Int) -> { id: String } { effect once  latency <= 5s  irreversible because "paid" }
plan fill(car: String, hours: Int in 1..8) -> { kwh: Int } {
  with c = chargers wait 2h for 10h {
    step in_ = plug(charger: c.id, car)
    step full = charge(charger: c.id, hours) { after in_ }
  }
  step paid = bill(car, kwh: full.kwh)
  return { kwh: full.kwh }
}
`,
    mistakes: [
      { says: "eight hours are longer than it is had", change: [["wait 2h for 10h {", "wait 2h for 6h {"]] },
    ],
  },
];
