import type { Specimen } from "./mutant.ts";

/** Holds, limits and budgets that are too small for the slow or the unlucky case. */
export const timed: readonly Specimen[] = [
  {
    intact: `module fleet.inspect
type Drone { id: String, online: Bool }
resource drones: Drone x 2 { at edge  lease 4h }
service fly(drone: String) -> { shots: Int } { effect idempotent  latency <= 10m  undo land(drone) }
service land(drone: String) { effect idempotent  latency <= 5m }
service look(shots: Int) -> { fine: Bool } { effect pure  latency <= 5m }
plan inspect() -> { fine: Bool } {
  with drone = drones wait 10m for 2h {
    step flight = fly(drone: drone.id) { timeout 10m  retry 2 every 1m }
    step seen   = look(shots: flight.shots)
  }
  return { fine: seen.fine }
}
`,
    mistakes: [
      { says: "the drone is given back before the second try is over", change: [["for 2h {", "for 20m {"]] },
      { says: "a try that fails once is one too many", change: [["for 2h {", "for 16m {"]] },
    ],
  },
  {
    intact: `module room.exam
import std.people { Approval }
role examiner
type Room { id: String, online: Bool }
resource rooms: Room x 1 { at device  lease 8h }
human mark(room: String) -> Approval { ask examiner  show "Passed in \${room}?" }
service record(room: String) -> { ok: Bool } { effect pure  latency <= 5m }
plan exam() -> { ok: Bool } {
  with room = rooms for 4h {
    step film = record(room: room.id)
    step said = mark(room: room.id) { after film  timeout 2h }
    when not said.granted {
      fail "Failed"
    }
  }
  return { ok: film.ok }
}
`,
    mistakes: [{ says: "who thinks long loses the room", change: [["for 4h {", "for 1h {"]] }],
  },
  {
    intact: `module kitchen.cook
type Oven { id: String, online: Bool }
resource ovens: Oven x 2 { at device  lease 4h }
service bake(oven: String, dish: String) -> { ok: Bool } { effect idempotent  latency <= 40m  irreversible because "it is baked" }
plan dinner(first_dish: String, second_dish: String) -> { ok: Bool } {
  with one = ovens wait 10m for 2h {
    step bread = bake(oven: one.id, dish: first_dish)
  }
  with two = ovens wait 10m for 2h {
    step cake = bake(oven: two.id, dish: second_dish)
  }
  return { ok: bread.ok and cake.ok }
}
`,
    mistakes: [
      {
        says: "two dishes race for one oven",
        change: [["resource ovens: Oven x 2", "resource ovens: Oven x 1"]],
      },
    ],
  },
  {
    intact: `module text.translate
service small_model(parts: [String] size 1..9) -> { text: String } { effect pure  latency <= 30s  cost <= $0.10 }
service big_model(parts: [String] size 1..9) -> { text: String } { effect pure  latency <= 60s  cost <= $0.10 * parts.size }
goal translated(parts: [String] size 1..9) -> { text: String } {
  success "There is text" when result.text != ""
  budget cost <= $1.00
}
plan translate(parts: [String] size 1..9) -> { text: String } achieves translated {
  step text = small_model(parts) else big_model(parts)
  return { text: text.text }
}
`,
    mistakes: [
      {
        says: "the second way costs more than there is",
        change: [["cost <= $0.10 * parts.size", "cost <= $0.40 * parts.size"]],
      },
      {
        says: "there is no more for a second way",
        change: [["budget cost <= $1.00", "budget cost <= $0.25"]],
      },
    ],
  },
  {
    intact: `module call.slow
service answer(q: String) -> { text: String } { effect pure  latency <= 20s }
service store(text: String) -> { id: String } { effect idempotent  latency <= 5s  irreversible because "kept" }
plan ask(q: String) -> { id: String } {
  timeout 2m
  step said = answer(q) { timeout 30s }
  step kept = store(text: said.text)
  return { id: kept.id }
}
`,
    mistakes: [
      {
        says: "a step is given less time than it may take",
        change: [["{ timeout 30s }", "{ timeout 10s }"]],
      },
      {
        says: "the plan is given less time than its steps may take",
        change: [["timeout 2m", "timeout 22s"]],
      },
    ],
  },
  {
    intact: `module crane.lift
import std.people { Approval }
role foreman
type Crane { id: String, online: Bool }
resource cranes: Crane x 1 { at edge  lease 8h }
human clear_site(crane: String) -> Approval { ask foreman  show "Clear under \${crane}?" }
service lift(crane: String, load: String) -> { ok: Bool } { effect idempotent  latency <= 30m  undo lower(crane, load) }
service lower(crane: String, load: String) { effect idempotent  latency <= 30m }
plan hoist(load: String) -> { ok: Bool } {
  with crane = cranes wait 1h for 5h {
    step clear = clear_site(crane: crane.id) { timeout 2h }
    when not clear.granted {
      fail "Somebody stands there"
    }
    step up = lift(crane: crane.id, load) { after clear  retry 1 every 1m }
  }
  return { ok: up.ok }
}
`,
    mistakes: [
      { says: "a foreman who takes his time takes the crane's", change: [["for 5h {", "for 2h {"]] },
      { says: "a second lift is over after the crane is gone", change: [["for 5h {", "for 50m {"]] },
    ],
  },
  {
    intact: `module lab.two
type Bench { id: String, online: Bool }
resource benches: Bench x 2 { at device  lease 8h }
service mix(bench: String) -> { ok: Bool } { effect pure  latency <= 1h }
service spin(bench: String) -> { ok: Bool } { effect pure  latency <= 2h }
plan both() -> { ok: Bool } {
  step mixed = mix_it()
  step spun  = spin_it()
  return { ok: mixed.ok and spun.ok }
}
plan mix_it() -> { ok: Bool } {
  with bench = benches wait 30m for 2h {
    step done = mix(bench: bench.id)
  }
  return { ok: done.ok }
}
plan spin_it() -> { ok: Bool } {
  with bench = benches wait 30m for 3h {
    step done = spin(bench: bench.id)
  }
  return { ok: done.ok }
}
`,
    mistakes: [
      {
        says: "two plans of one run race for one bench",
        change: [["resource benches: Bench x 2", "resource benches: Bench x 1"]],
      },
    ],
  },
  {
    intact: `module video.render
type Job { scenes: [String] size 1..3 }
service fast(scene: String) -> { ok: Bool } { effect pure  latency <= 1m  cost <= $0.05 }
service best(scene: String) -> { ok: Bool } { effect pure  latency <= 5m  cost <= $0.20 }
plan film(job: Job) -> { ok: Bool } {
  step each = for scene in job.scenes up to 3 at once 1 {
    step shot = fast(scene) else best(scene)
    yield shot.ok
  }
  return { ok: each.all(ok => ok) }
}
guardrail cheap : money { cost <= $0.80 }
`,
    mistakes: [
      {
        says: "a scene that has to be made again costs too much",
        change: [["guardrail cheap : money { cost <= $0.80 }", "guardrail cheap : money { cost <= $0.30 }"]],
      },
    ],
  },
  {
    intact: `module quick.answer
goal answered(q: String) -> { text: String, sure: Bool } {
  success "It is sure" when result.sure
}
service look_up(q: String) -> { text: String, known: Bool } { effect pure  latency <= 10s }
service research(q: String) -> { text: String, sure: Bool } { effect pure  latency <= 10m }
plan answer(q: String) -> { text: String, sure: Bool } achieves answered {
  step found = look_up(q)
  when found.known {
    return { text: found.text, sure: true }
  } else {
    step deep = research(q)
    return { text: deep.text, sure: deep.sure }
  }
}
`,
    mistakes: [
      {
        says: "one way never meets the goal",
        change: [["return { text: deep.text, sure: deep.sure }", "return { text: deep.text, sure: false }"]],
      },
    ],
  },
  {
    intact: `module news.ticker
goal told(item: String) -> { ok: Bool } { success "It is told" when result.ok  budget latency <= 10m }
service wire(item: String) -> { ok: Bool } { effect pure  latency <= 1m }
service phone(item: String) -> { ok: Bool } { effect pure  latency <= 5m }
plan tell(item: String) -> { ok: Bool } achieves told {
  step out = wire(item) { retry 2 every 30s } else phone(item)
  return out
}
`,
    mistakes: [
      {
        says: "a second try and a call take longer than there is",
        change: [["retry 2 every 30s", "retry 1 every 4m"]],
      },
    ],
  },
  {
    intact: `module lab.assay
type Slot { id: String, online: Bool }
resource slots: Slot x 2 { at edge  lease 3h }
service warm(slot: String) -> { ok: Bool } { effect idempotent  latency <= 20m  undo cool(slot) }
service cool(slot: String) { effect idempotent  latency <= 5m }
service try_out(slot: String, sample: String) -> { value: Float } { effect idempotent  latency <= 30m  irreversible because "the sample is used" }
plan assay(samples: [String] size 1..4) -> { n: Int } {
  with s = slots wait 1h for 3h {
    step hot = warm(slot: s.id)
    step each = for sample in samples up to 4 at once 1 {
      step one = try_out(slot: s.id, sample)
      yield one.value
    } { after hot }
    step cold = cool(slot: s.id) { after each }
  }
  return { n: each.size }
}
`,
    mistakes: [
      {
        says: "the fourth sample is over after the slot is gone",
        change: [["wait 1h for 3h", "wait 1h for 2h"]],
      },
    ],
  },
];
