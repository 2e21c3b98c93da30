/* What drawn programs are about, and the rules that they are held against. */

/** Every rule is told of and stops nothing, so that it can be seen what runs make of it. */
export const rules: readonly string[] = [
  "review before send",
  "review granted before send",
  "every book preceded by review granted or note",
  "note before charge when args.n > 1",
  "quick before book",
  "every send when args.n > 1 preceded by book",
  "review failed before quick",
  "every unbook preceded by note",
  "inner before send",
  "wanted before book",
  "at most 1 send",
  "at most 2 book",
  "at most 1 unbook",
  "at most 3 note",
  "at most 1 inner",
  "never note when args.n > 3",
  "never charge",
  "never send when args.n > 1",
  "never book when calm",
  "every send followed by note",
  "every book followed by review",
  "every charge followed by send or note",
  "every send followed by note within 3s",
  "every book followed by send within 20s",
];

export const declared = `module m
import std.people { Approval }
role keeper
type Van { id: String, online: Bool }
resource vans: Van x 2 { at edge  lease 2h }
signal calm: Bool { from weather.calm }
signal level: Int in 0..9 { from weather.level }
tool quick(n: Int) -> Int in 0..3 { effect pure  cost <= $0.01  latency <= 1s }
tool slow(n: Int) -> Int in 0..3 { effect pure  cost <= $0.02  latency <= 3s }
tool review(n: Int) -> Approval { effect pure  latency <= 1s }
human asked(n: Int) -> Approval { ask keeper  show "May it, \${n}?" }
service send(n: Int) -> Approval { effect idempotent  cost <= $0.03  latency <= 1s }
service book(n: Int) -> Approval { effect idempotent  cost <= $0.04  latency <= 2s  undo unbook(n) }
service unbook(n: Int) { effect idempotent  cost <= $0.05  latency <= 1s }
service charge(n: Int) -> Approval { effect once  cost <= $0.06  latency <= 1s  irreversible because "it is paid" }
tool note(n: Int) -> Int in 0..3 { effect pure  latency <= 1s }
`;
