import type { Specimen } from "./mutant.ts";

/** An undo, a confirm or an approval concerns another object, or nobody calls it. */
export const another: readonly Specimen[] = [
  {
    intact: `module pharmacy.fill
type Form = tablet | liquid
service reserve(sku: String) -> { lot: String } { effect idempotent  latency <= 5s  undo unreserve(sku) }
service unreserve(sku: String) { effect idempotent  latency <= 5s }
service count_out(rx: String) -> { batch: String } { effect idempotent  latency <= 10m }
service compound(rx: String) -> { batch: String } { effect idempotent  latency <= 1h }
service discard(rx: String) { effect idempotent  latency <= 5m }
service print_label(batch: String) -> { url: String } { effect pure  latency <= 10s }
plan fill(rx: String, sku: String, form: Form) -> { url: String } {
  step lot = reserve(sku)
  match form {
    tablet { step made = count_out(rx) { after lot  undo discard(rx) } }
    liquid { step made = compound(rx) { after lot  undo discard(rx) } }
  }
  step label = print_label(batch: made.batch)
  return { url: label.url }
}
`,
    mistakes: [
      {
        says: "what was compounded is not discarded",
        change: [["compound(rx) { after lot  undo discard(rx) }", "compound(rx) { after lot }"]],
      },
      {
        says: "the wrong thing is discarded",
        change: [
          [
            "count_out(rx) { after lot  undo discard(rx) }",
            "count_out(rx) { after lot  undo discard(rx: sku) }",
          ],
        ],
      },
    ],
  },
  {
    intact: `module payroll.month
service lock_books(month: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo unlock_books(month) }
service unlock_books(month: String) { effect idempotent  latency <= 5s }
service transfer(who: String, month: String) -> { id: String } { effect idempotent  latency <= 5s  undo call_back(who, month) }
service call_back(who: String, month: String) { effect idempotent  latency <= 5s }
service slip(who: String, month: String) -> { url: String } { effect pure  latency <= 5s }
plan pay_one(who: String, month: String) -> { id: String } {
  step paid = transfer(who, month)
  step doc = slip(who, month) { after paid  retry 1 every 10s }
  return { id: paid.id }
}
plan month_end(month: String, who: [String] size 1..3) -> { paid: Int } {
  step locked = lock_books(month)
  step all = for one in who up to 3 at once 1 {
    step paid = pay_one(who: one, month) { after locked  retry 1 every 1m }
    yield paid.id
  } { after locked }
  return { paid: all.size }
}
`,
    mistakes: [
      {
        says: "the books stay locked",
        change: [["latency <= 5s  undo unlock_books(month) }", "latency <= 5s }"]],
      },
      {
        says: "pay is called back by name of the month",
        change: [["undo call_back(who, month) }", "undo call_back(who: month, month) }"]],
      },
    ],
  },
  {
    intact: `module hotel.checkin
service assign(room: String, guest: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo vacate(room, guest) }
service vacate(room: String, guest: String) { effect idempotent  latency <= 5s }
service cut_key(room: String) -> { key: String } { effect idempotent  latency <= 10s  undo void_key(room) }
service void_key(room: String) { effect idempotent  latency <= 5s }
service hold_card(guest: String) -> { hold: String } { effect once  latency <= 10s  undo free_card(guest) }
service free_card(guest: String) { effect idempotent  latency <= 10s }
service greet(guest: String) -> { ok: Bool } { effect pure  latency <= 10s }
plan check_in(room: String, guest: String) -> { key: String } {
  step card = hold_card(guest)
  step mine = assign(room, guest) { after card }
  step key = cut_key(room) { after mine }
  step hi = greet(guest) { after key }
  return { key: key.key }
}
`,
    mistakes: [
      {
        says: "the key stays valid",
        change: [["latency <= 10s  undo void_key(room) }", "latency <= 10s }"]],
      },
      {
        says: "the room of another is vacated",
        change: [["undo vacate(room, guest) }", "undo vacate(room: guest, guest) }"]],
      },
    ],
  },
  {
    intact: `module bank.wire
service wired(ref: String) -> Done<{ id: String }> { effect pure  latency <= 2s }
service wire(ref: String, amount: Money) -> { id: String } { effect once  latency <= 10s  confirm wired(ref)  undo recall(ref) }
service recall(ref: String) { effect idempotent  latency <= 10s }
service note(ref: String) -> { id: String } { effect idempotent  latency <= 1s  undo strike(ref) }
service strike(ref: String) { effect idempotent  latency <= 1s }
service cheque(ref: String, amount: Money) -> { id: String } { effect idempotent  latency <= 1m  undo stop_cheque(ref) }
service stop_cheque(ref: String) { effect idempotent  latency <= 1m }
plan pay(ref: String, amount: Money in $1..$500) -> { id: String } {
  step noted = note(ref)
  step paid = wire(ref, amount) { after noted  retry 1 every 30s } else cheque(ref, amount)
  return { id: paid.id }
}
`,
    mistakes: [
      {
        says: "the wire is asked of under another name",
        change: [["confirm wired(ref)  undo", 'confirm wired(ref: "")  undo']],
      },
    ],
  },
  {
    intact: `module translate.check
agent first(text: String) -> { verdict: yes | no } { effect pure  latency <= 1m  cost <= $0.10 }
agent second(text: String) -> { verdict: yes | no } { effect pure  latency <= 1m  cost <= $0.10 }
agent third(text: String) -> { verdict: yes | no } { effect pure  latency <= 1m  cost <= $0.10 }
service publish(text: String) -> { id: String } { effect idempotent  latency <= 5s  undo unpublish(text) }
service unpublish(text: String) { effect idempotent  latency <= 5s }
service index(text: String) -> { id: String } { effect idempotent  latency <= 5s  undo unindex(text) }
service unindex(text: String) { effect idempotent  latency <= 5s }
guardrail purse { cost <= $0.30 }
plan release(text: String) -> { id: String } {
  step agreed = quorum 2 of { first(text), second(text), third(text) }
  let fine = endorse(agreed.verdict == yes, because: "two of three")
  when not fine { fail "It is not good" }
  step live = publish(text)
  step found = index(text) { after live }
  return { id: live.id }
}
`,
    mistakes: [
      {
        says: "one more is asked than there is money for",
        told: "ORCH4104",
        change: [
          [
            "quorum 2 of { first(text), second(text), third(text) }",
            "quorum 2 of { first(text), second(text), third(text), first(text) }",
          ],
        ],
      },
      {
        says: "one is asked twice, and agrees with itself",
        change: [
          [
            "quorum 2 of { first(text), second(text), third(text) }",
            "quorum 2 of { first(text), first(text), third(text) }",
          ],
        ],
      },
    ],
  },
  {
    intact: `module web.deploy
type Stage = canary | full
service build(sha: String) -> { image: String } { effect pure  latency <= 10m }
service shift(stage: Stage, image: String) -> { ok: Bool } { effect idempotent  latency <= 2m  undo shift_back(stage) }
service shift_back(stage: Stage) { effect idempotent  latency <= 2m }
service errors(stage: Stage) -> { rate: Ratio in 0%..100% } { effect pure  latency <= 1m }
service announce(sha: String) -> { id: String } { effect idempotent  latency <= 5s  undo retract(sha) }
service retract(sha: String) { effect idempotent  latency <= 5s }
guardrail seen : safety { errors completed before announce }
plan roll_out(sha: String) -> { ok: Bool } {
  fails too_many_errors
  step image = build(sha)
  step small = shift(stage: canary, image: image.image)
  wait 10m
  step rate = errors(stage: canary) { after small }
  when rate.rate > 2% { fail too_many_errors "It breaks" }
  step all = shift(stage: full, image: image.image) { after rate }
  step told = announce(sha) { after all }
  return { ok: all.ok }
}
`,
    mistakes: [
      {
        says: "it announces without a look",
        change: [
          ["step told = announce(sha) { after all }", "step told = announce(sha) { after small }"],
          [
            'step rate = errors(stage: canary) { after small }\n  when rate.rate > 2% { fail too_many_errors "It breaks" }\n  step all = shift(stage: full, image: image.image) { after rate }',
            'step rate = errors(stage: canary) { after small  optional }\n  when (rate?.rate ?? 0%) > 2% { fail too_many_errors "It breaks" }\n  step all = shift(stage: full, image: image.image) { after rate }',
          ],
        ],
      },
      { says: "the canary stays", change: [["undo shift_back(stage) }", "}"]] },
      {
        says: "always the canary is shifted back",
        change: [
          [
            "latency <= 2m  undo shift_back(stage) }",
            "latency <= 2m  touches Stage by stage  undo shift_back(stage: canary) }",
          ],
          [
            "service shift_back(stage: Stage) { effect idempotent",
            "service shift_back(stage: Stage) { effect idempotent  touches Stage by stage",
          ],
        ],
      },
    ],
  },
  {
    intact: `module theatre.seats
goal seated(show: String) -> { seat: String } { success "There is a seat" when result.seat != ""  optimize cost }
service debit(card: String, show: String) -> { entry: String } { effect once  cost <= $1  latency <= 10s  confirm debited(card, show)  undo credit(card, show) }
service debited(card: String, show: String) -> Done<{ entry: String }> { effect pure  latency <= 2s }
service credit(card: String, show: String) { effect idempotent  latency <= 10s }
service stalls(show: String) -> { seat: String } { effect idempotent  cost <= $20  latency <= 5s  undo free_stalls(show) }
service free_stalls(show: String) { effect idempotent  latency <= 5s }
service balcony(show: String) -> { seat: String } { effect idempotent  cost <= $40  latency <= 5s  undo free_balcony(show) }
service free_balcony(show: String) { effect idempotent  latency <= 5s }
plan cheap(show: String) -> { seat: String } achieves seated {
  step paid = debit(card: "house", show)
  step seat = stalls(show) { after paid }
  return { seat: seat.seat }
}
plan dear(show: String) -> { seat: String } achieves seated {
  step paid = debit(card: "house", show)
  step seat = balcony(show) { after paid }
  return { seat: seat.seat }
}
`,
    mistakes: [
      {
        says: "the stalls stay taken",
        change: [["cost <= $20  latency <= 5s  undo free_stalls(show) }", "cost <= $20  latency <= 5s }"]],
      },
      {
        says: "the second plan pays from another card, and the first payment has no way back",
        change: [
          [
            "confirm debited(card, show)  undo credit(card, show) }",
            'confirm debited(card, show)  irreversible because "no refunds" }',
          ],
          [
            'step paid = debit(card: "house", show)\n  step seat = balcony',
            'step paid = debit(card: "reserve", show)\n  step seat = balcony',
          ],
        ],
      },
    ],
  },
];
