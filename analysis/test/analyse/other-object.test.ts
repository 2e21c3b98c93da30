import { compile, openSession } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

/* Calls that are valid, and about another object than what stands around them says. */

const path = "/m.orch";

/** But what is not used: programs of which a part is replaced leave something. */
function codesOf(text: string): readonly string[] {
  return compile({ root: "/", files: [path] }, memoryHost({ [path]: text })).diagnostics.flatMap(
    ({ code }) => (code === "ORCH2009" ? [] : [code]),
  );
}

describe("an undo that is named at a step", () => {
  const depot = (undo: string): string => `module m
type Order { id: String, crate: String, lid: String }
service release(hold: String) idempotent <= 1s
service reserve(order: String) -> { hold: String } idempotent <= 1s { undo release(hold: result.hold) }
service strap(crate: String) idempotent <= 1s
service unstrap(crate: String) idempotent <= 1s
service put_back(crate: String) idempotent <= 1s
service tell(person: String) idempotent <= 1s
tool noted(crate: String) -> { crate: String, snapshot: String } pure <= 1s
service restore(snapshot: String) idempotent <= 1s
plan p(order: Order, more: Order, spare: String, orders: [Order] size 1..3) {
  step note = noted(crate: order.crate)
  step a = reserve(order: more.id)
  let wanted = order.crate
  step b = ${undo}
  step d = for one in orders { step e = strap(crate: one.crate) { undo unstrap(crate: CRATE) } }
}`;
  const strap = (undo: string): string => `strap(crate: order.crate) { after note undo ${undo} }`;

  test.each([
    ["the result of another step", "reserve(order: order.id) { undo release(hold: a.hold) }", true],
    [
      "a parameter that the call does not get",
      "reserve(order: order.id) { undo release(hold: spare) }",
      true,
    ],
    ["its own result", "reserve(order: order.id) { undo release(hold: result.hold) }", false],
    ["another under the same name", strap("unstrap(crate: spare)"), true],
    ["another field under the same name", strap("unstrap(crate: order.lid)"), true],
    ["the same", strap("unstrap(crate: order.crate)"), false],
    ["the same by another name", strap("unstrap(crate: wanted)"), false],
    ["a part of what the call is about", strap("release(hold: order.id)"), false],
    ["the call itself, unchanged", strap("strap(crate: order.crate)"), true],
    ["the call itself, with another value", strap("strap(crate: order.lid)"), false],
    ["a value that is set back", strap("put_back(crate: order.lid)"), false],
    ["what was noted before about the same", strap("restore(snapshot: note.snapshot)"), false],
    [
      "what was noted about something else",
      "strap(crate: more.crate) { after note undo restore(snapshot: note.snapshot) }",
      true,
    ],
    ["a person who is told", strap("tell(person: spare)"), false],
    ["a constant", strap('unstrap(crate: "all")'), false],
  ])("gets %s", (_, step, isReported) => {
    expect(codesOf(depot(step).replace("CRATE", "one.crate"))).toEqual(isReported ? ["ORCH4509"] : []);
  });

  test.each([
    ["orders.first.crate", ["ORCH4509"]],
    ["orders.first.lid", ["ORCH4509"]],
    ["one.crate", []],
    ["order.lid", ["ORCH4509"]],
  ])("in a loop gets %s", (crate, expected) => {
    expect(codesOf(depot("strap(crate: order.crate)").replace("CRATE", crate))).toEqual(expected);
  });
});

