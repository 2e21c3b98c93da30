import { compile, openSession } from "@orchlang/compiler";
import { check, memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

/* What is valid, and most often not what was meant: reported before a run, and where it can't be meant otherwise only. */

const services = `module m
event rang(who: String) { from bell }
service go(who: String) { effect idempotent  latency <= 1s }
service say(n: Int) -> { ok: Bool } { effect pure  latency <= 1s }
`;

describe("a value that is compared with itself", () => {
  test("is reported, however it is written", () => {
    check(`${services}
plan p(a: String, n: Int, m: Int) {
  when a == a { step b = go(a) }
       ^^^^^^ warning[ORCH3116]
  when n + m < n + m { step c = go(a) }
       ^^^^^^^^^^^^^ warning[ORCH3116]
  when (n) >= n { step d = go(a) }
       ^^^^^^^^ warning[ORCH3116]
  step l = say(n) { accept it.ok != it.ok }
                           ^^^^^^^^^^^^^^ warning[ORCH3116]
}`);
  });

  test("is not another field, another order or what is written out", () => {
    check(`${services}
plan p(a: { x: Int, y: Int }, n: Int, m: Int) {
  when a.x == a.y { step b = go("b") }
  when n - m < m - n { step c = go("c") }
  when 1 == 1 { step d = go("d") }
       ^^^^^^ warning[ORCH3727]
}`);
  });
});

describe("a loop's name that the plan has already", () => {
  test("is reported of a parameter, a step, and a loop around it", () => {
    check(`${services}
plan p(a: String, all: [String]) {
  step b = go(a)
  step c = for a in all up to 3 { step d = go(a) }
               ^ warning[ORCH3730]
  step e = for b in all up to 3 { step f = go(b) }
               ^ warning[ORCH3730]
  step g = for h in all up to 3 { step i = for h in all up to 3 { step j = go(h) } }
                                               ^ warning[ORCH3730]
  step k = for a from "" up to 3 { yield "\${a}." }
               ^ warning[ORCH3730]
}`);
  });

  test("may be that of a loop beside it, of its own step and of something outside the plan", () => {
    check(`${services}
signal who: String { from door  fresh 1m }
plan p(all: [String]) {
  step c = for one in all up to 3 { step d = go(one) }
  step e = for one in all up to 3 { step f = go(one) }
  step g = for g in all up to 3 { step i = go(g) }
  step h = for who in all up to 3 { step j = go(who) }
}`);
  });
});

describe("`attempts` of what is irreversible and done once", () => {
  const bank = `module m
service pay(n: Int) -> { ok: Bool } { effect once  latency <= 1s  irreversible because "gone" }
service ask(n: Int) -> { ok: Bool } { effect once  latency <= 1s  undo unask(n)  }
service unask(n: Int) { effect idempotent  latency <= 1s }
plan paying(n: Int) -> { ok: Bool } { step a = pay(n)  return a }
`;
  test("is an error, in a plan that is called too", () => {
    check(`${bank}
plan p(n: Int) {
  step a = pay(n) { accept it.ok  attempts 3 }
       ^ error[ORCH4305]
  step b = paying(n) { accept it.ok  attempts 2 }
       ^ error[ORCH4305]
}`);
  });

  test("is none where it is asked once, or what was done is undone", () => {
    check(`${bank}
plan p(n: Int) {
  step a = pay(n) { accept it.ok  attempts 1 }
  step b = ask(n) { accept it.ok  attempts 3 }
}`);
  });
});

describe("a wait for an event that may never end", () => {
  test("is reported, in blocks too", () => {
    check(`${services}
plan p(n: Int) {
  step a = wait for event rang
       ^ warning[ORCH4504]
  when n > 1 {
    step b = wait for next event rang where event.who == "me"
         ^ warning[ORCH4504]
  }
}`);
  });

  test("is none with a limit of its own, of the plan, of the goal, and in a race", () => {
    check(`${services}
goal met() { budget latency <= 1h }
plan p() { step a = wait for event rang within 1h }
plan q() { timeout 1h  step a = wait for event rang }
plan r() achieves met { step a = wait for event rang }
plan s() { step a = first of { wait for event rang  wait 1h } }
plan t() { step a = wait for event rang where event.who == "me" forever }
`);
  });
});

test("a branch of a race may be called `forever`", () => {
  check(`${services}
plan p() {
  step a = first of {
    wait for event rang
    forever = wait 1h
  }
  step b = first of { wait for event rang forever  wait 1h }
}`);
});

test("the fix for an endless wait writes `forever`", () => {
  const path = "/m.orch";
  const text = `${services}plan p() {\n  step a = wait for event rang where event.who == "me" { after b }\n  step b = say(1)\n}\n`;
  const found = compile({ files: [path], root: "/" }, memoryHost({ [path]: text }));
  const [fix] = found.diagnostics.find(({ code }) => code === "ORCH4504")?.fixes ?? [];
  const [edit] = fix?.edits ?? [];
  const { start = 0, end = 0 } = edit?.span ?? {};
  const fixed = text.slice(0, start) + edit?.newText + text.slice(end);
  expect(fixed).toContain('event.who == "me" forever { after b }');
  const again = compile({ files: [path], root: "/" }, memoryHost({ [path]: fixed }));
  expect(again.diagnostics.map(({ code }) => code)).not.toContain("ORCH4504");
});

describe("a trigger that comes round while its run goes on", () => {
  const work = `module m
service go() { effect idempotent  latency <= 2h }
plan plain() { step a = go() }
plan alone() { overlap skip  step a = go() }
`;
  test("is reported of a period, a schedule, and a goal", () => {
    check(`${work}
goal done() {}
plan way() achieves done { step a = go() }
trigger a { on every 5m  start plain() }
        ^ warning[ORCH4607]
trigger b { on schedule "0,30 3 * * *"  start plain() }
        ^ warning[ORCH4607]
trigger c { on every 90m  start done() }
        ^ warning[ORCH4607]
`);
  });

  test("is none where it says what then, or comes late enough", () => {
    check(`${work}
trigger a { on every 5m  start plain()  overlap queue }
trigger b { on every 5m  start alone() }
trigger c { on schedule "0 3 * * *"  start plain() }
trigger d { on every 2h  start plain() }
trigger e { on every 5m  start plain()  throttle 1 per 3h }
`);
  });

  test("is reported by an editor as the text changes", () => {
    const text = `${work}trigger a { on every 5m  start plain() }\n`;
    const path = "/m.orch";
    const session = openSession({ files: [path], root: "/" }, memoryHost({ [path]: text }));
    const codes = () => session.diagnostics(path).map(({ code }) => code);
    expect(codes()).toEqual(["ORCH4607"]);
    const change = (from: string, to: string) => {
      const start = (session.text(path) ?? "").indexOf(from);
      session.change(path, { start, end: start + from.length, text: to });
      const now = session.text(path) ?? "";
      const { diagnostics } = compile({ files: [path], root: "/" }, memoryHost({ [path]: now }));
      expect(codes()).toEqual(diagnostics.map(({ code }) => code));
    };
    change("latency <= 2h", "latency <= 2m");
    expect(codes()).toEqual([]);
    change("every 5m", "every 1m");
    expect(codes()).toEqual(["ORCH4607"]);
    change("plain() { step", "plain() { overlap skip step");
    expect(codes()).toEqual([]);
  });
});

describe("what changes nothing", () => {
  test("times of zero, a race of one and a fallback that is the same call are reported", () => {
    check(`${services}
plan p(a: String, n: Int) {
  step b = go(a) { timeout 0s }
       ^ warning[ORCH4505]
  step c = wait for event rang within 0s
       ^ warning[ORCH4505]
  step d = first of { wait for event rang }
       ^ warning[ORCH4506]
  step e = go(a) else go(a)
       ^ warning[ORCH4507]
  step f = say(n) else say(n + 1) else say(n)
       ^ warning[ORCH4507]
  step g = blink()
       ^ warning[ORCH4505]
  step h = blink() { timeout 1s }
}
service blink() { effect idempotent  latency <= 0s }`);
  });

  test("a retry of a person is reported, also in a handler and a race", () => {
    const people = `${services}
role boss
human allow(n: Int) -> { ok: Bool } { ask boss  show "\${n}?" }`;
    check(`${people}
plan p(n: Int) {
  step a = allow(n) { timeout 1h  retry 2 }
       ^ warning[ORCH4513]
  step b = say(n) else allow(n) { timeout 1h  retry 1 every 5s }
       ^ warning[ORCH4513]
  step c = first of { allow(n) { timeout 1h  retry 3 }, say(n) }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[ORCH4513]
  step d = allow(n) { timeout 1h  accept it.ok  attempts 2 }
  step e = say(n) { retry 2 }
}`);
  });

  test("other times, branches and calls are not", () => {
    check(`${services}
plan p(a: String, n: Int, d: Duration in 1s..1h) {
  step b = go(a) { timeout 1s }
  step c = first of for x in [a, "b"] up to 2 { step e = go(x) }
  step f = say(n) else say(n + 1)
  step g = go(a) else go("b") { timeout d }
}`);
  });
});

test("a quorum is reported in which two answers may both have enough votes", () => {
  check(`${services}
agent vote(x: String) -> Bool { effect pure  latency <= 1s }
plan p(x: String) {
  step a = quorum 1 of { vote(x), vote("b"), vote("c") }
                  ^ warning[ORCH3735] 1 of 3 is no majority: two different answers may both have a vote, and the first counts.
  step b = quorum 2 of { vote(x), vote("b"), vote("c"), vote("d") }
                  ^ warning[ORCH3735] 2 of 4 is no majority: two different answers may both have 2 votes, and the first counts.
  step c = quorum 2 of { vote(x), vote("b"), vote("c") }
}`);
});

describe("a loop with fewer rounds than its list may have items", () => {
  test("is reported where nothing says what then", () => {
    check(`${services}
plan p(all: [String] size 0..9, some: [String]) {
  step a = for x in all up to 5 { step b = go(x) }
                              ^ warning[ORCH3731]
  step c = for x in all up to 9 { step d = go(x) }
  step e = for x in some up to 5 { step f = go(x) }
  step g = for x in all up to 5 { step h = go(x) } else when error == too_many { step i = go("too many") }
}`);
  });
});

describe("a policy about the member that is chosen", () => {
  const shop = (where: string): string => `module shop
type Lathe { id: String, tons: Int in 0..200 }
resource lathes: Lathe x 3 { at edge  lease 8h }
service turn(part: String) { effect idempotent  latency <= 2h }
policy heavy { on turn  deny when resource.tons < 100 because "It needs a heavy one" }
plan make(part: String) {
  step turned = turn(part) using lathes where ${where} wait 1h
}
`;
  const codes = (text: string): readonly string[] =>
    compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text })).diagnostics.map(
      ({ code }) => code,
    );

  test("is refused where it denies all that may be chosen", () => {
    expect(codes(shop("resource.tons < 80"))).toEqual(["ORCH4107"]);
  });

  test("is not where one of them would do", () => {
    expect(codes(shop("resource.tons < 180"))).toEqual([]);
  });
});

