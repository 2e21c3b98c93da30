import type { Specimen } from "./mutant.ts";

/** What a later step ends that is only come to where all goes well. */
export const ended: readonly Specimen[] = [
  {
    // Another plan does what `finally` is for: also after a cancellation.
    intact: `module bakery.cellar
service open_cellar(cellar: String) -> { ok: Bool } { effect idempotent  latency <= 5m  undo close_cellar(cellar) }
service close_cellar(cellar: String) { effect idempotent  latency <= 5m }
service bake(cellar: String) -> { ok: Bool } { effect pure  latency <= 40m }
service note(text: String) { effect idempotent  latency <= 5s }
plan write_down(text: String) {
  step noted = note(text) { retry 2 }
}
plan batch(cellar: String) -> { ok: Bool } {
  step opened = open_cellar(cellar)
  step done = bake(cellar) { after opened }
  step closed = close_cellar(cellar) { after done }
  return { ok: done.ok }
  finally {
    step kept = write_down(text: cellar)
  }
}
`,
    mistakes: [
      {
        says: "the cellar stays open",
        change: [["latency <= 5m  undo close_cellar(cellar) }", "latency <= 5m }"]],
      },
    ],
  },
  {
    intact: `module bridge.lift
service stop_cars(bridge: String) -> { ok: Bool } { effect idempotent  latency <= 2m  undo release_cars(bridge) }
service release_cars(bridge: String) { effect idempotent  latency <= 1m }
service lift_span(bridge: String) -> { ok: Bool } { effect idempotent  latency <= 5m  undo lower_span(bridge) }
service lower_span(bridge: String) { effect idempotent  latency <= 5m }
service wave_on(id: String) -> { ok: Bool } { effect pure  latency <= 30m }
plan let_through(bridge: String, id: String) -> { ok: Bool } {
  step stopped = stop_cars(bridge)
  step up = lift_span(bridge) { after stopped }
  step passed = wave_on(id) { after up  timeout 30m }
  step down = lower_span(bridge) { after passed }
  step free = release_cars(bridge) { after down }
  return { ok: passed.ok }
}
`,
    mistakes: [
      {
        says: "the cars stay stopped when the ship does not pass",
        change: [["latency <= 2m  undo release_cars(bridge) }", "latency <= 2m }"]],
      },
      {
        says: "the span stays up",
        change: [["latency <= 5m  undo lower_span(bridge) }", "latency <= 5m }"]],
      },
    ],
  },
  {
    intact: `module web.patch
service drain_host(host: String) -> { left: Int } { effect idempotent  latency <= 5m  undo refill_host(host) }
service refill_host(host: String) { effect idempotent  latency <= 5m }
service upgrade(host: String) -> { ok: Bool } { effect idempotent  latency <= 20m  undo downgrade(host) }
service downgrade(host: String) { effect idempotent  latency <= 20m }
service probe(host: String) -> { up: Bool } { effect pure  latency <= 1m }
plan roll(host: String) -> { up: Bool } {
  step idle = drain_host(host)
  step new = upgrade(host) { after idle }
  step seen = probe(host) { after new }
  when not seen.up { fail "It does not come up" }
  step back = refill_host(host) { after seen }
  return { up: true }
}
`,
    mistakes: [
      {
        says: "hosts that do not come up get no more work",
        change: [["latency <= 5m  undo refill_host(host) }", "latency <= 5m }"]],
      },
    ],
  },
  {
    intact: `module book.loan
service lend_copy(title: String, reader: String) -> { copy: String } { effect idempotent  latency <= 5s  undo return_copy(copy: result.copy) }
service return_copy(copy: String) { effect idempotent  latency <= 5s }
service scan_page(copy: String, page: Int) -> { url: String } { effect pure  latency <= 10m }
plan scan(title: String, reader: String) -> { url: String } {
  step had = lend_copy(title, reader)
  step shot = scan_page(copy: had.copy, page: 1) { retry 1 every 1m }
  step back = return_copy(copy: had.copy) { after shot }
  return { url: shot.url }
}
`,
    mistakes: [
      {
        says: "a copy that can't be scanned is not brought back",
        change: [["latency <= 5s  undo return_copy(copy: result.copy) }", "latency <= 5s }"]],
      },
    ],
  },
  {
    intact: `module greenhouse.roof
type Wish = air | warmth
service open_roof(house: String) -> { ok: Bool } { effect idempotent  latency <= 1m }
service close_roof(house: String) -> { ok: Bool } { effect idempotent  latency <= 1m }
service look(house: String) -> { fine: Bool } { effect pure  latency <= 1m }
plan set_roof(house: String, wish: Wish) -> { fine: Bool } {
  match wish {
    air { step done = open_roof(house) }
    warmth { step done = close_roof(house) }
  }
  step seen = look(house) { after done }
  return { fine: seen.fine }
}
`,
    mistakes: [],
  },
  {
    intact: `module rescue.sea
goal found(area: String) -> { person: String } { success "Somebody was found" when result.person != ""  optimize latency }
service fly_drone(area: String) -> { drone: String } { effect idempotent  latency <= 5m  undo land_drone(drone: result.drone) }
service land_drone(drone: String) { effect idempotent  latency <= 10m }
service search_air(drone: String) -> { person: String } { effect pure  latency <= 30m }
service launch(area: String) -> { boat: String } { effect idempotent  latency <= 10m  undo bring_home(boat: result.boat) }
service bring_home(boat: String) { effect idempotent  latency <= 30m }
service search_sea(boat: String) -> { person: String } { effect pure  latency <= 2h }
plan by_air(area: String) -> { person: String } achieves found {
  step drone = fly_drone(area)
  step seen = search_air(drone: drone.drone)
  step home = land_drone(drone: drone.drone) { after seen }
  return { person: seen.person }
}
plan by_sea(area: String) -> { person: String } achieves found {
  step boat = launch(area)
  step seen = search_sea(boat: boat.boat)
  step home = bring_home(boat: boat.boat) { after seen }
  return { person: seen.person }
}
`,
    mistakes: [
      {
        says: "the drone stays up as the boat sets out",
        change: [["latency <= 5m  undo land_drone(drone: result.drone) }", "latency <= 5m }"]],
      },
    ],
  },
  {
    intact: `module supper.table
service book_table(guest: String) -> { ok: Bool } { effect idempotent  latency <= 1m }
service cancel_table(guest: String) { effect idempotent  latency <= 1m }
service ring(guest: String) -> { comes: Bool } { effect pure  latency <= 5m }
service menu(guest: String) -> { url: String } { effect pure  latency <= 1m }
plan supper(guest: String) -> { url: String } {
  step place = book_table(guest)
  step said = ring(guest) { after place }
  when not said.comes {
    step off = cancel_table(guest) { after said }
    return { url: "" }
  }
  step card = menu(guest) { after said }
  return { url: card.url }
}
`,
    mistakes: [],
  },
];
