import type { Specimen } from "./mutant.ts";

/** Words, documents and answers: what may stay, and what counts as a yes. */
export const told: readonly Specimen[] = [
  {
    intact: `module trip.log_first
service book_hotel(city: String) -> { id: String } { effect idempotent  latency <= 10s  undo cancel_hotel(city) }
service cancel_hotel(city: String) { effect idempotent  latency <= 10s }
service book_flight(city: String) -> { id: String } { effect idempotent  latency <= 10s  undo cancel_flight(city) }
service cancel_flight(city: String) { effect idempotent  latency <= 10s }
service weather(city: String) -> { ok: Bool } { effect pure  latency <= 5s }
service log(city: String) -> { entry: String } { effect idempotent  latency <= 5s }
plan trip(city: String) -> { id: String } {
  step noted = log(city)
  step hotel = book_hotel(city) { after noted }
  step flight = book_flight(city) { after hotel }
  return { id: flight.id }
}
`,
    mistakes: [],
  },
  {
    intact: `module shop.render
service render(job: String) -> { url: Url } { effect idempotent  latency <= 5m }
service upload(url: Url) -> { cdn: Url } { effect idempotent  latency <= 1m  undo remove(url) }
service remove(url: Url) { effect idempotent  latency <= 1m }
service link(cdn: Url) -> { ok: Bool } { effect idempotent  latency <= 5s  undo unlink(cdn) }
service unlink(cdn: Url) { effect idempotent  latency <= 5s }
plan publish(job: String) -> { cdn: Url } {
  step image = render(job)
  step there = upload(url: image.url)
  step linked = link(cdn: there.cdn)
  return { cdn: there.cdn }
}
`,
    mistakes: [],
  },
  {
    intact: `module stock.order2
service reserve(item: String) -> { id: String } { effect idempotent  latency <= 5s  undo release(item) }
service release(item: String) { effect idempotent  latency <= 5s }
service charge(item: String) -> { payment: String } { effect once  latency <= 10s  undo refund(item) }
service refund(item: String) { effect idempotent  latency <= 10s }
service ship(item: String) -> { parcel: String } { effect once  latency <= 10s  irreversible because "it is on its way" }
service write_audit(item: String, what: String) -> { seq: Int } { effect idempotent  latency <= 1s }
plan order(item: String) -> { parcel: String } {
  step held = reserve(item)
  step paid = charge(item) { after held }
  step audit = write_audit(item, what: "paid") { after paid }
  step sent = ship(item) { after audit }
  return { parcel: sent.parcel }
}
`,
    mistakes: [],
  },
  {
    intact: `module clinic.results
import std.people { Approval }
role doctor
human read(scan: String) -> Approval { ask doctor  show "Is \${scan} fine?" }
service tell(patient: String) -> { id: String } { effect once  latency <= 5s  irreversible because "they know" }
service book_again(patient: String) -> { id: String } { effect idempotent  latency <= 5s  undo unbook(patient) }
service unbook(patient: String) { effect idempotent  latency <= 5s }
service file(patient: String) -> { id: String } { effect idempotent  latency <= 5s  undo unfile(patient) }
service unfile(patient: String) { effect idempotent  latency <= 5s }
guardrail read_first : care { read granted before tell }
plan result(patient: String, scan: String) -> { told: Bool } {
  step filed = file(patient)
  step seen = read(scan) { timeout 2d  after filed } else { yield { granted: false, reason: "nobody read it" } }
  when seen.granted {
    step told = tell(patient)
  } else {
    step again = book_again(patient)
  }
  return { told: seen.granted }
}
`,
    mistakes: [
      {
        says: "silence counts as a yes",
        told: "ORCH4101",
        change: [
          [
            'yield { granted: false, reason: "nobody read it" }',
            'yield { granted: true, reason: "nobody objected" }',
          ],
        ],
      },
    ],
  },
  {
    intact: `module insurance.claim
import std.people { Approval }
role adjuster
role senior
human assess(claim: String) -> { amount: Money in $0..$10_000 } { ask adjuster  show "What is \${claim} worth?" }
human second(claim: String) -> Approval { ask senior  show "Pay \${claim}?" }
service pay(claim: String, amount: Money) -> { id: String } { effect once  latency <= 10s  irreversible because "it is paid" }
service letter(claim: String) -> { id: String } { effect idempotent  latency <= 10s  undo recall_letter(claim) }
service recall_letter(claim: String) { effect idempotent  latency <= 10s }
guardrail two_eyes : money { second granted before pay when args.amount > $1_000 }
plan settle(claim: String) -> { paid: Bool } {
  step worth = assess(claim) { timeout 5d }
  step told = letter(claim) { after worth }
  when worth.amount > $1_000 {
    step ok = second(claim) { timeout 5d  after told }
    when not ok.granted { fail "Not agreed to" }
    step big = pay(claim, amount: worth.amount) { after ok }
    return { paid: true }
  }
  step small = pay(claim, amount: worth.amount) { after told }
  return { paid: true }
}
`,
    mistakes: [
      {
        says: "silence of the senior is a yes",
        told: "ORCH4101",
        change: [
          [
            'second(claim) { timeout 5d  after told }\n    when not ok.granted { fail "Not agreed to" }',
            'second(claim) { timeout 5d  after told } else { yield { granted: true, reason: "silence" } }\n    when not ok.granted { fail "Not agreed to" }',
          ],
        ],
      },
    ],
  },
  {
    intact: `module cold.chain
signal fridge: Temperature { from probe.a, probe.b  fuse max  fresh 5m }
flag warm = fridge > 8C { hold 15m }
service alarm(lot: String) -> { id: String } { effect once  latency <= 10s  irreversible because "they were called" }
service move(lot: String) -> { to: String } { effect idempotent  latency <= 20m  undo move_back(lot) }
service move_back(lot: String) { effect idempotent  latency <= 20m }
service write_off(lot: String) -> { id: String } { effect once  latency <= 5s  irreversible because "it is thrown away" }
plan rescue(lot: String) -> { saved: Bool } {
  overlap skip by lot
  step called = alarm(lot)
  step moved = move(lot) { after called  retry 1 every 1m } else { yield { to: "" } }
  when moved.to == "" {
    step lost = write_off(lot)
    return { saved: false }
  }
  return { saved: true }
}
trigger gets_warm {
  on change warm for 2m
  start rescue(lot: "all")
  throttle 1 per 1h
}
`,
    mistakes: [
      {
        says: "it is moved, and thrown away as well",
        change: [["latency <= 20m  undo move_back(lot) }", "latency <= 20m }"]],
      },
    ],
  },
  {
    intact: `module lab.assay
service thaw(sample: String) -> { ok: Bool } { effect idempotent  latency <= 20m  touches Sample by sample  undo refreeze(sample) }
service refreeze(sample: String) { effect idempotent  latency <= 5m  touches Sample by sample }
service spin(sample: String) -> { ok: Bool } { effect idempotent  latency <= 10m  touches Sample by sample  undo resuspend(sample) }
service resuspend(sample: String) { effect idempotent  latency <= 5m  touches Sample by sample }
service heat_block() -> { ok: Bool } { effect pure  latency <= 15m }
service read(sample: String) -> { value: Float } { effect pure  latency <= 5m }
plan assay(sample: String) -> { value: Float } {
  step block = heat_block()
  step thawed = thaw(sample)
  step spun = spin(sample) { after thawed, block }
  step value = read(sample) { after spun }
  return { value: value.value }
}
`,
    mistakes: [
      {
        says: "the block is only mostly slower than the thawing",
        change: [["after thawed, block", "after block"]],
      },
    ],
  },
  {
    intact: `module warehouse.pick
event scanned(order: String, item: String) { from scanner  dedupe 5s by item }
service reserve_tote(order: String) -> { tote: String } { effect idempotent  latency <= 5s  undo free_tote(order) }
service free_tote(order: String) { effect idempotent  latency <= 5s }
service deduct(order: String, item: String) -> { left: Int in 0..99 } { effect idempotent  latency <= 5s  undo put_back(order, item) }
service put_back(order: String, item: String) { effect idempotent  latency <= 5s }
service label(order: String) -> { url: String } { effect pure  latency <= 5s }
plan pick(order: String) -> { n: Int } {
  step tote = reserve_tote(order)
  step items = for s in event scanned where s.order == order up to 3 within 1h {
    step left = deduct(order, item: s.item) { after tote }
    yield left.left
  } { after tote }
  step doc = label(order) { after items }
  return { n: items.size }
}
`,
    mistakes: [
      {
        says: "a scan that is told twice is deducted twice",
        change: [
          ["  dedupe 5s by item }", " }"],
          [
            "effect idempotent  latency <= 5s  undo put_back(order, item) }",
            "effect once  latency <= 5s  undo put_back(order, item) }",
          ],
        ],
      },
      {
        says: "items stay deducted",
        change: [["latency <= 5s  undo put_back(order, item) }", "latency <= 5s }"]],
      },
    ],
  },
];
