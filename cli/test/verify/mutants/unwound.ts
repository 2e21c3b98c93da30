import type { Specimen } from "./mutant.ts";

/** Effects that are not undone, or not rightly. */
export const unwound: readonly Specimen[] = [
  {
    intact: `module trip.book
type Trip { id: String, city: String }
service book_flight(trip: String) -> { id: String } { effect idempotent  latency <= 10s  touches Trip by trip  undo cancel_flight(trip) }
service cancel_flight(trip: String) { effect idempotent  latency <= 10s  touches Trip by trip }
service book_hotel(trip: String, city: String) -> { id: String } { effect idempotent  latency <= 10s  undo cancel_hotel(trip) }
service cancel_hotel(trip: String) { effect idempotent  latency <= 10s }
service book_car(trip: String) -> { id: String } { effect idempotent  latency <= 10s  undo cancel_car(trip) }
service cancel_car(trip: String) { effect idempotent  latency <= 10s }
service insure(trip: String) -> { id: String } { effect pure  latency <= 10s }
plan book(trip: Trip) -> { flight: String, hotel: String, car: String } {
  step flight = book_flight(trip: trip.id)
  step hotel  = book_hotel(trip: trip.id, city: trip.city) { after flight }
  step car    = book_car(trip: trip.id) { after hotel }
  step cover  = insure(trip: trip.id) { after car }
  return { flight: flight.id, hotel: hotel.id, car: car.id }
}
`,
    mistakes: [
      { says: "the hotel is not given back", change: [["  undo cancel_hotel(trip) }", " }"]] },
      { says: "the car is not given back", change: [["  undo cancel_car(trip) }", " }"]] },
      { says: "the flight is not given back", change: [["  undo cancel_flight(trip) }", " }"]] },
      {
        says: "another trip's flight is cancelled",
        change: [["undo cancel_flight(trip) }", "undo cancel_flight(trip: result.id) }"]],
      },
    ],
  },
  {
    intact: `module parcel.send
service express(id: String) -> { code: String } { effect idempotent  latency <= 1m  undo stop_express(id) }
service stop_express(id: String) { effect idempotent  latency <= 1m }
service standard(id: String) -> { code: String } { effect idempotent  latency <= 1m  undo stop_standard(id) }
service stop_standard(id: String) { effect idempotent  latency <= 1m }
service label(code: String) -> { url: Url } { effect pure  latency <= 10s }
plan send(id: String, urgent: Bool) -> { url: Url } {
  when urgent {
    step way = express(id)
  } else {
    step way = standard(id)
  }
  step tag = label(code: way.code)
  return { url: tag.url }
}
`,
    mistakes: [
      { says: "only the urgent parcel is stopped", change: [["  undo stop_standard(id) }", " }"]] },
      { says: "only the slow parcel is stopped", change: [["  undo stop_express(id) }", " }"]] },
    ],
  },
  {
    intact: `module disk.move
service copy(from: String, to: String) -> { size: Int } { effect idempotent  latency <= 1h  touches Volume by to  undo wipe(volume: to) }
service wipe(volume: String) { effect idempotent  latency <= 1m  touches Volume by volume }
service verify_copy(volume: String) -> { ok: Bool } { effect pure  latency <= 10m }
plan move(source: String, target: String) -> { size: Int } {
  step done = copy(from: source, to: target)
  step same = verify_copy(volume: target) { after done }
  when not same.ok {
    fail "The copy differs"
  }
  return { size: done.size }
}
`,
    mistakes: [
      {
        says: "what is wiped is the source",
        change: [["undo wipe(volume: to) }", "undo wipe(volume: from) }"]],
      },
    ],
  },
  {
    intact: `module room.book
service hold(room: String) -> { id: String } { effect idempotent  latency <= 5s  undo free(room) }
service free(room: String) { effect idempotent  latency <= 5s }
service hold_spare(room: String) -> { id: String } { effect idempotent  latency <= 5s  undo free_spare(room) }
service free_spare(room: String) { effect idempotent  latency <= 5s }
service invite(room: String) -> { sent: Int } { effect pure  latency <= 5s }
plan meet(room: String) -> { id: String } {
  step place = hold(room) else hold_spare(room)
  step asked = invite(room) { after place }
  return { id: place.id }
}
`,
    mistakes: [
      { says: "the spare room stays booked", change: [["  undo free_spare(room) }", " }"]] },
      { says: "the room stays booked", change: [["  undo free(room) }", " }"]] },
    ],
  },
  {
    intact: `module key.rotate
service make_key(name: String) -> { id: String } { effect idempotent  latency <= 5s  undo drop_key(name) }
service drop_key(name: String) { effect idempotent  latency <= 5s }
service spread(name: String) -> { hosts: Int } { effect pure  latency <= 1m }
plan rotate(name: String) -> { id: String } {
  step key  = make_key(name)
  step done = spread(name) { after key }
  return { id: key.id }
}
guardrail careful : operational { every spread preceded by make_key completed }
`,
    mistakes: [
      {
        says: "its own rule forbids to take the key back",
        change: [
          ["every spread preceded by make_key completed", "every drop_key preceded by spread completed"],
        ],
      },
    ],
  },
  {
    intact: `module web.deploy
service make_host(site: String) -> { ip: String } { effect idempotent  latency <= 5m  touches Site by site  undo drop_host(site) }
service drop_host(site: String) { effect idempotent  latency <= 5m  touches Site by site }
service point_name(site: String, ip: String) -> { ok: Bool } { effect idempotent  latency <= 1m  touches Site by site  undo unpoint(site) }
service unpoint(site: String) { effect idempotent  latency <= 1m  touches Site by site }
service certify(site: String) -> { ok: Bool } { effect idempotent  latency <= 2m  undo revoke(site) }
service revoke(site: String) { effect idempotent  latency <= 2m }
service probe(site: String) -> { ok: Bool } { effect pure  latency <= 30s }
plan deploy(site: String) -> { ok: Bool } {
  step host = make_host(site)
  step name = point_name(site, ip: host.ip)
  step cert = certify(site) { after name }
  step up   = probe(site) { after cert  retry 2 }
  when not up.ok {
    fail "It does not answer"
  }
  return { ok: up.ok }
}
`,
    mistakes: [
      {
        says: "the name goes on pointing to a host that is gone",
        change: [["  undo unpoint(site) }", " }"]],
      },
      { says: "the certificate stays valid", change: [["  undo revoke(site) }", " }"]] },
      { says: "the host runs on", change: [["  undo drop_host(site) }", " }"]] },
      {
        says: "what is dropped is the host of another name",
        change: [["undo drop_host(site) }", "undo drop_host(site: result.ip) }"]],
      },
    ],
  },
  {
    intact: `module clinic.visit
type Visit { id: String, urgent: Bool, remote: Bool }
service room_for(visit: String) -> { id: String } { effect idempotent  latency <= 5s  undo free_room(visit) }
service free_room(visit: String) { effect idempotent  latency <= 5s }
service link_for(visit: String) -> { id: String } { effect idempotent  latency <= 5s  undo close_link(visit) }
service close_link(visit: String) { effect idempotent  latency <= 5s }
service doctor_for(visit: String) -> { id: String } { effect idempotent  latency <= 5s  undo free_doctor(visit) }
service free_doctor(visit: String) { effect idempotent  latency <= 5s }
service remind(visit: String) -> { ok: Bool } { effect pure  latency <= 5s }
plan plan_visit(visit: Visit) -> { id: String } {
  match visit.remote {
    true { step place = link_for(visit: visit.id) }
    false { step place = room_for(visit: visit.id) }
  }
  step doctor = doctor_for(visit: visit.id) { after place }
  step told   = remind(visit: visit.id) { after doctor }
  return { id: place.id }
}
`,
    mistakes: [
      { says: "a visit from afar leaves its link open", change: [["  undo close_link(visit) }", " }"]] },
      { says: "the room of a visit that failed is taken", change: [["  undo free_room(visit) }", " }"]] },
      { says: "the doctor waits for nobody", change: [["  undo free_doctor(visit) }", " }"]] },
    ],
  },
  {
    intact: `module store.stock
type Line { id: String, count: Int in 1..9 }
service reserve(line: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo put_back(line) }
service put_back(line: String) { effect idempotent  latency <= 5s }
service reserve_far(line: String) -> { ok: Bool } { effect idempotent  latency <= 9s  undo put_back_far(line) }
service put_back_far(line: String) { effect idempotent  latency <= 9s }
service price(count: Int) -> { ok: Bool } { effect pure  latency <= 5s }
plan quote(lines: [Line] size 1..3) -> { ok: Bool } {
  step taken = for line in lines up to 3 at once 2 {
    step here = reserve(line: line.id) else reserve_far(line: line.id)
    yield here.ok
  }
  step sum = price(count: taken.size)
  return { ok: sum.ok }
}
`,
    mistakes: [
      { says: "what was reserved far away stays reserved", change: [["  undo put_back_far(line) }", " }"]] },
      { says: "what was reserved here stays reserved", change: [["  undo put_back(line) }", " }"]] },
    ],
  },
  {
    intact: `module ski.lift
goal up(people: Int in 1..8) -> { ok: Bool } { success "They are up" when result.ok }
service start_lift(people: Int) -> { ok: Bool } { effect idempotent  latency <= 2m  undo stop_lift(people) }
service stop_lift(people: Int) { effect idempotent  latency <= 2m }
service check_rope(people: Int) -> { fine: Bool } { effect pure  latency <= 2m }
service snowcat(people: Int) -> { ok: Bool } { effect idempotent  latency <= 30m  irreversible because "driven" }
plan by_lift(people: Int in 1..8) -> { ok: Bool } achieves up {
  step going = start_lift(people)
  step rope  = check_rope(people) { after going }
  when not rope.fine { fail "The rope is worn" }
  return going
}
plan by_cat(people: Int in 1..8) -> { ok: Bool } achieves up {
  step done = snowcat(people)
  return done
}
`,
    mistakes: [
      {
        says: "the lift runs on empty while the snowcat drives",
        change: [["  undo stop_lift(people) }", " }"]],
      },
    ],
  },
  {
    intact: `module notary.deed
event signed(deed: String) { from office }
service draft(deed: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo tear(deed) }
service tear(deed: String) { effect idempotent  latency <= 1m }
service lock_house(deed: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo unlock_house(deed) }
service unlock_house(deed: String) { effect idempotent  latency <= 1m }
service file(deed: String) -> { ok: Bool } { effect idempotent  latency <= 1h  irreversible because "filed is filed" }
plan sale(deed: String) -> { ok: Bool } {
  step paper = draft(deed)
  step kept  = lock_house(deed) { after paper }
  step said  = wait for event signed where event.deed == deed within 14d { after kept }
  when said is none { fail "Nobody signed" }
  step done = file(deed)
  return done
}
`,
    mistakes: [
      { says: "where nobody signs the house stays locked", change: [["  undo unlock_house(deed) }", " }"]] },
    ],
  },
];