describe("an overlap by what an event is not about", () => {
  const fill = (overlap: string, ofPlan = ""): string => `module ward
event ordered(order: String, patient: String, room: Int in 1..9, nurse: String) { from desk }
service give(patient: String, order: String) { effect idempotent  latency <= 10m }
plan fill(order: String, patient: String, room: Int in 1..9) {
  ${ofPlan}
  step given = give(patient, order)
}
trigger comes { on event ordered  start fill(order: event.order, patient: event.patient, room: event.room)  ${overlap} }
`;
  const codes = (text: string): readonly string[] =>
    compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text })).diagnostics.map(
      ({ code }) => code,
    );

  test.each([
    ["overlap skip by event.room", "", ["ORCH4610"]],
    ["overlap replace by event.room", "", ["ORCH4610"]],
    ["", "overlap skip by room", ["ORCH4610"]],
    ['overlap skip by "room"', "", ["ORCH4610"]],
    ["", 'overlap skip by "room"', ["ORCH4610"]],
    ["overlap skip by event.nurse", "", ["ORCH4610"]],
    ["overlap replace by event.nurse", "", []],
    ["overlap queue by event.nurse", "", []],
    ["overlap skip by event.patient", "", []],
    ["overlap skip by event.order", "", []],
    ["overlap queue by event.room", "", []],
    ["", "overlap skip by order", []],
    ["overlap skip", "", []],
  ])("%s %s", (overlap, ofPlan, expected) => {
    expect(codes(fill(overlap, ofPlan))).toEqual(expected);
  });
});

