import { check } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "./checked.ts";

describe("resources", () => {
  test("have figures that are known before any run", () => {
    const program = checked(`module m
type Drone { id: String, battery: Ratio }
resource near: Drone x 4 { at edge "roof"  latency 40ms  cost $0.4 per m  lease 45m  overflow far  reserve 1 for priority high }
resource far: Drone x 2 { at cloud  power 1.5kW  cost $18 per h }
`);
    const near = program.pools?.["m.near"]?.pool;
    expect(near).toMatchObject({
      kind: "m.Drone",
      count: 4,
      tier: "edge",
      site: "roof",
      latency: 40,
      lease: 2_700_000,
      overflow: "m.far",
      reserve: { count: 1, priority: "high" },
    });
    const cost = near?.cost;
    expect(Number(cost?.amount) / (cost?.per ?? 1)).toBeCloseTo(0.4 / 60_000, 15);
    const far = program.pools?.["m.far"]?.pool;
    expect(far?.power).toBe(1_500);
    expect(Number(far?.cost?.amount) / (far?.cost?.per ?? 1)).toBeCloseTo(18 / 3_600_000, 15);
  });

  test("overflow to an end", () => {
    check(`module m
type D { id: String }
resource a: D { at edge  overflow b }
                                  ^ error[ORCH3611] The overflow of \`a\` depends on itself: \`a\` → \`b\` → \`a\`.
resource b: D { at edge  overflow a }
`);
  });
});

describe("resources without a type", () => {
  test("have a count, clauses and no fields", () => {
    const program = checked(`module m
resource lock
resource slots x 3 { at edge  lease 2h  overflow spare }
resource spare x 2
service work() { effect idempotent  latency <= 5m }
plan p() { with slot = slots count 2 for 1h { with l = lock for 10m { step a = work() } } }
`);
    expect(program.pools?.["m.lock"]).toMatchObject({
      pool: { kind: "m.lock", count: 1 },
      member: { type: "object", properties: {} },
    });
    expect(program.pools?.["m.slots"]?.pool).toMatchObject({
      count: 3,
      lease: 7_200_000,
      overflow: "m.spare",
    });
  });

  test("have members of which nothing can be read", () => {
    check(`module m
resource lock x 1
type Named { id: String }
service work(id: String) { effect idempotent  latency <= 5m }
service turn(l: Named) { effect idempotent  latency <= 5m }
plan p() { with l = lock where l.online for 1h { step a = work(l.id) } }
                                 ^^^^^^ error[ORCH3006] \`l\` has no \`online\`.
                                                                 ^^ error[ORCH3006] \`l\` has no \`id\`.
plan q() { with l = lock for 1h { step a = turn(l) } }
                                                ^ error[ORCH3005] Field \`id\` is missing: \`l\` of \`turn\` takes a record \`Named\`.
`);
  });

  test("overflow only into their like, and are used by name only", () => {
    check(`module m
type D { id: String }
resource lock { overflow ds }
                         ^^ error[ORCH3617] \`lock\` can't overflow into \`ds\`: one holds members without fields, the other \`D\`.
resource ds: D x 2
resource ends: D x 2 { overflow lock2 }
                                ^^^^^ error[ORCH3617] \`ends\` can't overflow into \`lock2\`: one holds \`D\`, the other members without fields.
resource lock2
service work() { effect idempotent  uses lock }
                                         ^^^^ error[ORCH2006] \`lock\` is a resource; this place needs a type.
`);
  });
});