describe("an undo by a capability of another kind of thing", () => {
  const town = (undo: string, more = ""): string => `module m
type Room { id: String }
type Table { id: String }
defaults service { effect idempotent  latency <= 1s }
service book_room(guest: String, room: String) -> { id: String } { ${undo} }
service book_flight(guest: String) { undo cancel_flight(guest) }
service cancel_flight(guest: String)
service cancel_room(guest: String)
service give_up(guest: String)
service clear_table(table: String) { touches Table by table  uses Table }
service clear_room(room: String) { touches Room by room }
${more}
plan p(guest: String) { step a = book_room(guest, room: "r") }`;

  test.each([
    ["undo cancel_flight(guest)", ["ORCH4509"]],
    ["undo cancel_room(guest)", []],
    ["undo give_up(guest)", []],
    ["touches Room by room  undo clear_table(table: result.id)", ["ORCH4509"]],
    ["touches Room by room  undo clear_room(room)", []],
    ["touches Room by room  undo clear_room(room: result.id)", []],
    ["touches Room by room  undo clear_room(room: guest)", ["ORCH4509"]],
    ["uses Room  undo clear_table(table: result.id)", ["ORCH4509"]],
    ["uses Table  undo clear_table(table: result.id)", []],
  ])("%s", (undo, expected) => {
    expect(codesOf(town(undo))).toEqual(expected);
  });

  test.each([
    ["undo free_chair(chair: result.batch)", ["ORCH4509"]],
    ["undo discard(batch: result.batch)", []],
    ["undo free_chair(chair: seat)", ["ORCH4509"]],
    ["undo wash(needles)", []],
  ])("by the names of its parameters: %s", (undo, expected) => {
    const studio = `module m
defaults service { effect idempotent  latency <= 1s }
service book_chair(client: String) -> { chair: String } { undo free_chair(chair: result.chair) }
service free_chair(chair: String)
service sterilise(needles: String, seat: String) -> { batch: String } { ${undo} }
service wash(needles: String)
${undo.includes("discard") ? "" : "service seat_free(seat: String)"}
service discard(batch: String)
plan p(needles: String, client: String) { step a = sterilise(needles, seat: client)  step b = book_chair(client) { after a } }`;
    expect(codesOf(studio)).toEqual(expected);
  });

  test("is meant where the other one undoes something already", () => {
    const more = "service hold_room(guest: String) { undo cancel_room(guest) }";
    expect(codesOf(town("undo cancel_flight(guest)", more))).toEqual([]);
  });

  test("is reported by an editor as another capability comes and goes", () => {
    const text = town("undo cancel_flight(guest)");
    const session = openSession({ files: [path], root: "/" }, memoryHost({ [path]: text }));
    const codes = () => session.diagnostics(path).map(({ code }) => code);
    expect(codes()).toEqual(["ORCH4509"]);
    const start = text.indexOf("cancel_room");
    session.change(path, { start, end: start + "cancel_room".length, text: "empty_room" });
    expect(codes()).toEqual([]);
    session.change(path, { start, end: start + "empty_room".length, text: "cancel_room" });
    expect(codes()).toEqual(["ORCH4509"]);
  });
});

describe("a step of a loop over a list that reads the list, and not its item", () => {
  const yard = (statement: string): string => `module m
type Box { id: String, frail: Bool }
defaults service { effect idempotent  latency <= 1s }
service load(box: String, van: String)
service list_all(boxes: [Box])
service tag(box: String)
tool weighed(box: String) -> { box: String } pure <= 1s
tool total(boxes: [Box]) -> Int pure <= 1s
plan p(boxes: [Box] size 1..3, van: String, spare: String) {
  step a = for box in boxes {
    step b = weighed(box: box.id)
    ${statement}
  }
}`;

  test.each([
    ["step c = load(box: boxes.first.id, van)", true],
    ['step c = load(box: boxes.at(0)?.id ?? "", van)', true],
    ["step c = tag(box: boxes.last.id)", true],
    ["step c = list_all(boxes)", true],
    ["step c = load(box: spare, van)", true],
    ["step c = load(box: van, van: boxes.first.id)", true],
    ["when boxes.first.frail { step c = load(box: box.id, van) }", true],
    ["step c = load(box: boxes.first.id, van: b.box)", true],
    ["step c = load(box: b.box, van: boxes.first.id)", false],
    ["step c = load(box: box.id, van: boxes.first.id)", false],
    ["step c = load(box: b.box, van)", false],
    ["step c = load(box: box.id, van) else load(box: boxes.first.id, van)", false],
    ["when box.frail { step c = load(box: spare, van) }", false],
    ["when box.frail { step c = list_all(boxes) }", false],
    ["when box.id == boxes.first.id { step c = load(box: box.id, van) }", false],
    ["when boxes.size > 1 { step c = load(box: box.id, van) }", false],
    ["step c = total(boxes)", false],
    ["let first = boxes.first\n    step c = load(box: box.id, van: first.id)", false],
    ['step c = load(box: "all", van)', false],
  ])("%s", (statement, isReported) => {
    expect(codesOf(yard(statement))).toEqual(isReported ? ["ORCH4510"] : []);
  });
});

describe("a call by the plan of what undoes a step", () => {
  test.each([
    ["hold: held.hold", []],
    ["hold: out.slip", ["ORCH4509"]],
    ["hold: found.latest", []],
    ["hold: rental", []],
  ])("%s", (argument, expected) => {
    expect(
      codesOf(`module m
defaults service { effect idempotent  latency <= 1s }
service keep(rental: String) -> { hold: String } { undo let_go(hold: result.hold) }
service let_go(hold: String)
service lend(rental: String) -> { slip: String }
tool find(rental: String) -> { latest: String } pure <= 1s
plan p(rental: String) {
  step held = keep(rental)
  step found = find(rental)
  step out = lend(rental) { after held }
  step free = let_go(${argument}) { after out }
}`),
    ).toEqual(expected);
  });
});