describe("a dedupe by who reported, and not by what", () => {
  const leak = (dedupe: string, more = ""): string => `module m
event leak(valve: String, reporter: String, report_id: String) { from phone  ${dedupe} }
service repair(valve: String) { effect idempotent  latency <= 1h }
plan fix(valve: String) { step done = repair(valve) }
trigger t { on event leak ${more}  start fix(valve: event.valve)  overlap allow up to 4 }`;

  test.each([
    ["dedupe 10m by reporter", "", ["ORCH4610"]],
    ["dedupe 10m by reporter", 'where event.reporter != "test"', []],
    ["dedupe 10m by report_id", "", []],
    ["dedupe 10m by valve", "", []],
    ["dedupe 10m", "", []],
  ])("%s %s", (dedupe, more, expected) => {
    expect(codesOf(leak(dedupe, more))).toEqual(expected);
  });
});

describe("a dedupe that takes for one what an overlap tells apart", () => {
  const orders = (dedupe: string, overlap: string): string => `module bank
type Call { id: String, ward: String, kind: Kind }
type Kind = near | far
event wanted(order: Call, ward: String, text: String, number: Int) { from wards  ${dedupe} }
service send(order: String, ward: String) { effect idempotent  latency <= 1h }
plan supply(order: Call, ward: String) { ${overlap}  step done = send(order: order.id, ward) }
trigger t { on event wanted  start supply(order: event.order, ward: event.ward) }`;

  test.each([
    ["dedupe 10m by ward", "overlap queue by order.id", ["ORCH4610"]],
    ["dedupe 10m by order.kind", "overlap skip by order.id", ["ORCH4610"]],
    ["dedupe 10m by order.id", "overlap skip by order.id", []],
    ["dedupe 10m by order", "overlap skip by order.id", []],
    ["dedupe 10m by text", "overlap skip by order.id", []],
    ["dedupe 10m by number", "overlap queue by ward", []],
    ["dedupe 10m by ward", "overlap queue", []],
  ])("%s, %s", (dedupe, overlap, expected) => {
    expect(codesOf(orders(dedupe, overlap))).toEqual(expected);
  });
});