describe("members of a resource", () => {
  test("that are named are an index for signals, flags and triggers", () => {
    const program = checked(`module m
type Drone { id: String, at: Geo }
resource drones: Drone { at edge  members [north, "south", { id: "east" }] }
signal charge(drone: drones): Ratio { from telemetry  fresh 1m }
flag low(drone: drones) = charge(drone) < 20%
service land(drone: String) { effect idempotent  latency <= 5s }
plan p(drone: drones) { step a = land(drone) }
trigger t for d in drones { on change low(d) for 1m  start p(d) }
policy q { on land  deny when resource.at.distance(resource.at) > 5km because "far" }
`);
    expect(program.pools?.["m.drones"]?.pool.count).toBe(3);
    expect(program.signals?.["m.charge"]?.family).toEqual([
      { name: "drone", members: ["north", "south", "east"] },
    ]);
    expect(program.triggers?.map(({ name }) => name)).toEqual(["m.t(north)", "m.t(south)", "m.t(east)"]);
  });

  test("may be said more of, as much as is known", () => {
    const program = checked(`module m
type Car { id: String, doors: Int, place: Geo, kit: basic | full, fuel: Ratio? }
resource cars: Car { members [ { id: a, doors: 2 + 3, place: geo(1.0, 2.0), kit: full }, { id: "b", online: false }, c ] }
`);
    expect(program.pools?.["m.cars"]?.pool).toMatchObject({
      members: ["a", "b", "c"],
      fields: { a: { doors: 5, place: { lat: 1, lon: 2 }, kit: "full" }, b: { online: false } },
    });
    check(`module m
type Car { id: String, doors: Int, kit: basic | full }
resource one: Car { members [ { id: a, doors: "five" } ] }
                                              ^^^^^^ error[ORCH3002]
resource two: Car { members [ { id: a, wheels: 4 } ] }
                                       ^^^^^^ error[ORCH3007]
resource six: Car { members [ { id: a, kit: golden } ] }
                                            ^^^^^^ error[ORCH3011]
`);
  });

  test("are named all or not at all", () => {
    check(`module m
type D { id: String }
resource a: D { at edge  members [north, 3] }
                                 ^^^^^^^^^^ error[ORCH3613]
resource b: D x 3 { at edge  members [north, south] }
                                     ^^^^^^^^^^^^^^ error[ORCH3614] \`b\` says that it has 3, but 2 are named.
`);
  });
});

describe("signals and flags", () => {
  test("of a family are there once for each member", () => {
    const program = checked(`module m
type Room = kitchen | bath
signal temperature(room: Room): Temperature @personal {
  domain environment
  from   sensor(room), window.east
  fuse   median
  fresh  30s
  decay  10% per m
}
flag cold(room: Room) = temperature(room) < 18C { confidence >= 70%  hold 5m }
flag any_cold = cold(kitchen) or cold(bath)
`);
    expect(program.signals?.["m.temperature"]).toMatchObject({
      family: [{ name: "room", members: ["kitchen", "bath"] }],
      domain: "environment",
      sources: ["sensor", "window.east"],
      fuse: "median",
      label: { confidentiality: "personal" },
    });
    expect(program.flags?.["m.cold"]).toMatchObject({
      family: [{ name: "room", members: ["kitchen", "bath"] }],
      confidence: { value: 0.7 },
      hold: { value: 300_000 },
      label: { confidentiality: "personal" },
    });
    expect(JSON.stringify(program.flags?.["m.any_cold"]?.value)).toContain("m.cold(kitchen)");
    expect(program.flags?.["m.any_cold"]?.label.confidentiality).toBe("personal");
  });

  test("lose a share of their confidence, which is no plain number", () => {
    check(`module m
signal warm: Bool { from sensor  decay 3 per h }
                                       ^ error[ORCH3103] \`3\` is a plain number, but what \`decay\` takes for a time is a \`Ratio\`.
signal cold: Bool { from sensor  decay 3% per h }
signal soon: Bool { from sensor  decay 3 / 1h }
                                       ^ error[ORCH3103]
signal fast: Bool { from sensor  decay 2Hz }
                                       ^^^ error[ORCH3002] \`2Hz\` is a \`Frequency\`, but \`decay\` takes a share for a time.
`);
  });

  test("make one value of several by what fits their type", () => {
    check(`module m
signal damp: Ratio { from a, b  fuse any }
                                     ^^^ error[ORCH3623] \`fuse any\` takes what is true or not, but the signal is \`Ratio\`.
signal warm: Temperature in 0C..90C { from a, b  fuse sum }
                                                      ^^^ error[ORCH3623]
signal sure: Float in 0..1 { from a, b  fuse noisy_or }
signal likely: Float in 0..2 { from a, b  fuse noisy_or }
                                               ^^^^^^^^ error[ORCH3623]
signal hall: Bool? { from a, b  fuse noisy_or }
signal gain: Power { from a, b  fuse sum }
signal paid: Money { from a, b  fuse min }
                                     ^^^ error[ORCH3623]
`);
  });

  test("are asked for by an index, and for one that is there", () => {
    check(`module m
type Room = kitchen | bath
signal temperature(room: Room): Temperature { from sensor }
signal wet(level: Int): Bool { from sensor }
           ^^^^^ error[ORCH3615] \`level\` is an \`Int\`, but an index has to be an enum, so that all its values are known.
flag a = temperature > 3C
         ^^^^^^^^^^^ error[ORCH3220]
flag b = temperature(cellar) > 3C
                     ^^^^^^ error[ORCH3011]
`);
  });
});

