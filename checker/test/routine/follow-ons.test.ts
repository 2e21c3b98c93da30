import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

const head = `module m
role nurse
type Ward = north | south
type Bed { id: String, online: Bool }
type Offer { ward: Ward, note: String? }
resource beds: Bed x 3 { at edge  lease 2h }
tool place(ward: Ward, day: Date) -> Offer { effect pure  latency <= 1s  fails full }
tool look(bed: String) { effect pure  latency <= 1s }
tool write(note: String) { effect idempotent  latency <= 1s  clearance personal }
event freed(bed: String, ward: Ward) { from desk }
`;

describe("one mistake, one error: nothing that follows from it", () => {
  test("a name that its module does not have, and is used below as it is called", () => {
    check(`
module m
import std.people { Aproval }
                    ^^^^^^^ error[ORCH2002]
role boss
human may(text: String) -> Approval { ask boss  show "\${text}?" }
`);
  });

  test("an argument that nobody asks for, and the bare member in it", () => {
    check(`${head}
plan p(day: Date) { step o = place(day: day, wrd: north) }
                                             ^^^ error[ORCH3702]
plan q(day: Date) { step o = watch(wards: [north, south]) }
                             ^^^^^ error[ORCH2005]
`);
  });

  test("values behind one that was left out, and two that have changed places", () => {
    check(`${head}
plan p(day: Date) { step o = place(day) }
                             ^^^^^^^^^^ error[ORCH3701] \`place\` needs \`ward\` too.
plan q(day: Date) { step o = place(day, north) }
                                   ^^^ error[ORCH3002] \`day\` is a \`Date\`, but \`ward\` of \`place\` takes a \`Ward\`.
plan r(bed: String) { step o = place(bed) }
                               ^^^^^^^^^^ error[ORCH3701] \`place\` needs \`day\` too.
                                     ^^^ error[ORCH3002]
`);
  });

  test("a value that rounds hand on, and that is computed wrongly in them", () => {
    check(`${head}
plan p(share: Ratio) -> Float {
  step last = for v from { left: 3.5, done: 0% } up to 3 until v.left < 1.0 {
    yield { left: v.left - 1km, done: share }
                           ^^^ error[ORCH3101]
  } else { yield { left: 0.0, done: 0% } }
  return last.left
}
`);
  });

  test("a field that rounds read and do not hand on", () => {
    check(`${head}
plan p(share: Ratio) -> Float {
  step last = for v from { left: 3.5, done: 0% } up to 3 until v.left < 1.0 or v.done > 50% {
    yield { left: v.left - 1.0 }
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[ORCH3005] Field \`done\` is missing: each round is given a record \`{ left: Float, done: Ratio }\`.
  } else { yield { left: 0.0, done: share } }
  return last.left
}
`);
  });

  test("a field that a handler leaves out and that is read", () => {
    check(`${head}
plan p(ward: Ward, day: Date) -> Ward {
  step offer = place(ward, day) else when error == full { yield { note: "none" } }
                                                          ^^^^^^^^^^^^^^^^^^^^^^ error[ORCH3005] Field \`ward\` is missing: what stands for \`offer\` is a record \`Offer\`.
  step noted = write(offer.note ?? "-")
  when offer.ward == north { wait 3s }
  return offer.ward
}
plan q(ward: Ward, day: Date) {
  step offer = place(ward, day) else when error == full { yield { note: "none" } }
  step noted = write(offer.note ?? "-")
}
`);
  });

  test("a failure that is not declared, however often it is thrown", () => {
    check(`${head}
plan p(ward: Ward, day: Date) {
  step offer = place(ward, day) else when error == full { fail no_bed "none" }
                                                               ^^^^^^ error[ORCH3723]
  when offer.note is none { fail no_bed "not noted" }
  step all = for note in ["a", "b"] { when offer.ward == north { fail no_bed "in a round" }  step w = write(note) }
}
`);
  });

  test("a share of more than all", () => {
    check(`${head}
plan p(beds: [String] size 1..3) {
  step all = for b in beds { step l = look(b) } { optional up to 120% }
                                                                 ^^^^ error[ORCH3004]
}
`);
  });

  test("a field whose value is not there either", () => {
    check(`${head}
plan p(ward: Ward, note: String) -> Offer { return { ward, noet } }
                                                           ^^^^ error[ORCH3201]
`);
  });

  test("a label, a role, a tier, a declaration that could not be read: what flows there", () => {
    check(`${head}
tool a(note: String) { effect pure  latency <= 1s  clearance persnal }
                                                             ^^^^^^^ error[ORCH3601]
human b(note: String) -> { yes: Bool } { ask nurce  show "\${note}" }
                                             ^^^^^ error[ORCH2005]
tool c(note: String) -> [String] siz 1..3 { effect pure  latency <= 1s  clearance personal }
                                 ^^^ error[ORCH0118]
plan p(note: String @personal) {
  step x = a(note)
  step y = b(note)
  step z = c(note) { retry 2 when error == full }
}
`);
  });

  test("an event of which a trigger reads", () => {
    check(`${head}
plan p(bed: String) { step l = look(bed) }
trigger t { on event fred where event.ward == north  start p(bed: event.bed)  overlap skip by event.bed }
                     ^^^^ error[ORCH2005]
trigger u { on completed q  start p(bed: result.bed) }
                         ^ error[ORCH2005]
`);
  });

  test("a member in a match", () => {
    check(`${head}
plan p(ward: Ward) -> Int {
  match ward {
    nort { return 1 }
    ^^^^ error[ORCH3213]
    south { return 2 }
  }
}
`);
  });

  test("a call that a race waits for", () => {
    check(`${head}
plan p(bed: String) -> Bool {
  step f = first of { seen = lok(bed), late = wait 3s }
                             ^^^ error[ORCH2005]
  match f { seen { return true }  late { return false } }
}
`);
  });

  test("a plan that is not as its goal", () => {
    check(`${head}
goal found(ward: Ward) -> { bed: String, ward: Ward } { success "there" when result.bed != "" }
plan a(wrd: Ward) -> { bed: String, ward: Ward } achieves found { return { bed: "1", ward: ward } }
       ^^^ error[ORCH3609]
plan b(ward: Ward) -> { bd: String, ward: Ward } achieves found { return { bed: "1", ward: north } }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[ORCH3609]
plan c(ward: Ward) -> { bed: String, ward: Ward } achieves fund { return { bed: "1", ward } }
                                                           ^^^^ error[ORCH2005]
scenario "by c" for found { given ward = north  expect completed by c }
`);
  });

  test("types that are not there", () => {
    check(`${head}
type Note { text: Strng?, by: String }
                  ^^^^^ error[ORCH3001]
resource spare: Bde x 2 { at edge  overflow beds }
                ^^^ error[ORCH2005]
signal free(ward: Wrd): Int { from desk.free }
                  ^^^ error[ORCH3001]
flag scarce(ward: Ward) = free(ward) < 2
plan p(n: Note, from: Wad) { step l = write(n.by) }
                      ^^^ error[ORCH3001]
plan q() { step l = p(n: { by: "x" }, from: north) }
scenario "s" for q { given signal free(north) = 3 }
`);
  });

  test("bounds and durations of another kind", () => {
    check(`${head}
type Dose { amount: String in 1..3, times: Duration in 1..2 }
                              ^^^^ error[ORCH3015]
                                                       ^ error[ORCH3103]
resource rooms: Bed x 2 { at edge  lease 4 }
                                         ^ error[ORCH3103]
plan p(d: Dose, bed: String) {
  with room = rooms for 1h { step n = look(room.id) }
  step l = look(bed)  let twice = d.times * 2
  step o = write(bed)
}
guardrail g { every write followed by look within 14 }
                                                  ^^ error[ORCH3103]
`);
  });

  test("a round that could not be read", () => {
    check(`${head}
plan p(beds: [String] size 1..3) -> Int {
  step all = for b in beds { yield b: 1 } }
                                    ^ error[ORCH0106]
  return all.size
}
`);
  });
});