describe("a name that could be a side", () => {
  const kept = (undo: string): string => `module shelter
service back(home: String, chip: String, from: String, to: String) { effect idempotent  latency <= 1h }
service keep(home: String, chip: String, from: String, to: String) { effect once  latency <= 1h  undo back(${undo}) }
plan p(home: String, chip: String) { step done = keep(home, chip, from: "a", to: "b") }`;

  test.each([
    ["home: chip, chip: home, from, to", ["ORCH4508"]],
    ["home, chip, from: to, to: from", []],
  ])("is exchanged with another side only: %s", (undo, expected) => {
    expect(codesOf(kept(undo))).toEqual(expected);
  });
});

describe("a wait for the event of one member in every run", () => {
  const lend = (where: string): string => `module van
type Stop = school | harbour
event at_stop(stop: Stop, state: Stop, title: String) { from gps }
service hand_out(title: String) { effect idempotent  latency <= 10m }
plan lend(title: String, stop: Stop, state: Stop) {
  step here = wait for event at_stop where ${where} within 1d
  when here is some and stop == harbour and state == school { step given = hand_out(title) }
}`;

  test.each([
    ["event.stop == school", ["ORCH4512"]],
    ["event.stop == stop", ["ORCH4512"]],
    ["event.stop == stop and event.title == title", []],
    ["event.stop == school and event.title == title", []],
  ])("%s", (where, expected) => {
    expect(codesOf(lend(where))).toEqual(expected);
  });

  test.each([
    ["event.stop == school", ["ORCH4512"]],
    ["event.stop == stop", []],
    ["event.state == school", []],
  ])("with no text to tell them apart: %s", (where, expected) => {
    expect(codesOf(lend(where).replace("title: String) { from", "number: Int) { from"))).toEqual(expected);
  });
});

test("a timeout below what a call takes at least is reported", () => {
  const text = `module oven
service bake(n: Int) -> { done: Bool } { effect idempotent  latency <= 10m at least 5m }
plan p(n: Int) {
  step a = bake(n) { timeout 2m }
  step b = bake(n) { timeout 5m }
}
`;
  const { diagnostics } = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "ORCH4505 The `timeout` of 2 m is below the 5 m that `bake` takes at least: no answer comes in time.",
  ]);
});