describe("events and fusions", () => {
  test("say their fields, and what is joined", () => {
    const program = checked(`module m
event shot(at: Geo, sure: Ratio = 50%) { from mic, cam.roof  category sensor  priority high  dedupe 10s by sure }
fusion twice(at: Geo) {
  join   shot as a, shot as b
  within 30s
  near   a.at, b.at within 500 meters
  where  a.sure > b.sure
  late   up to 5s
  emit   { at: a.at }
}
plan p(here: Geo) {
  emit shot(at: here)
}
`);
    expect(program.events?.["m.shot"]).toMatchObject({
      sources: ["mic", "cam.roof"],
      category: "sensor",
      priority: "high",
      fields: [{ name: "at" }, { name: "sure", default: { value: 0.5 } }],
      dedupe: { within: { value: 10_000 } },
    });
    expect(program.events?.["m.twice"]).toMatchObject({
      joins: [
        { event: "m.shot", as: "a" },
        { event: "m.shot", as: "b" },
      ],
      near: { within: { value: 500 } },
    });
  });

  test("are given what they declare, and no more than they are cleared for", () => {
    check(`module m
event told(text: String, who: String @personal) { from x }
plan p(name: String @personal) {
  emit told(text: name, who: name)
                  ^^^^ error[ORCH3501]
}`);
  });

  test("from sources that strangers feed are untrusted", () => {
    check(`
//- /orch.json
{ "untrusted": ["web.form"] }
//- /m.orch
module m
event asked(place: String) { from web.form }
service go(to: String trusted) { effect idempotent  latency <= 1s }
plan p(to: String) {
  step a = wait for event asked
  step b = go(a.place)
              ^^^^^^^ error[ORCH3502]
  step c = go(to)
}
`);
  });
});

describe("families over the members of a pool", () => {
  const pools = `module m
type Drone { id: String, battery: Ratio }
resource drones: Drone x 3 { at edge }
resource posts: Drone { at edge  members [north, south]  overflow spare }
resource spare: Drone x 2 { at cloud }
signal wind(d: drones): Speed { from meter  fresh 30s }
signal fog(p: posts): Ratio { from meter  fresh 30s }
flag calm(d: drones) = wind(d) < 10 meters per s
service fly(id: String) { effect idempotent  latency <= 1s }
`;

  test("are indexed by what is held, by its id, and by the names of the members", () => {
    check(`${pools}
plan p(known: drones) {
  with d = drones where calm(d) for 10m { when wind(d) < 5 meters per s { step a = fly(d.id) } }
  with e = drones count 2 for 10m { step b = fly(e.first.id) }
  when calm(known) and fog(north) < 50% { step c = fly("x") }
}
trigger blown for d in drones { on change wind(d) > 20 meters per s for 1m  start p(known: d) }
`);
  });

  test("never by a member of another pool, one that a full pool passes on included", () => {
    check(`${pools}
plan p() {
  with d = posts for 10m { when fog(d) < 50% { step a = fly(d.id) } }
                                    ^ error[ORCH3002]
  with e = spare for 10m { when calm(e) { step b = fly(e.id) } }
                                     ^ error[ORCH3002]
  when fog(nort) < 50% { step c = fly("x") }
           ^^^^ error[ORCH3011]
}
`);
  });

  test("read the member that is held, whichever it is", () => {
    const routine = checked(`${pools}
plan p() { with d = drones for 10m { when calm(d) { step a = fly(d.id) } } }
`).routines.get("m.p");
    expect(JSON.stringify(routine)).toContain(
      '"subject":{"op":"field","of":{"op":"read","from":"local","name":"d"},"name":"id"}',
    );
    expect(JSON.stringify(routine)).toContain("m.calm(drones[2])");
  });
});
