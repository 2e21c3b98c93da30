import type { Specimen } from "./mutant.ts";

/** An undo that is told the same whatever was done. */
export const constant: readonly Specimen[] = [
  {
    intact: `module dock.bays
service seize(bay: Int in 1..9, ship: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo vacate(bay) }
service vacate(bay: Int in 1..9) { effect idempotent  latency <= 5s }
service weigh(ship: String) -> { tons: Int } { effect pure  latency <= 5s }
plan dock(bay: Int in 1..9, ship: String) -> { tons: Int } {
  step had = seize(bay, ship)
  step mass = weigh(ship) { after had }
  return { tons: mass.tons }
}
`,
    mistakes: [
      { says: "always the first bay is vacated", change: [["undo vacate(bay) }", "undo vacate(bay: 1) }"]] },
    ],
  },
  {
    intact: `module ward.wings
type Wing = north | south | garden
service shut_off(wing: Wing) -> { ok: Bool } { effect idempotent  latency <= 5s  undo let_in(wing) }
service let_in(wing: Wing) { effect idempotent  latency <= 5s }
service disinfect(wing: Wing) -> { clean: Bool } { effect pure  latency <= 2h }
plan cleaned(wing: Wing) -> { clean: Bool } {
  step shut = shut_off(wing)
  step done = disinfect(wing) { after shut }
  return { clean: done.clean }
}
`,
    mistakes: [
      {
        says: "always the north wing is let in",
        change: [["undo let_in(wing) }", "undo let_in(wing: north) }"]],
      },
    ],
  },
  {
    intact: `module pump.spare
service run_spare(tank: String) -> { unit: String } { effect idempotent  latency <= 30s  undo halt(unit: result.unit) }
service halt(unit: String) { effect idempotent  latency <= 30s }
service aerate(tank: String) -> { ok: Bool } { effect pure  latency <= 10m }
plan help(tank: String) -> { ok: Bool } {
  step spare = run_spare(tank)
  step air = aerate(tank) { after spare  retry 1 every 1m }
  return { ok: air.ok }
}
`,
    mistakes: [
      {
        says: "whatever was started, unit b is halted",
        change: [["undo halt(unit: result.unit) }", 'undo halt(unit: "b") }']],
      },
    ],
  },
  {
    intact: `module house.mood
type Light = bright | soft | off
service set_mood(light: Light, volume: Int in 0..40) -> { ok: Bool } { effect idempotent  latency <= 2s  undo calm(light: off, volume: 0) }
service calm(light: Light, volume: Int in 0..40) { effect idempotent  latency <= 2s }
service post(item: String, reason: String) -> { id: String } { effect idempotent  latency <= 5s  undo take_down(item, reason: "it was not sold") }
service take_down(item: String, reason: String) { effect idempotent  latency <= 5s }
service show(item: String) -> { sold: Bool } { effect pure  latency <= 1h }
plan sale(item: String, reason: String) -> { sold: Bool } {
  step mood = set_mood(light: soft, volume: 12)
  step up = post(item, reason) { after mood }
  step shown = show(item) { after up }
  return { sold: shown.sold }
}
`,
    mistakes: [
      {
        says: "the same old thing is taken down",
        change: [["undo take_down(item, reason:", 'undo take_down(item: "the blue vase", reason:']],
      },
    ],
  },
];
