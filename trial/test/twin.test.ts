import { runIdOf } from "@orchlang/kernel";
import type { JsonObject } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { constructsIn } from "../src/constructs/table.ts";
import { Dice } from "../src/dice.ts";
import { brokenLaws } from "../src/twin/laws.ts";
import { drawTwin } from "../src/twin/program.ts";
import { shrinkTwin } from "../src/twin/search.ts";
import { differenceOf, type Story } from "../src/twin/story.ts";
import { drawnTwin, playTwin, type Twin } from "../src/twin/twin.ts";
import type { TwinWorld } from "../src/twin/world.ts";

/** `LAWS=10` plays ten times as many. */
const laws = Number(process.env.LAWS ?? 1);

test("programs with triggers go the same way simulated and really run", async () => {
  let runs = 0;
  for (let seed = 1; seed <= 10 * laws; seed++) {
    const played = await playTwin(drawnTwin(seed));
    if (played === undefined) continue;
    expect(played.difference, `npm run trial -- --twin 1 --seed ${seed}`).toBeUndefined();
    expect(played.broken, `npm run trial -- --twin 1 --seed ${seed}`).toEqual([]);
    runs += played.real.runs.size;
  }
  expect(runs).toBeGreaterThan(10 * laws);
});

/** Two bays are wanted by three runs, which wait for one another: of another order nobody would see the same. */
const shared: Twin = {
  text: `module m
type Bay { id: String }
resource bays: Bay x 1 { at edge  lease 1h }
event a(k: String) { from door }
service wash(k: String) -> Int { effect idempotent  latency <= 9s  run http post "https://x.example/wash" }
plan p(k: String) {
  with bay = bays wait 5m for 1m { step washed = wash(k) }
}
trigger t { on event a  start p(k: event.k) }
`,
  world: {
    start: Date.UTC(2026, 0, 1, 12),
    until: 600_000,
    readings: {},
    happenings: ["x", "y", "z"].map((k, nth) => ({
      at: 1_000 + nth,
      does: "occurs",
      event: "m.a",
      id: k,
      fields: { k },
    })),
    salt: 7,
    faults: 0,
    deaths: 0,
    deathsAt: [],
  },
};

test("runs of one trigger are concurrent, and wait for what they share", async () => {
  const played = await playTwin(shared);
  expect(played?.difference).toBeUndefined();
  const began = [...(played?.simulated.runs.values() ?? [])].map(
    (events) => events.find(({ t }) => t === "Began")?.at,
  );
  const ended = [...(played?.simulated.runs.values() ?? [])].map(
    (events) => events.find(({ t }) => t === "Ended")?.at,
  );
  expect(began.slice(1)).toEqual(ended.slice(0, 2));
});

const around = { readings: {}, happenings: [], salt: 7, faults: 0, deaths: 0, deathsAt: [] };

test("runs whose time comes at one moment decide before either hears of the other", async () => {
  const text = `module m
event a(k: String) { from door }
event c(k: String) { from door }
plan p(k: String) {
  step heard = wait for event c where event.k == "z" within 83s
  emit c(k: k)
}
trigger t { on event a  start p(k: event.k) }
`;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 600_000,
    happenings: ["x", "y"].map((k) => ({ at: 1_000, does: "occurs", event: "m.a", id: k, fields: { k } })),
  };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  const [told] = [...(played?.simulated.runs.values() ?? [])].map((events) =>
    events.filter(({ t }) => t === "Told").map(({ at }) => at),
  );
  expect(played?.simulated.runs.size).toBe(2);
  expect(told).toEqual([]);
});

test("of two runs that fail at one moment the one that was wanted first is heard first", async () => {
  const text = `module m
event b(k: String, n: Int) { from door  priority high }
signal hot: Bool { from s.hot }
tool look(k: String, n: Int) -> Int { effect pure  latency <= 6s  run http get "https://x.example/look" }
service off(k: String) { effect idempotent  latency <= 3s  run http post "https://x.example/off" }
service idem(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  fails full  cost <= $2  undo off(k: k)  run http post "https://x.example/idem" }
plan p1(k: String, n: Int) -> Int {
  let s1c = n * 2 - 1
  when s1c > 6 {
      step s1x1 = first of { s1x1l = wait for event b where event.k == k within 17s  s1x1r = idem(k, n)  s1x1t = wait for event b where event.k == k within 17s }
  }
  step s3 = first 2 of for s3i in [1, 2, 3] { step s3z = look(k, s3i)  yield s3z }
  return n
}
guardrail cool : heat blocking { never idem when hot }
trigger t1 { on failed p1  start p1(k: "y", n: 2)  overlap skip }
trigger t2 { on schedule "1-59/4 * * * *" in "Europe/Vienna"  start p1(k: "x", n: 4)  overlap queue by "x" }
trigger t4 { on schedule "1-59/4 * * * *" in "Europe/Vienna"  start p1(k: "x", n: 4)  throttle 2 per 3m  priority high  overlap replace up to 1 }
`;
  // The first round leaves an order behind; in a later one, the alarms of the two runs are set in the other order.
  const world: TwinWorld = { ...around, start: 1767268827492, until: 960_511, salt: 3444727805 };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  const heard = played?.real.control.filter(({ t, trigger }) => t === "Skipped" && trigger === "m.t1");
  expect(heard?.length).toBeGreaterThan(1);
});

