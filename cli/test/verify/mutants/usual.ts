import type { Specimen } from "./mutant.ts";

/** Mistakes of every sort, in plans as they are usually written. */
export const usual: readonly Specimen[] = [
  {
    intact: `module ticket.desk
service seat(show: String) -> { id: String } { effect idempotent  latency <= 5s  undo free_seat(show) }
service free_seat(show: String) { effect idempotent  latency <= 5s }
service meal(show: String) -> { id: String } { effect idempotent  latency <= 5s  undo cancel_meal(show) }
service cancel_meal(show: String) { effect idempotent  latency <= 5s }
service print(show: String) -> { ok: Bool } { effect pure  latency <= 5s }
plan book(show: String, hungry: Bool) -> { ok: Bool } {
  step place = seat(show)
  when hungry {
    step food = meal(show) { after place }
  }
  step paper = print(show) { after place, food }
  return { ok: paper.ok }
}
`,
    mistakes: [
      { says: "the meal of the hungry is not cancelled", change: [["  undo cancel_meal(show) }", " }"]] },
    ],
  },
  {
    intact: `module lab.sample
import std.people { Approval }
role chief
type Freezer { id: String, online: Bool }
resource freezers: Freezer x 2 { at device  lease 12h }
human look(sample: String) -> Approval { ask chief  show "Fine: \${sample}?" }
service thaw(freezer: String, sample: String) -> { ok: Bool } { effect pure  latency <= 30m }
plan checked(freezer: String, sample: String) -> { ok: Bool } {
  step soft = thaw(freezer, sample)
  step said = look(sample) { after soft  timeout 4h }
  return { ok: said.granted }
}
plan examine(sample: String) -> { ok: Bool } {
  with box = freezers wait 1h for 6h {
    step done = checked(freezer: box.id, sample)
  }
  return { ok: done.ok }
}
`,
    mistakes: [{ says: "the freezer is lost while the chief thinks", change: [["for 6h {", "for 3h {"]] }],
  },
  {
    intact: `module print.quote
service cheap(pages: Int in 1..100) -> { text: String } { effect pure  latency <= 5s  cost <= $0.01 * pages }
service dear(pages: Int in 1..100) -> { text: String } { effect pure  latency <= 5s  cost <= $0.04 * pages }
goal quoted(pages: Int in 1..100) -> { text: String } {
  success "There is a text" when result.text != ""
  budget cost <= $10.00
}
plan quote(pages: Int in 1..100) -> { text: String } achieves quoted {
  step text = cheap(pages) { retry 1 every 1s } else {
    step other = dear(pages)
    yield { text: other.text }
  }
  return { text: text.text }
}
`,
    mistakes: [
      {
        says: "a handler's block costs more than there is",
        change: [["budget cost <= $10.00", "budget cost <= $4.00"]],
      },
    ],
  },
  {
    intact: `module door.lock
service unlock(door: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo lock(door) }
service lock(door: String) { effect idempotent  latency <= 5s }
service clean(door: String) -> { ok: Bool } { effect pure  latency <= 1h }
plan cleaned(door: String) -> { ok: Bool } {
  step open = unlock(door)
  step done = clean(door) { after open }
  return { ok: done.ok }
  finally {
    step shut = lock(door)
  }
}
guardrail shut_again : safety { every unlock followed by lock within 2h }
`,
    mistakes: [
      {
        says: "the door stays open if cleaning fails",
        change: [
          [
            "  return { ok: done.ok }\n  finally {\n    step shut = lock(door)\n  }",
            "  step shut = lock(door) { after done }\n  return { ok: done.ok }",
          ],
          ["  undo lock(door) }", " }"],
        ],
      },
    ],
  },
  {
    intact: `module tour.bus
service book_bus(day: String) -> { id: String } { effect idempotent  latency <= 5s  undo cancel_bus(id: result.id) }
service cancel_bus(id: String) { effect idempotent  latency <= 5s }
service book_guide(day: String) -> { id: String } { effect idempotent  latency <= 5s  undo cancel_guide(id: result.id) }
service cancel_guide(id: String) { effect idempotent  latency <= 5s }
service weather(day: String) -> { dry: Bool } { effect pure  latency <= 5s }
plan tour(day: String) -> { id: String } {
  step bus   = book_bus(day)
  step guide = book_guide(day) { after bus }
  step sky   = weather(day) { after bus, guide }
  when not sky.dry {
    fail "It rains"
  }
  return { id: bus.id }
}
`,
    mistakes: [
      {
        says: "when it rains the guide comes",
        change: [["  undo cancel_guide(id: result.id) }", " }"]],
      },
    ],
  },
];