describe("another value in the place of a parameter of the plan", () => {
  const camp = (call: string): string => `module m
defaults service { effect idempotent  latency <= 1s }
service reserve(stay: String) -> { pitch: String }
service charge(stay: String, guest: String, amount: Int)
service open(pitch: String)
service send_bill(guest: String, text: String)
service move(from: String, to: String)
service count(amount: Int)
plan p(stay: String, guest: String, stays: Int, from: String, to: String, text: String) {
  step place = reserve(stay)
  step opened = open(pitch: place.pitch)
  step moved = move(from, to) { after opened }
  step paid = charge(stay, guest, amount: stays) { after moved }
  step last = ${call}
}`;

  test.each([
    ["send_bill(guest: stay, text)", true],
    ["open(pitch: to) else send_bill(guest: place.pitch, text)", true],
    ["send_bill(guest, text: stay)", false],
    ["send_bill(guest: text, text)", true],
    ["send_bill(guest: stay, text: guest)", false],
    ["move(from: to, to: from)", false],
    ["open(pitch: stay)", false],
    ["count(amount: stays)", false],
  ])("%s", (call, isReported) => {
    expect(codesOf(camp(call)).filter((code) => code !== "ORCH4503")).toEqual(isReported ? ["ORCH4516"] : []);
  });

  test("is meant where no other call gets it under its name", () => {
    const text = camp("send_bill(guest: stay, text)").replace(
      "charge(stay, guest,",
      'charge(stay, guest: "x",',
    );
    expect(codesOf(text)).not.toContain("ORCH4516");
  });
});

describe("a quantity held against the limit of another", () => {
  const mover = (condition: string): string => `module m
type Box { id: String, weight: Mass, gross_weight: Mass, volume: Volume, tare: Mass, beds: Int, guests: Int }
type Van { max_gross_weight: Mass, max_weight: Mass, gross_weight: Mass, empty: Mass }
service load(boxes: [String]) idempotent <= 1h
tool weigh(boxes: [String]) -> Box pure <= 1s
plan p(boxes: [Box] size 1..3, van: Van, max_gross_weight: Mass, max_guests: Int, tare_limit: Mass, max_weight: Mass) {
  let total = boxes.map(box => box.weight).sum
  step all = weigh(boxes: boxes.map(box => box.id))
  when ${condition} { step a = load(boxes: ["all"]) }
}`;

  test.each([
    ["boxes.sum(box => box.weight) > van.max_gross_weight", true],
    ["boxes.map(box => box.weight).sum <= max_gross_weight", true],
    ["total <= max_gross_weight", true],
    ["max_gross_weight < all.weight", true],
    ["boxes.any(box => box.weight > 2kg) and boxes.first.weight > tare_limit", true],
    ["all.weight > tare_limit", true],
    ["boxes.sum(box => box.gross_weight) > van.max_gross_weight", false],
    ["boxes.sum(box => box.gross_weight) > van.max_weight", false],
    ["boxes.sum(box => box.weight) > max_weight", false],
    ["boxes.sum(box => box.weight) > van.gross_weight", false],
    ["all.weight < all.gross_weight", false],
    ["boxes.sum(box => box.beds) > max_guests", false],
    ["total > 20kg", false],
  ])("%s", (condition, isReported) => {
    expect(codesOf(mover(condition))).toEqual(isReported ? ["ORCH4515"] : []);
  });

  test("is reported in rounds, of the item", () => {
    const text = mover("total > 1kg").replace(
      "when total",
      "step each = for box in boxes { when box.weight > max_gross_weight { step b = load(boxes: [box.id]) } }\n  when total",
    );
    expect(codesOf(text)).toEqual(["ORCH4515"]);
  });
});

describe("a dedupe of an event that a run waits for, by what nobody asks for", () => {
  test.each([
    ["clerk", ["ORCH4610"]],
    ["rental", []],
    ["slip_no", []],
    ["skis", []],
  ])("%s", (by, expected) => {
    expect(
      codesOf(`module m
event returned(rental: String, skis: String, clerk: String, slip_no: String) { from counter  dedupe 10m by ${by} }
service wax(skis: String) idempotent <= 30m
plan rent(rental: String, skis: String) {
  step back = wait for event returned where event.rental == rental within 15d
  when back is some { step waxed = wax(skis) }
}`),
    ).toEqual(expected);
  });
});

test.each([
  ["skis: event.skis, rental: event.rental", []],
  ["skis: event.rental, rental: event.skis", ["ORCH4508"]],
])("a trigger that starts a plan with %s", (args, expected) => {
  const text = `module m
event lost(skis: String, rental: String) { from slope }
service search(skis: String, rental: String) idempotent <= 2h
plan look(skis: String, rental: String) { overlap queue  step found = search(skis, rental) }
trigger gone { on event lost  start look(${args}) }`;
  expect(codesOf(text)).toEqual(expected);
  const session = openSession({ files: [path], root: "/" }, memoryHost({ [path]: text }));
  expect(session.diagnostics(path).map(({ code }) => code)).toEqual(expected);
});
