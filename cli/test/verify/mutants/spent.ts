import type { Specimen } from "./mutant.ts";

/** Limits of money, time, tokens and holds that are kept until something goes wrong or takes longer. */
export const spent: readonly Specimen[] = [
  {
    intact: `module courier.quote
service quote_bike(to: String) -> { price: Money in $0..$30 } { effect pure  cost <= $0.10  latency <= 5s }
service book_bike(to: String) -> { ride: String } { effect idempotent  cost <= $30  latency <= 10s  undo cancel_bike(to) }
service cancel_bike(to: String) { effect idempotent  cost <= $2  latency <= 10s }
service book_taxi(to: String) -> { ride: String } { effect idempotent  cost <= $60  latency <= 10s  undo cancel_taxi(to) }
service cancel_taxi(to: String) { effect idempotent  cost <= $2  latency <= 10s }
guardrail purse : money { cost <= $110 }
plan send(to: String) -> { ride: String } {
  step price = quote_bike(to)
  step ride = book_bike(to) { after price } else book_taxi(to)
  return { ride: ride.ride }
}
`,
    mistakes: [
      { says: "the taxi is dearer than what is left", change: [["cost <= $110", "cost <= $70"]] },
      {
        says: "the bike comes too",
        change: [["cost <= $30  latency <= 10s  undo cancel_bike(to) }", "cost <= $30  latency <= 10s }"]],
      },
    ],
  },
  {
    intact: `module city.lamps
type Truck { id: String, online: Bool }
resource trucks: Truck x 1 { at edge  cost $30 per h  lease 4h  overflow hired }
resource hired: Truck x 1 { at edge  cost $80 per h  lease 4h }
service mend(truck: String, lamp: String) -> { ok: Bool } { effect idempotent  cost <= $20  latency <= 40m  undo unmend(truck, lamp) }
service unmend(truck: String, lamp: String) { effect idempotent  latency <= 10m }
guardrail purse : money { cost <= $200 }
plan fix(lamp: String) -> { ok: Bool } {
  with truck = trucks wait 30m for 2h {
    step mended = mend(truck: truck.id, lamp) { retry 1 every 10m }
  }
  return { ok: mended.ok }
}
`,
    mistakes: [
      { says: "with a hired truck the money is short", change: [["cost <= $200", "cost <= $90"]] },
      { says: "two tries take longer than the truck is had", change: [["for 2h {", "for 75m {"]] },
    ],
  },
  {
    intact: `module podcast.make
llm script(topic: String) -> String { role executor  prompt "Write about \${topic}"  tokens <= 2_000 tokens  cost <= $0.20  latency <= 1m }
llm check(text: String) -> { fine: Bool } { role verifier  prompt "Is this fine? \${text}"  tokens <= 500 tokens  cost <= $0.05  latency <= 30s }
service record(text: String) -> { url: String } { effect idempotent  cost <= $2  latency <= 5m  undo erase(text) }
service erase(text: String) { effect idempotent  latency <= 10s }
service publish(url: String) -> { id: String } { effect idempotent  latency <= 10s  undo unpublish(url) }
service unpublish(url: String) { effect idempotent  latency <= 10s }
goal episode(topic: String) -> { id: String } { success "It is out" when result.id != ""  budget cost <= $4, tokens <= 12_000 tokens, latency <= 1h }
plan by_model(topic: String) -> { id: String } achieves episode {
  step text = for last from { text: "", fine: false } up to 3 until last.fine {
    step draft = script(topic)
    step seen = check(text: draft)
    yield { text: draft, fine: seen.fine }
  }
  step tape = record(text: endorse(text.text, because: "checked"))
  step out = publish(url: tape.url)
  return { id: out.id }
}
`,
    mistakes: [
      {
        says: "five rounds use more tokens than there are",
        change: [["up to 3 until last.fine", "up to 5 until last.fine"]],
      },
      { says: "recordings stay", change: [["latency <= 5m  undo erase(text) }", "latency <= 5m }"]] },
    ],
  },
  {
    intact: `module observatory.night
type Scope { id: String, online: Bool }
resource scopes: Scope x 2 { at edge  lease 6h }
service slew(scope: String, star: String) -> { ok: Bool } { effect idempotent  latency <= 5m  undo stow(scope) }
service stow(scope: String) { effect idempotent  latency <= 5m }
service expose(scope: String, star: String) -> { frame: String } { effect pure  latency <= 30m }
service reduce(frame: String) -> { magnitude: Float } { effect pure  latency <= 10m }
plan observe(star: String) -> { magnitude: Float } {
  with scope = scopes wait 30m for 3h {
    step pointed = slew(scope: scope.id, star)
    step shot = expose(scope: scope.id, star) { after pointed  retry 2 every 10m }
  }
  step seen = reduce(frame: shot.frame)
  return { magnitude: seen.magnitude }
}
`,
    mistakes: [
      {
        says: "three exposures with pauses take longer than it is held",
        change: [["for 3h {", "for 100m {"]],
      },
      {
        says: "it exposes while it slews",
        change: [
          ["after pointed  retry", "retry"],
          [
            "service slew(scope: String, star: String) -> { ok: Bool } { effect idempotent",
            "service slew(scope: String, star: String) -> { ok: Bool } { effect idempotent  touches Scope by scope",
          ],
          [
            "service expose(scope: String, star: String) -> { frame: String } { effect pure",
            "service expose(scope: String, star: String) -> { frame: String } { effect idempotent  touches Scope by scope",
          ],
        ],
      },
    ],
  },
  {
    intact: `module concert.sound
type Desk { id: String, online: Bool }
type Hall { id: String, online: Bool }
resource desks: Desk x 1 { at edge  lease 4h }
resource halls: Hall x 1 { at edge  lease 4h }
service rig(desk: String, hall: String) -> { ok: Bool } { effect idempotent  latency <= 20m  undo derig(desk, hall) }
service derig(desk: String, hall: String) { effect idempotent  latency <= 10m }
service record(desk: String) -> { url: String } { effect pure  latency <= 1h }
plan tape(name: String) -> { url: String } {
  with hall = halls wait 1h for 3h {
    with desk = desks wait 1h for 2h {
      step rigged = rig(desk: desk.id, hall: hall.id)
      step taped = record(desk: desk.id) { after rigged }
    }
  }
  return { url: taped.url }
}
`,
    mistakes: [
      {
        says: "the desk is had for less than rigging and recording take",
        change: [["with desk = desks wait 1h for 2h {", "with desk = desks wait 1h for 70m {"]],
      },
    ],
  },
  {
    intact: `module data.export
service snapshot(db: String) -> { id: String } { effect idempotent  latency <= 10m  undo drop_snapshot(id: result.id) }
service drop_snapshot(id: String) { effect idempotent  latency <= 1m }
service dump(id: String) -> { url: String, rows: Int in 0..1_000 } { effect idempotent  latency <= 10m  undo erase(id) }
service erase(id: String) { effect idempotent  latency <= 1m }
service ship(url: String) -> { ok: Bool } { effect once  latency <= 1m  irreversible because "it has left" }
plan export(db: String) -> { url: String } {
  step snap = snapshot(db)
  step file = dump(id: snap.id) { accept it.rows > 0  attempts 3 every 1m }
  step sent = ship(url: file.url)
  return { url: file.url }
}
`,
    mistakes: [
      {
        says: "files that were not accepted lie around",
        change: [["latency <= 10m  undo erase(id) }", "latency <= 10m }"]],
      },
      {
        says: "the snapshot stays when nothing is accepted",
        change: [["latency <= 10m  undo drop_snapshot(id: result.id) }", "latency <= 10m }"]],
      },
    ],
  },
  {
    intact: `module game.match
service lock_stake(player: String, pool: String) -> { id: String } { effect idempotent  latency <= 5s  undo unlock_stake(player, pool) }
service unlock_stake(player: String, pool: String) { effect idempotent  latency <= 5s }
service deal(pool: String) -> { hand: String } { effect idempotent  latency <= 5s  undo redeal(pool) }
service redeal(pool: String) { effect idempotent  latency <= 5s }
service announce(pool: String) -> { ok: Bool } { effect pure  latency <= 5s }
plan join(player: String, pool: String) -> { id: String } {
  step stake = lock_stake(player, pool)
  step ok = announce(pool) { after stake }
  return { id: stake.id }
}
plan start(a: String, b: String, pool: String) -> { hand: String } {
  step one = join(player: a, pool) { retry 1 every 5s }
  step two = join(player: b, pool) { after one  retry 1 every 5s }
  step hand = deal(pool) { after two }
  step told = announce(pool) { after hand }
  return { hand: hand.hand }
}
`,
    mistakes: [
      { says: "cards stay dealt", change: [["latency <= 5s  undo redeal(pool) }", "latency <= 5s }"]] },
      {
        says: "the stake of the pool's namesake",
        change: [["undo unlock_stake(player, pool) }", "undo unlock_stake(player: pool, pool) }"]],
      },
    ],
  },
  {
    intact: `module choir.beds
goal bedded(night: Date, singers: Int in 1..60) -> { beds: Int } { success "All have a bed" when result.beds >= singers  optimize cost  budget cost <= $6_700 }
service hostel(night: Date, singers: Int in 1..60) -> { beds: Int, id: String } { effect idempotent  latency <= 1m  cost <= $30 * singers  undo cancel_hostel(id: result.id) }
service cancel_hostel(id: String) { effect idempotent  latency <= 1m }
service hotel(night: Date, singers: Int in 1..60) -> { beds: Int, id: String } { effect idempotent  latency <= 1m  cost <= $80 * singers  undo cancel_hotel(id: result.id) }
service cancel_hotel(id: String) { effect idempotent  latency <= 1m }
plan simple(night: Date, singers: Int in 1..60) -> { beds: Int } achieves bedded {
  step got = hostel(night, singers)
  return { beds: got.beds }
}
plan dear(night: Date, singers: Int in 1..60) -> { beds: Int } achieves bedded {
  step got = hotel(night, singers)
  return { beds: got.beds }
}
`,
    mistakes: [
      {
        says: "for all sixty the hotel is too dear once the hostel is paid",
        change: [["budget cost <= $6_700", "budget cost <= $5_000"]],
      },
    ],
  },
];
