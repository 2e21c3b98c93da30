import type { Specimen } from "./mutant.ts";

/** Approvals and orders that do not hold on every way, or only by luck; what has to follow and is forgotten. */
export const guarded: readonly Specimen[] = [
  {
    intact: `module pay.out
import std.people { Approval }
role treasurer
type Claim { id: String, amount: Money, known: Bool }
human approve(claim: String) -> Approval { ask treasurer  show "Pay \${claim}?" }
service pay(claim: String, amount: Money) -> { id: String } { effect idempotent  latency <= 10s  undo recall(claim) }
service recall(claim: String) { effect idempotent  latency <= 10s }
service reject(claim: String) { effect idempotent  latency <= 10s }
plan settle(claim: Claim) -> { id: String } {
  step ok = approve(claim: claim.id) { timeout 2d }
  when not ok.granted {
    fail "Not approved"
  }
  when claim.known {
    step quick = pay(claim: claim.id, amount: claim.amount) { after ok }
    return { id: quick.id }
  } else {
    step slow = pay(claim: claim.id, amount: claim.amount) { after ok }
    return { id: slow.id }
  }
}
guardrail two_eyes : money { approve granted before pay }
`,
    mistakes: [
      {
        says: "who does not answer in time has agreed",
        told: "ORCH4101",
        change: [["{ timeout 2d }", "{ timeout 2d } else when error == timeout { yield { granted: true } }"]],
      },
    ],
  },
  {
    intact: `module site.publish
import std.people { Approval }
role editor
human review(text: String) -> Approval { ask editor  show "Publish \${text}?" }
service post(text: String) -> { id: String } { effect idempotent  latency <= 10s  undo remove(id: result.id) }
service remove(id: String) { effect idempotent  latency <= 10s }
plan publish(text: String, breaking: Bool) -> { id: String } {
  step ok = review(text) { timeout 1d }
  when ok.granted {
    step out = post(text)
    return { id: out.id }
  } else {
    fail "Not reviewed"
  }
}
guardrail reviewed : operational { review granted before post }
`,
    mistakes: [
      {
        says: "breaking news goes out unread",
        change: [
          [
            "  step ok = review(text) { timeout 1d }\n  when ok.granted {",
            "  step ok = review(text) { timeout 1d }\n  when ok.granted or breaking {",
          ],
        ],
      },
    ],
  },
  {
    intact: `module pay.receipt
service pay(id: String) -> { receipt: String } { effect idempotent  latency <= 10s  irreversible because "money is gone" }
service stamp(id: String) -> { code: String } { effect pure  latency <= 10s }
service file_receipt(id: String) { effect idempotent  latency <= 10s }
plan settle(id: String) -> { code: String } {
  step paid = pay(id)
  step code = stamp(id) { after paid }
  return { code: code.code }
  finally {
    step filed = file_receipt(id)
  }
}
guardrail filed : money { every pay followed by file_receipt within 1d }
`,
    mistakes: [
      {
        says: "no receipt where the stamp fails",
        change: [
          [
            "  return { code: code.code }\n  finally {\n    step filed = file_receipt(id)\n  }",
            "  step filed = file_receipt(id) { after code }\n  return { code: code.code }",
          ],
        ],
      },
      {
        says: "the receipt only where all went well",
        change: [
          [
            "    step filed = file_receipt(id)",
            "    when outcome.status == completed {\n      step filed = file_receipt(id)\n    }",
          ],
        ],
      },
    ],
  },
  {
    intact: `module many.send
service send(to: String) -> { id: String } { effect idempotent  latency <= 5s  irreversible because "mail" }
plan all(to: [String] size 1..3) -> { sent: Int } {
  step each = for one in to up to 3 at once 1 {
    step mail = send(to: one) { retry 1 every 1s }
    yield mail.id
  }
  return { sent: each.size }
}
guardrail few : operational { at most 6 send }
`,
    mistakes: [
      { says: "one try more for three is over the limit", change: [["at most 6 send", "at most 3 send"]] },
    ],
  },
  {
    intact: `module drug.release
import std.people { Approval }
role pharmacist
human double_check(batch: String) -> Approval { ask pharmacist  show "Release \${batch}?" }
service assay(batch: String) -> { purity: Ratio } { effect pure  latency <= 1h }
service release(batch: String) -> { id: String } { effect idempotent  latency <= 1m  undo recall(batch) }
service recall(batch: String) { effect idempotent  latency <= 1m }
plan released(batch: String) -> { id: String } {
  step found = assay(batch)
  step ok = double_check(batch) { after found  timeout 1d }
  when ok.granted and found.purity >= 98% {
    step out = release(batch)
    return { id: out.id }
  } else {
    fail "Not pure enough"
  }
}
guardrail checked_twice : safety { double_check granted before release }
`,
    mistakes: [
      {
        says: "what is pure needs nobody",
        change: [["when ok.granted and found.purity >= 98% {", "when ok.granted or found.purity >= 98% {"]],
      },
      {
        says: "a check that is not answered counts as one that was",
        told: "ORCH4101",
        change: [["timeout 1d }", "timeout 1d } else { yield { granted: true } }"]],
      },
    ],
  },
  {
    intact: `module law.audit
service delete_all(person: String) -> { count: Int } { effect idempotent  latency <= 1h  irreversible because "that is the point" }
service tell_partners(person: String) -> { told: Int } { effect pure  latency <= 1h }
service log_deletion(person: String) { effect idempotent  latency <= 10s }
plan forget(person: String, everywhere: Bool) -> { count: Int } {
  step gone = delete_all(person)
  step logged = log_deletion(person) { after gone  retry 9 every 1m }
  when everywhere {
    step told = tell_partners(person) { after logged }
  }
  return { count: gone.count }
}
guardrail on_record : legal { every delete_all followed by log_deletion within 1d }
`,
    mistakes: [
      {
        says: "the record is written after what may fail",
        change: [
          ["  step logged = log_deletion(person) { after gone  retry 9 every 1m }\n", ""],
          [
            "step told = tell_partners(person) { after logged }\n  }",
            "step told = tell_partners(person) { after gone }\n  }\n  step logged = log_deletion(person) { after told  retry 9 every 1m }",
          ],
        ],
      },
    ],
  },
  {
    intact: `module poll.rate
service ask(page: String) -> { text: String } { effect idempotent  latency <= 10s  irreversible because "read" }
plan read(pages: [String] size 1..3) -> { count: Int } {
  step each = for page in pages up to 3 at once 1 {
    step text = ask(page) { retry 2 every 1s }
    yield text.text
  }
  return { count: each.size }
}
guardrail gentle : operational { at most 9 ask }
`,
    mistakes: [{ says: "tries count as well", change: [["at most 9 ask", "at most 4 ask"]] }],
  },
  {
    intact: `module atlas.index
service cheap_scan(page: String) -> { text: String } { effect pure  latency <= 1m  cost <= $0.10 }
service dear_scan(page: String) -> { text: String } { effect pure  latency <= 5m  cost <= $0.50 }
service check(text: String) -> { ok: Bool } { effect pure  latency <= 10s  cost <= $0.05 }
plan scan_page(page: String) -> { text: String } {
  step first = cheap_scan(page) else dear_scan(page)
  return first
}
plan index(pages: [String] size 1..3) -> { ok: Bool } {
  step all = for page in pages up to 3 at once 3 {
    step got  = scan_page(page)
    step fine = check(text: got.text)
    yield fine.ok
  }
  return { ok: all.all(ok => ok) }
}
guardrail frugal : money { cost <= $2.00 }
`,
    mistakes: [
      {
        says: "one page that has to be scanned again is one too many",
        change: [["cost <= $2.00", "cost <= $0.90"]],
      },
    ],
  },
];
