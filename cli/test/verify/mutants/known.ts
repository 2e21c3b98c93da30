import type { Specimen } from "./mutant.ts";

/** Rules about what comes first, where what came first was found out by asking, or had of an earlier call. */
export const known: readonly Specimen[] = [
  {
    intact: `module depot.parcel
service charged(order: String) -> Done<{ id: String }> { effect pure  latency <= 5s }
service charge(order: String) -> { id: String } { effect once  latency <= 10s  confirm charged(order)  undo refund(order) }
service refund(order: String) { effect idempotent  latency <= 10s }
service send(order: String) -> { parcel: String } { effect idempotent  latency <= 1m  undo stop(order) }
service stop(order: String) { effect idempotent  latency <= 1m }
service tell(order: String) -> { ok: Bool } { effect pure  latency <= 5s }
guardrail paid_first : money { every send preceded by charge completed }
plan sell(order: String) -> { parcel: String } {
  step paid = charge(order) { timeout 10s }
  step sent = send(order) { after paid }
  step told = tell(order) { after sent }
  return { parcel: sent.parcel }
}
`,
    mistakes: [
      {
        says: "the parcel is under way though nobody was told",
        change: [["latency <= 1m  undo stop(order) }", "latency <= 1m }"]],
      },
    ],
  },
  {
    intact: `module shelf.restock
service check(batch: String) -> { fine: Bool } { effect pure  latency <= 1m }
service shelve(batch: String, shelf: Int) -> { id: String } { effect idempotent  latency <= 1m  undo take_off(batch, shelf) }
service take_off(batch: String, shelf: Int) { effect idempotent  latency <= 1m }
service price(shelf: Int) -> { ok: Bool } { effect pure  latency <= 5s }
guardrail checked : quality { every shelve preceded by check completed }
plan restock(batch: String) -> { shelves: Int } {
  step each = for shelf in [1, 2, 3] up to 3 at once 1 {
    step good = check(batch) { cache 1d }
    when not good.fine { fail "It is spoilt" }
    step put = shelve(batch, shelf) { after good }
    step tag = price(shelf) { after put }
    yield tag.ok
  }
  return { shelves: each.size }
}
`,
    mistakes: [
      {
        says: "what has no price stays on the shelf",
        change: [["latency <= 1m  undo take_off(batch, shelf) }", "latency <= 1m }"]],
      },
      {
        says: "another shelf is cleared",
        change: [["undo take_off(batch, shelf) }", "undo take_off(batch, shelf: shelf + 1) }"]],
      },
    ],
  },
];
