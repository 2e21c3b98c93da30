import type { Specimen } from "./mutant.ts";

/** What only names tell: an undo that is told an id of something else, what is ended only where all goes well. */
export const named: readonly Specimen[] = [
  {
    intact: `module badge.desk
service issue(who: String) -> { id: String } { effect idempotent  latency <= 10s  undo revoke(who) }
service revoke(who: String) { effect idempotent  latency <= 10s }
service engrave(plate: String) -> { id: String } { effect idempotent  latency <= 10s  undo melt(plate_id: result.id) }
service melt(plate_id: String) { effect idempotent  latency <= 10s }
service cut(model: String) -> { id: String, model: String } { effect idempotent  latency <= 10s  undo scrap(id: result.id) }
service scrap(id: String) { effect idempotent  latency <= 10s }
service photo(who: String) -> { url: Url } { effect pure  latency <= 1m }
plan welcome(who: String) -> { id: String, url: Url } {
  step badge = issue(who)
  step plate = engrave(plate: badge.id)
  step key   = cut(model: badge.id) { after plate }
  step face  = photo(who) { after key }
  return { id: badge.id, url: face.url }
}
`,
    mistakes: [
      {
        says: "the badge is revoked under its own number",
        change: [["undo revoke(who) }", "undo revoke(who: result.id) }"]],
      },
    ],
  },
  {
    intact: `module base.copy
service version_of(db: String) -> { version: String } { effect pure  latency <= 1s }
service restore(id: String, to: String) -> { ok: Bool } { effect idempotent  latency <= 20m  undo drop_db(to) }
service drop_db(to: String) { effect idempotent  latency <= 1m }
service switch_to(version: String) -> { previous: String } { effect idempotent  latency <= 1m  undo roll_back(version: result.previous) }
service roll_back(version: String) { effect idempotent  latency <= 1m }
service moved(from: String, to: String) -> { ok: Bool } { effect idempotent  latency <= 1m  undo put_back(to: from) }
service put_back(to: String) { effect idempotent  latency <= 1m }
service probe(db: String) -> { ok: Bool } { effect pure  latency <= 1m }
plan copied(snapshot: String, to: String) -> { ok: Bool } {
  step there = restore(id: snapshot, to)
  step which = version_of(db: to) { after there }
  step live  = switch_to(version: which.version)
  step dns   = moved(from: "old", to) { after live }
  step fine  = probe(db: to) { after dns }
  return { ok: fine.ok }
}
`,
    mistakes: [
      {
        says: "what is dropped goes by the snapshot's number",
        change: [["undo drop_db(to) }", "undo drop_db(to: id) }"]],
      },
      {
        says: "what is dropped bears a name that nothing was restored to",
        change: [["undo drop_db(to) }", "undo drop_db(to: id.upper) }"]],
      },
    ],
  },
  {
    intact: `module gallery.loan
service pack(item: String) -> { crate: String } { effect idempotent  latency <= 1h  undo unpack(crate: result.crate) }
service unpack(crate: String) { effect idempotent  latency <= 1h }
service insure(crate: String) -> { policy: String } { effect idempotent  latency <= 1m  undo end_policy(policy: result.policy) }
service end_policy(policy: String) { effect idempotent  latency <= 1m }
service ship(crate: String) -> { way: String } { effect once  latency <= 1m  confirm shipped(crate)  irreversible because "gone" }
service shipped(crate: String) -> Done<{ way: String }> { effect pure  latency <= 2s }
plan lend(item: String) -> { way: String } {
  step boxed = pack(item)
  step safe  = insure(crate: boxed.crate)
  step gone  = ship(crate: boxed.crate) { after safe  retry 1 every 1m }
  return { way: gone.way }
}
`,
    mistakes: [
      {
        says: "the policy is ended by the number of the crate",
        change: [["undo end_policy(policy: result.policy) }", "undo end_policy(policy: crate) }"]],
      },
    ],
  },
  {
    intact: `module stage.fog
service fog_on(stage: String) { effect idempotent  latency <= 5s }
service fog_off(stage: String) { effect idempotent  latency <= 5s }
service sing(song: String) -> { ok: Bool } { effect pure  latency <= 5m }
plan number(stage: String, song: String) -> { ok: Bool } {
  step foggy = fog_on(stage)
  step sung = sing(song) { after foggy }
  return { ok: sung.ok }
  finally { step clear = fog_off(stage) { retry 3 } }
}
`,
    mistakes: [
      {
        says: "the fog is only put out where the song was sung",
        change: [
          ["  return { ok: sung.ok }\n", "  step clear = fog_off(stage) { after sung  retry 3 }\n"],
          ["  finally { step clear = fog_off(stage) { retry 3 } }", "  return { ok: sung.ok }"],
        ],
      },
    ],
  },
  {
    intact: `module prison.gate
service unlock_gate(gate: Int) -> { ok: Bool } { effect idempotent  latency <= 5s  undo lock_gate(gate) }
service lock_gate(gate: Int) { effect idempotent  latency <= 5s }
service start_log(gate: Int, name: String) { effect idempotent  latency <= 5s  irreversible because "it may run on" }
service stop_log(gate: Int) { effect idempotent  latency <= 5s }
service open_case(who: String) -> { id: String } { effect idempotent  latency <= 5s }
service close_case(id: String) { effect idempotent  latency <= 5s }
service walk(gate: Int) -> { ok: Bool } { effect pure  latency <= 2m }
plan pass(gate: Int in 1..4, who: String) -> { ok: Bool } {
  step file = open_case(who)
  step log  = start_log(gate, name: who) { after file }
  step open = unlock_gate(gate) { after log }
  step gone = walk(gate) { after open }
  step shut = lock_gate(gate) { after gone  retry 2 every 1s }
  step quiet = stop_log(gate) { after shut }
  step done = close_case(id: file.id) { after quiet }
  return { ok: gone.ok }
}
`,
    mistakes: [
      {
        says: "the gate is only locked again behind whoever got through",
        change: [["latency <= 5s  undo lock_gate(gate) }", "latency <= 5s }"]],
      },
    ],
  },
  {
    intact: `module chess.clock
role guest
human move_of(player: String) -> { move: String } { ask guest  show "Your move, \${player}" }
service start_clock(player: String) -> { ok: Bool } { effect idempotent  latency <= 1s  undo stop_clock(player) }
service stop_clock(player: String) { effect idempotent  latency <= 1s }
service record(move: String) -> { n: Int } { effect idempotent  latency <= 1s  irreversible because "written down" }
plan turn(player: String) -> { n: Int } {
  step ticking = start_clock(player)
  step moved   = move_of(player) { timeout 10m  after ticking }
  step still   = stop_clock(player) { after moved  retry 3 }
  step kept    = record(move: moved.move) { after still }
  return { n: kept.n }
}
`,
    mistakes: [
      {
        says: "who does not move keeps the clock running",
        change: [["latency <= 1s  undo stop_clock(player) }", "latency <= 1s }"]],
      },
    ],
  },
  {
    intact: `module tax.file
service write_invoice(n: Int, customer: String) -> { url: String } { effect idempotent  latency <= 5s  undo void_invoice(n) }
service void_invoice(n: Int) { effect idempotent  latency <= 5s }
service file_tax(n: Int) -> { ok: Bool } { effect once  latency <= 10s  confirm filed(n)  irreversible because "nothing is forgotten" }
service filed(n: Int) -> Done<{ ok: Bool }> { effect pure  latency <= 2s }
guardrail once_or_twice : law { at most 2 file_tax }
plan bill(customer: String, n: Int in 1..99) -> { url: String } {
  step doc = write_invoice(n, customer)
  step tax = file_tax(n) { after doc  retry 1 every 1m }
  return { url: doc.url }
}
`,
    mistakes: [
      {
        says: "whether the next number was filed is asked",
        change: [["confirm filed(n)", "confirm filed(n: n + 1)"]],
      },
    ],
  },
];