test("an answer that is too late for one attempt counts for the next", async () => {
  const text = `module m
import std.people { Approval }
role boss
event a(k: String) { from door }
human both(k: String) -> Approval { ask boss x 2  show "both \${k}?" }
plan p(k: String) {
  step said = both(k) { timeout 83s  accept it.granted  attempts 2 } else { yield { granted: false } }
}
trigger t { on event a  start p(k: event.k) }
`;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 600_000,
    happenings: [{ at: 1_000, does: "occurs", event: "m.a", id: "x", fields: { k: "x" } }],
    faults: 25,
  };
  let late = 0;
  for (let salt = 1; salt <= 40; salt++) {
    const played = await playTwin({ text, world: { ...world, salt } });
    expect(played?.difference, `salt ${salt}`).toBeUndefined();
    const opened = played?.real.control.filter(({ t }) => t === "Opened").length ?? 0;
    const signed = played?.real.control.filter(({ t }) => t === "Signed" || t === "Answered").length ?? 0;
    if (opened === 2 && signed > 0) late += 1;
  }
  expect(late).toBeGreaterThan(0);
});

test("an approval that is too late for one call of a plan counts for the next", async () => {
  const text = `module m
role boss
event a(k: String) { from door }
service given(k: String) -> Int { effect idempotent  latency <= 9s  run http post "https://x.example/given" }
plan q(k: String) {
  timeout 31s
  step done = given(k)
}
plan p(k: String) {
  step asked = q(k) { retry 2 every 13s }
}
policy asks : people blocking { on given  require approval by boss within 2m }
trigger t { on event a  start p(k: event.k) }
`;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 600_000,
    happenings: [{ at: 1_000, does: "occurs", event: "m.a", id: "x", fields: { k: "x" } }],
  };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  const control = played?.simulated.control ?? [];
  expect(control.filter(({ t }) => t === "Opened")).toHaveLength(2);
  // It was asked for at 1 s and again at 45 s, and somebody approves after a minute.
  expect(control.filter(({ t }) => t === "Approved").map(({ at }) => Number(at) - world.start)).toEqual([
    61_000,
  ]);
});

test("a run that is to be replaced begins nothing that is granted afterwards", async () => {
  const text = `module m
event c(k: String) { from door }
service idem(k: String) -> Int { effect idempotent  latency <= 9s  run http post "https://x.example/idem" }
plan p(k: String) -> Int {
  emit c(k: k)
  step done = idem(k)
  return done
}
policy often : cost blocking { on idem  limit 3 per 5m }
trigger t { on event c  start p(k: event.k)  overlap replace }
`;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 20_000,
    happenings: [{ at: 1_000, does: "occurs", event: "m.c", id: "x", fields: { k: "x" } }],
  };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  const [events = []] = played?.real.runs.values() ?? [];
  expect(events.filter(({ t }) => t === "Began")).toEqual([]);
});

test("an order that would have no effect is refused at the door", async () => {
  const text = `module m
event c(k: String) { from door }
service idem(k: String) -> Int { effect idempotent  latency <= 9s  run http post "https://x.example/idem" }
plan p(k: String) -> Int {
  step done = idem(k)
  return done
  finally { emit c(k: k) }
}
trigger t { on event c where event.k == "z"  start p(k: event.k) }
`;
  const run = runIdOf("wish");
  const cancel = { does: "orders", run, order: { order: "cancel", undo: true } } as const;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 60_000,
    happenings: [
      { at: 1_000, does: "asks", request: "wish", entry: "m.p", input: { k: "x" } },
      { at: 1_001, does: "resolves", run, step: { node: "done" }, as: "retry" },
      { at: 1_002, ...cancel },
      { at: 1_002, ...cancel },
      { at: 50_000, ...cancel },
    ],
  };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  expect(played?.simulated.runs.get(run)?.filter(({ t }) => t === "Ordered")).toHaveLength(1);
});

