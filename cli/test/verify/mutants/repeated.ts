import type { Specimen } from "./mutant.ts";

/** An effect that may have happened, and is then made again by another. */
export const repeated: readonly Specimen[] = [
  {
    intact: `module shop.pay
type Order { id: String, total: Money }
service was_charged(order: String) -> Done<{ receipt: String }> { effect pure  latency <= 2s }
service charge(order: String, amount: Money) -> { receipt: String } {
  effect once  latency <= 5s  cost <= $0.10
  confirm was_charged(order)
  undo refund(order)
}
service refund(order: String) { effect idempotent  latency <= 5s }
service invoice(order: String, amount: Money) -> { receipt: String } { effect idempotent  latency <= 3s  undo void_invoice(order) }
service void_invoice(order: String) { effect idempotent  latency <= 3s }
service ship(order: String) -> { parcel: String } { effect idempotent  latency <= 1h  undo recall(order) }
service recall(order: String) { effect idempotent  latency <= 1h }
service weigh(parcel: String) -> { grams: Int } { effect pure  latency <= 5s }
plan buy(order: Order) -> { parcel: String } {
  step paid = charge(order: order.id, amount: order.total) { timeout 5s } else invoice(order: order.id, amount: order.total)
  step sent = ship(order: order.id) { after paid }
  step weight = weigh(parcel: sent.parcel)
  return { parcel: sent.parcel }
}
`,
    mistakes: [
      {
        says: "nobody asks whether the charge went through, and it counts as idempotent",
        change: [
          [
            "effect once  latency <= 5s  cost <= $0.10\n  confirm was_charged(order)\n  undo refund(order)",
            "effect idempotent  latency <= 5s  cost <= $0.10",
          ],
        ],
      },
      {
        says: "the parcel has no way back",
        change: [["  undo recall(order) }", " }"]],
      },
      {
        says: "the bill of the second way has no way back",
        change: [["  undo void_invoice(order) }", " }"]],
      },
    ],
  },
  {
    intact: `module town.alert
service page(who: String) -> { id: String } { effect idempotent  latency <= 10s  undo stop(who) }
service stop(who: String) { effect idempotent  latency <= 5s }
service call_up(who: String) -> { id: String } { effect idempotent  latency <= 30s  undo hang_up(who) }
service hang_up(who: String) { effect idempotent  latency <= 5s }
plan reach(who: String) -> { id: String } {
  step told = page(who) { timeout 8s } else when error == timeout {
    step rung = call_up(who)
    yield { id: rung.id }
  }
  return { id: told.id }
}
`,
    mistakes: [{ says: "a page that came late rings twice", change: [["  undo stop(who) }", " }"]] }],
  },
  {
    intact: `module print.shop
service order_press(job: String) -> { id: String } { effect idempotent  latency <= 1m  undo cancel_press(job) }
service cancel_press(job: String) { effect idempotent  latency <= 5s }
service order_copy(job: String) -> { id: String } { effect idempotent  latency <= 2m  undo cancel_copy(job) }
service cancel_copy(job: String) { effect idempotent  latency <= 5s }
plan printed(job: String) -> { id: String } {
  step one = first of { press = order_press(job), copy = order_copy(job) }
  return { id: one.press?.id ?? one.copy?.id ?? "" }
}
`,
    mistakes: [
      { says: "who loses the race has printed all the same", change: [["  undo cancel_copy(job) }", " }"]] },
      {
        says: "the first of two prints is kept when the second wins",
        change: [["  undo cancel_press(job) }", " }"]],
      },
    ],
  },
  {
    intact: `module press.release
service publish(text: String) -> { id: String } { effect idempotent  latency <= 20s  undo withdraw(text) }
service withdraw(text: String) { effect idempotent  latency <= 20s }
service mail_out(text: String) -> { id: String } { effect idempotent  latency <= 1m  undo recall_mail(text) }
service recall_mail(text: String) { effect idempotent  latency <= 1m }
plan released(text: String) -> { id: String } {
  step out = publish(text) { timeout 20s } else when error == timeout mail_out(text) else when error == permanent mail_out(text)
  return { id: out.id }
}
`,
    mistakes: [
      { says: "what was published late is mailed as well", change: [["  undo withdraw(text) }", " }"]] },
    ],
  },
  {
    intact: `module taxi.call
service hail(to: String) -> { id: String } { effect idempotent  latency <= 1m  undo cancel_hail(to) }
service cancel_hail(to: String) { effect idempotent  latency <= 10s }
service radio(to: String) -> { id: String } { effect idempotent  latency <= 2m  undo cancel_radio(to) }
service cancel_radio(to: String) { effect idempotent  latency <= 10s }
service phone(to: String) -> { id: String } { effect idempotent  latency <= 5m  undo cancel_phone(to) }
service cancel_phone(to: String) { effect idempotent  latency <= 10s }
plan ride(to: String) -> { id: String } {
  step car = hail(to) else radio(to) else phone(to)
  return { id: car.id }
}
`,
    mistakes: [
      { says: "two cars come: the first is never cancelled", change: [["  undo cancel_hail(to) }", " }"]] },
      { says: "two cars come: the second is never cancelled", change: [["  undo cancel_radio(to) }", " }"]] },
    ],
  },
  {
    intact: `module ad.auction
service bid_left(lot: String) -> { won: Bool } { effect idempotent  latency <= 3s  undo drop_left(lot) }
service drop_left(lot: String) { effect idempotent  latency <= 3s }
service bid_right(lot: String) -> { won: Bool } { effect idempotent  latency <= 4s  undo drop_right(lot) }
service drop_right(lot: String) { effect idempotent  latency <= 4s }
service bid_middle(lot: String) -> { won: Bool } { effect idempotent  latency <= 5s  undo drop_middle(lot) }
service drop_middle(lot: String) { effect idempotent  latency <= 5s }
plan bought(lot: String) -> { won: Bool } {
  step bid = first of { left = bid_left(lot), right = bid_right(lot), middle = bid_middle(lot) }
  return { won: bid.left?.won ?? bid.right?.won ?? bid.middle?.won ?? false }
}
`,
    mistakes: [{ says: "the slowest of three bids stays", change: [["  undo drop_middle(lot) }", " }"]] }],
  },
  {
    intact: `module piano.move
service van(day: String) -> { id: String } { effect idempotent  latency <= 1m  undo no_van(day) }
service no_van(day: String) { effect idempotent  latency <= 1m }
service crane(day: String) -> { id: String } { effect idempotent  latency <= 1m  undo no_crane(day) }
service no_crane(day: String) { effect idempotent  latency <= 1m }
service permit(day: String) -> { ok: Bool } { effect idempotent  latency <= 1h  undo drop_permit(day) }
service drop_permit(day: String) { effect idempotent  latency <= 1h }
service carry(day: String) -> { ok: Bool } { effect pure  latency <= 3h }
plan by_crane(day: String) -> { id: String } {
  step paper = permit(day)
  step arm   = crane(day) { after paper }
  return arm
}
plan move(day: String) -> { ok: Bool } {
  step way  = van(day) { timeout 50s } else by_crane(day)
  step done = carry(day) { after way }
  return done
}
`,
    mistakes: [
      { says: "the permit of the second way stays", change: [["  undo drop_permit(day) }", " }"]] },
      { says: "the van that answered late comes too", change: [["  undo no_van(day) }", " }"]] },
    ],
  },
];