test("a condition that has to hold for longer than it is waited for is reported", () => {
  const waits = (hold: string): string => `module m
signal price: Money { from market  fresh 1h }
service buy(n: Int) { effect idempotent  latency <= 1m }
plan p(n: Int) {
  step cheap = wait until price < $2 for ${hold} within 2d
  when cheap { step a = buy(n) }
}
`;
  expect(codesOf(waits("3d"))).toEqual(["ORCH4505"]);
  expect(codesOf(waits("2d"))).toEqual([]);
});

describe("a wait for an event with a text that a parameter is called like", () => {
  const desk = (dedupe: string, where: string): string => `module m
type Way = card | cash
event paid(invoice: String, amount: Money, way: Way, payer: String) { from bank  ${dedupe} }
service note(invoice: String, amount: Money, payer: String) { effect idempotent  latency <= 1s }
plan p(invoice: String, amount: Money, payer: String) {
  step n = note(invoice, amount, payer)
  step a = wait for event paid ${where} within 1h { after n }
}`;

  test.each([
    ["", "where event.amount == amount", ["ORCH4512"]],
    ["", "where event.amount >= amount and event.way == card", ["ORCH4512"]],
    ["", "where event.invoice != invoice", ["ORCH4512"]],
    ["", "where not (event.invoice == invoice) and event.way == card", ["ORCH4512"]],
    ["", "where event.invoice == invoice and event.payer != payer", []],
    ["", "where event.payer == payer", []],
    ["", "where event.invoice == invoice and event.amount == amount", []],
    ["dedupe 1h by amount", "where event.invoice == invoice", ["ORCH4610"]],
    ["dedupe 1h by way", "where event.invoice == invoice", ["ORCH4610"]],
    ["dedupe 1h by invoice", "where event.invoice == invoice", []],
    ["dedupe 1h by payer", "where event.invoice == invoice", []],
    ["dedupe 1h", "where event.invoice == invoice", []],
  ])("%s, %s", (dedupe, where, expected) => {
    expect(codesOf(desk(dedupe, where))).toEqual(expected);
  });

  test("what it is about distinguishes, though its name is that of a kind", () => {
    const text = desk("dedupe 1h by case", "where event.case == case").replaceAll("invoice", "case");
    expect(codesOf(text)).toEqual([]);
  });
});

describe("a way back", () => {
  const bank = (clause: string): string => `module m
tool sent(order: String, amount: Money) -> Done<Int> { effect pure  latency <= 1s }
service back(order: String, amount: Money) { effect idempotent  latency <= 1s }
service set(order: String, amount: Money) -> Int { effect idempotent  latency <= 1s  ${clause} }
plan p(order: String) { step a = set(order, amount: $5) }`;

  test.each([
    ["undo set(order, amount)", ["ORCH4509"]],
    ["undo set(order, amount: $0)", []],
    ["undo back(order, amount)", []],
    ["undo back(order, amount: $1)", []],
    ["confirm sent(order, amount: $1)", ["ORCH4509"]],
    ["confirm sent(order, amount)", []],
  ])("%s", (clause, expected) => {
    expect(codesOf(bank(clause))).toEqual(expected);
  });
});

function codesOf(text: string): readonly string[] {
  return compile({ root: "/", files: ["/m.orch"] }, memoryHost({ "/m.orch": text })).diagnostics.map(
    ({ code }) => code,
  );
}

describe("one member in every run of a plan that is about another each time", () => {
  const service = (condition: string, calls: string): string => `module lifts
type Car = north | south
signal occupied(car: Car): Bool { from probe.floor  fresh 1m }
defaults service { effect idempotent  latency <= 1m }
service park(car: Car, mode: Car)
service release(car: Car, mode: Car)
plan p(car: Car, mode: Car) {
  step parked = park(car, mode)
  when ${condition} { ${calls} }
}`;

  test.each([
    ["occupied(car)", "step a = release(car, mode)", []],
    ["true == occupied(north)", "step a = release(car, mode)", ["ORCH4514"]],
    ["occupied(north) and not occupied(south)", "step a = release(car, mode)", []],
    ["mode == north", "step a = release(car: north, mode)", ["ORCH4514"]],
    ["mode == north", "step a = release(car, mode: north)", []],
    ["car == north", "step a = release(car: north, mode)", []],
    ["mode == north", "step a = release(car, mode) else release(car: north, mode)", []],
    [
      "mode == north",
      "step a = release(car: south, mode) else release(car: north, mode)",
      ["ORCH4514", "ORCH4514"],
    ],
  ])("%s, %s", (condition, calls, expected) => {
    expect(codesOf(service(condition, calls))).toEqual(expected);
  });

  test("is meant where nothing passes the parameter on", () => {
    const text = service("mode == north", "step a = release(car: north, mode)");
    expect(codesOf(text.replace("park(car, mode)", "park(car: south, mode)"))).toEqual(["ORCH2009"]);
  });

  test.each([
    ["vault", []],
    ["vault: old", ["ORCH4514"]],
  ])("a trigger family that starts with %s", (vault, expected) => {
    expect(
      codesOf(`module cellar
type Vault = old | young
signal warmth(vault: Vault): Temperature { from probe  fresh 10m }
service cool(vault: Vault) idempotent <= 10m
plan chill(vault: Vault) { step cooled = cool(vault) }
trigger heat for vault in Vault { on change warmth(vault) > 16C for 5m  start chill(${vault})  overlap skip }
`),
    ).toEqual(expected);
  });
});