test("what streams decide in one round is carried out stream by stream", async () => {
  const text = `module m
event a(k: String, n: Int) { from door }
event b(k: String, n: Int) { from door }
event c(k: String, n: Int) { from door }
fusion ab(k: String, n: Int) { join a as x, b as y  within 2m  by x.k  where x.n > 1  late up to 20s  emit { k: x.k, n: y.n } }
plan p(k: String, n: Int) -> Int {
  step each = for one in event a up to 3 within 211s {
      step inner = for two in event c up to 3 within 131s { emit c(k: k, n: n) }
  }
  return n
}
trigger t { on event ab where event.n > 2  start p(k: event.k, n: event.n) }
trigger u { on event ab  start p(k: event.k, n: event.n) }
`;
  const occurs = (at: number, event: string, k: string, n: number) =>
    ({ at, does: "occurs", id: `report ${at}`, event, fields: { k, n } }) as const;
  const world: TwinWorld = {
    ...around,
    start: 1767268832406,
    until: 540_511,
    happenings: [
      occurs(231_200, "m.b", "y", 5),
      occurs(327_576, "m.a", "y", 6),
      occurs(354_970, "m.a", "x", 4),
      { ...occurs(366_522, "m.c", "x", 1), twice: true },
      occurs(402_816, "m.a", "y", 4),
    ],
  };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  expect(played?.simulated.runs.size).toBe(2);
});

test("a triggered plan that declares something is requested a round later", async () => {
  const text = `module m
type Bay { id: String }
resource bays: Bay x 2 { at edge  lease 2m }
event a(k: String, n: Int) { from door }
service idem(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  run http post "https://x.example/idem" }
plan p(k: String, n: Int) -> Int {
  step each = for one in event a where one.n > 2 up to 1 within 131s {
      with bay = bays wait 307s for 2m { step inner = idem(k, n) }
  }
  return n
}
plan q(k: String, n: Int) -> Int {
  step done = idem(k, n)
  with bay = bays wait 307s for 59s {}
  return done
}
policy often : cost blocking { on idem  limit 1 per 5m }
trigger s { on event a where event.n > 9  start p(k: event.k, n: event.n) }
trigger t { on event a  start q(k: event.k, n: event.n) }
`;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 60_000,
    happenings: [
      { at: 1_000, does: "asks", request: "wish", entry: "m.p", input: { k: "x", n: 6 } },
      { at: 2_000, does: "occurs", id: "report", event: "m.a", fields: { k: "y", n: 4 } },
    ],
  };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  const control = played?.simulated.control.filter(({ t }) => t === "Declined") ?? [];
  expect(control).toHaveLength(1);
});

test("a place in a journal is named by what stands there", () => {
  const told = (events: readonly JsonObject[], seq: number): Story => ({
    runs: new Map([["R", events]]),
    control: [{ t: "Freed", at: 2, hold: `run/R#${seq}` }],
  });
  const [one, other] = [
    { t: "Asked", at: 1, ask: "hold" },
    { t: "Asked", at: 1, ask: "gate" },
  ];
  expect(differenceOf(told([one, other], 0), told([other, one], 1))).toBeUndefined();
  expect(differenceOf(told([one, other], 0), told([other, one], 0))?.of).toBe("control");
});

test("a consent that was taken back before a run begins is known as it begins", async () => {
  const text = `module m
event a(k: String) { from door }
service given(k: String) { effect idempotent  latency <= 9s  scope "m.given"  run http post "https://x.example/given" }
plan p(k: String) { step done = given(k) }
trigger t { on event a  start p(k: event.k) }
`;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 600_000,
    happenings: [
      { at: 1_000, does: "withdraws", scope: "m.given" },
      { at: 2_000, does: "occurs", event: "m.a", id: "x", fields: { k: "x" } },
    ],
  };
  const played = await playTwin({ text, world });
  expect(played?.difference).toBeUndefined();
  const [events = []] = played?.simulated.runs.values() ?? [];
  expect(events.find(({ t }) => t === "Started")?.user).toMatchObject({ withdrawn: ["m.given"] });
  expect(events.at(-1)).toMatchObject({ t: "Closed", status: "failed" });
});

test("a process that dies arms the triggers anew", async () => {
  const world: TwinWorld = {
    ...shared.world,
    happenings: [...shared.world.happenings, { at: 900, does: "crashes" }, { at: 20_000, does: "crashes" }],
    deathsAt: [{ event: "Fired", nth: 2 }],
  };
  const played = await playTwin({ ...shared, world });
  expect(played?.difference).toBeUndefined();
  const armed = played?.simulated.control.filter(({ t }) => t === "Armed").length;
  expect(armed).toBe(4);
  expect(played?.real.control.filter(({ t }) => t === "Armed")).toHaveLength(4);
});

