import type { Specimen } from "./mutant.ts";

/** Approvals, budgets and what has to follow: kept on the usual way only. */
export const allowed: readonly Specimen[] = [
  {
    intact: `module shop.refunds
import std.people { Approval }
role cashier
service pay_out(order: String) -> { id: String } { effect idempotent  latency <= 10s  irreversible because "paid" }
service send_receipt(order: String) { effect idempotent  latency <= 10s }
human ask_customer(order: String) -> Approval { ask cashier  show "Satisfied with \${order}?" }
plan refund(order: String) -> { id: String } {
  step paid  = pay_out(order)
  step slip  = send_receipt(order) { after paid }
  step happy = ask_customer(order) { after slip  timeout 3d }
  return { id: paid.id }
}
guardrail receipts : money { every pay_out followed by send_receipt within 1h }
`,
    mistakes: [
      {
        says: "the receipt waits for the customer",
        change: [
          ["{ after paid }", "{ after happy }"],
          ["{ after slip  timeout 3d }", "{ after paid  timeout 3d }"],
        ],
      },
    ],
  },
  {
    intact: `module desk.summary
service short_model(pages: Int in 1..9) -> { text: String } { effect pure  latency <= 20s  tokens <= 100 tokens * pages }
service long_model(pages: Int in 1..9) -> { text: String } { effect pure  latency <= 60s  tokens <= 200 tokens * pages }
plan summarise(pages: Int in 1..9) -> { text: String } {
  step text = short_model(pages) { retry 1 every 1s } else long_model(pages)
  return { text: text.text }
}
guardrail frugal : operational { tokens <= 3_600 tokens }
`,
    mistakes: [
      {
        says: "a second try leaves too little for the second model",
        change: [["tokens <= 3_600 tokens", "tokens <= 3_000 tokens"]],
      },
    ],
  },
  {
    intact: `module heat.store
service charge_store(hours: Int in 1..4) -> { full: Bool } { effect idempotent  latency <= 1h  energy <= 1kWh * hours  irreversible because "heat" }
service boost(hours: Int in 1..4) -> { full: Bool } { effect idempotent  latency <= 1h  energy <= 2kWh * hours  irreversible because "heat" }
plan fill(hours: Int in 1..4) -> { full: Bool } {
  step done = charge_store(hours) else when error == permanent boost(hours)
  return { full: done.full }
}
guardrail thrifty : energy { energy <= 12kWh }
`,
    mistakes: [
      { says: "the boost after a failure takes too much", change: [["energy <= 12kWh", "energy <= 10kWh"]] },
    ],
  },
  {
    intact: `module news.alerts
service push(text: String) -> { id: String } { effect idempotent  latency <= 5s  irreversible because "sent" }
plan tell(texts: [String] size 1..3) -> { count: Int } {
  step each = for text in texts up to 3 at once 1 {
    wait 40m
    step one = push(text)
    yield one.id
  }
  return { count: each.size }
}
guardrail calm : operational { at most 2 push per 1h }
`,
    mistakes: [{ says: "three within the hour where there are three", change: [["wait 40m", "wait 10m"]] }],
  },
  {
    intact: `module bank.card
import std.people { Approval }
role officer
human check(card: String) -> Approval { ask officer  show "Block \${card}?" }
service block(card: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo unblock(card) }
service unblock(card: String) { effect idempotent  latency <= 5s }
service report(card: String) -> { ok: Bool } { effect pure  latency <= 5s }
plan handle(card: String, abroad: Bool) -> { ok: Bool } {
  match abroad {
    true {
      step far = check(card) { timeout 1d }
      when far.granted {
        step stopped = block(card) { after far }
      }
    }
    false {
      step near = check(card) { timeout 1d }
      when near.granted {
        step halted = block(card) { after near }
      }
    }
  }
  step told = report(card) { after stopped, halted }
  return { ok: told.ok }
}
guardrail agreed : legal { every block preceded by check granted }
`,
    mistakes: [
      {
        says: "abroad any answer will do",
        change: [["when far.granted {", "when far.reason is none {"]],
      },
    ],
  },
];