test.each([
  ["event.chair == chair.id", []],
  ["event.loud", ["ORCH4512"]],
])("an event about a held member interrupts where %s", (where, expected) => {
  expect(
    codesOf(`module dialysis
type Chair { id: String, online: Bool }
resource chairs: Chair x 8 { at edge  lease 10h }
event alarm(chair: String, loud: Bool) { from machines }
service filter(chair: String) idempotent <= 6h
plan session() {
  with chair = chairs wait 1h for 9h {
    step course = do { step clean = filter(chair: chair.id) } until event alarm where ${where}
  }
}
`),
  ).toEqual(expected);
});

test.each([
  ["docket", []],
  ["outcome", ["ORCH4610"]],
  ["nurse", []],
])("reports of different subjects with the same %s", (by, expected) => {
  expect(
    codesOf(`module ward
event given(docket: String, outcome: String, nurse: String) { from tablet  dedupe 10m by ${by} }
service write(docket: String, outcome: String, nurse: String) idempotent <= 10s
plan note(docket: String, outcome: String, nurse: String) { step done = write(docket, outcome, nurse) }
trigger bedside { on event given  start note(docket: event.docket, outcome: event.outcome, nurse: event.nurse) }
`),
  ).toEqual(expected);
});

describe("a dedupe by a number that names something, or counts", () => {
  const seen = (fields: string, key: string): string => `module m
event seen(${fields}) { from gates  dedupe 10m by ${key} }
service look(car: CAR) { effect idempotent  latency <= 1h }
plan p(car: CAR) { step done = look(car) }
trigger t { on event seen${fields.includes("owner") ? " where event.owner != 7" : ""}  start p(car: event.car)  overlap allow up to 4 }`;

  test.each([
    ["a number of a report", "car: String, report_no: Int", "report_no", "String", []],
    ["a number that the condition reads", "car: String, owner: Int", "owner", "String", []],
    ["a number of which the run hears nothing", "car: String, source: Int", "source", "String", ["ORCH4610"]],
    ["a count", "car: String, boxes: Int", "boxes", "String", ["ORCH4610"]],
    ["a number of a few", "car: String, gate: Int in 1..9", "gate", "String", ["ORCH4610"]],
    ["the number of the car", "car: Int, gate: Int in 1..9", "car", "Int", []],
    ["a state beside the number of the car", "car: Int, gate: Int in 1..9", "gate", "Int", ["ORCH4610"]],
  ])("%s", (_, fields, key, car, expected) => {
    expect(codesOf(seen(fields, key).replaceAll("CAR", car))).toEqual(expected);
  });
});

test.each([
  ["another number that names something", "copy: Int, reader: Int", "undo back(copy: reader)", ["ORCH4509"]],
  ["its own number", "copy: Int, reader: Int", "undo back(copy)", []],
  ["a count in the place of a number", "copy: Int, copies: Int", "undo back(copy: copies)", []],
  ["a number of a few", "copy: Int in 1..9, reader: Int in 1..9", "undo back(copy: reader)", []],
])("an undo by %s", (_, params, undo, expected) => {
  const text = `module m
service lend(${params}) { effect idempotent  latency <= 1s  ${undo} }
service back(copy: Int) idempotent <= 1s
plan p(${params}) { step done = lend(${params.replace(/: Int( in 1..9)?/g, "")}) }`;
  expect(codesOf(text)).toEqual(expected);
});