test("programs with all that the simulator and the runtime could disagree about are drawn", () => {
  const drawn = new Set<string>();
  for (let seed = 1; seed <= 250; seed++)
    for (const name of constructsIn(drawTwin(new Dice(seed * 0x9e3779b1))).keys()) drawn.add(name);
  const wanted = `fusionDeclaration dedupeClause.by overlapClause.by overlapClause.upTo overlapClause.policy=skip
    overlapClause.policy=queue overlapClause.policy=replace limitClause.by decisionClause.decision=deny
    decisionClause.decision=allow requireApprovalClause requireConsentClause guardrailDeclaration goalDeclaration budgetClause
    confirmClause undoClause irreversibleClause askClause.count askClause.where eachEvent.where fromValue eachItem race.count
    quorum waitForEvent.next waitUntil.for with.otherwise pick.where planDeclaration.finally retryOption.backoff
    retryOption.condition attemptsOption.every cacheOption timeoutClause scheduleSource.zone everySource changeSource.for
    requestSource outcomeSource.outcome=completed outcomeSource.outcome=failed outcomeSource.outcome=cancelled missedClause
    debounceClause.by throttleClause triggerFamily fuseClause signalDeclaration.parameters overflowClause losersOption`;
  expect(wanted.split(/\s+/).filter((name) => !drawn.has(name))).toEqual([]);
});

test("what one side alone says is found", async () => {
  const played = await playTwin(shared);
  if (played === undefined) throw new Error("it compiles");
  const { simulated, real } = played;
  const [[id, events] = ["", []]] = real.runs;
  for (let at = 0; at < events.length; at++) {
    const runs = new Map(real.runs).set(id, events.toSpliced(at, 1));
    expect(differenceOf(simulated, { ...real, runs })?.of).toBe(id);
  }
  const control = real.control.filter(({ t }) => t !== "Forgot");
  expect(differenceOf(simulated, { ...real, control })?.of).toBe("control");
});

/** The kernel decides both stories: what is wrong with both is seen by what the language reference says alone. */
describe("laws", () => {
  const text = `module m
type Bay { id: String }
resource bays: Bay x 1 { at edge  lease 1h }
event a(k: String, n: Int) { from door  dedupe 40s by k }
signal hot: Bool { from s.hot }
service idem(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  run http post "https://x.example/idem" }
plan p1(k: String, n: Int) {
  step s1 = idem(k, n) using bays wait 5m else { yield 1 }
}
policy often : cost blocking { on idem  limit 2 per 5m }
trigger t1 { on event a  start p1(k: event.k, n: event.n)  throttle 2 per 3m }
plan p2(k: String, n: Int) { wait 5s }
trigger t2 { on completed p1  start p2(k: "z", n: 1)  when hot }
trigger t3 { on event a where event.n > 2  start p2(k: "y", n: 1)  debounce 50s  overlap skip up to 1 }
`;
  const world: TwinWorld = {
    ...around,
    start: Date.UTC(2026, 0, 1, 12),
    until: 600_000,
    happenings: [1, 2, 3, 4].map((n) => ({
      at: n * 30_000,
      does: "occurs",
      event: "m.a",
      id: `${n}`,
      fields: { k: "x", n },
    })),
  };
  const real = async (): Promise<Story> => {
    const played = await playTwin({ text, world });
    if (played === undefined) throw new Error("it compiles");
    expect(played.difference).toBeUndefined();
    return played.real;
  };

  test("hold of a story as it is", async () => {
    expect(brokenLaws(text, await real())).toEqual([]);
  });

  test("are broken by a story with an event more, or less", async () => {
    const { control, runs } = await real();
    const without = (t: string, where: (event: JsonObject) => boolean = () => true): readonly string[] => {
      const at = control.findIndex((event) => event.t === t && where(event));
      return brokenLaws(text, { runs, control: control.toSpliced(at, 1) });
    };
    expect(without("Forgot")).toContainEqual(expect.stringContaining("closed or forgotten"));
    expect(without("Freed")).toContainEqual(expect.stringContaining("is granted while it is held"));
    expect(without("Fired", ({ trigger }) => trigger === "m.t1")[0]).toMatch(/^m\.t1 has \d causes/);
    expect(without("Skipped", ({ trigger }) => trigger === "m.t2")[0]).toMatch(/^m\.t2 has \d causes/);
    const told = control.map((event) => ({ ...event, repeated: false }));
    expect(brokenLaws(text, { runs, control: told })).toContainEqual(
      expect.stringContaining("it repeats one"),
    );
    const others = new Map([...runs].map(([id, events]) => [id, [...events, ...events]]));
    expect(brokenLaws(text, { runs: others, control })).toContainEqual(expect.stringContaining("too often"));
    const fired = control.flatMap((event) => (event.t === "Fired" ? [event, event, event] : [event]));
    const often = brokenLaws(text, { runs, control: fired });
    expect(often).toContainEqual(expect.stringContaining("more than twice in three minutes"));
    expect(often).toContainEqual(expect.stringContaining("twice within 50 s"));
  });
});

test("a twin that does not differ is left as it is", async () => {
  expect(await shrinkTwin(shared, { tries: 5, isOver: () => false })).toBe(shared);
});
