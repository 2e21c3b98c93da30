import { limits as kernelLimits } from "@orchlang/kernel/testing";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import type { IngressRecord } from "../../src/orchestrator-types.ts";
import { Stage } from "./stage.ts";

/*
 * Bad inputs and failing parts. Each time: it is reported, counted and bounded, and nothing else is disturbed: another
 * source is received, and another trigger starts its run.
 */

const program = `module m
signal heat: Temperature { from probe.a, probe.b  fuse median  fresh 1m }
signal calm: Float { from other }
flag hot = heat > 30C
event shot(level: Int) { from ears }
event bell()
type Press { id: String }
resource presses: Press x 1 { at edge }
service ring(n: Int) -> Int { effect idempotent  latency <= 5s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
plan held() { with d = presses wait 1h for 10m { step r = ring(7) } }
plan echo(n: Int) { step r = ring(n)  emit shot(level: n) }
trigger on_bell { on event bell  start p(n: 1)  overlap allow up to 50 }
trigger on_shot { on event shot where event.level == 1  start echo(n: 1)  overlap allow up to 100 }
trigger daily   { on schedule "30 2 * * *" in "Europe/Berlin"  start p(n: 2)  missed once }
`;

async function stage(start = "2026-11-22T12:00Z", ring: (input: { n: number }) => unknown = ({ n }) => n) {
  return await new Stage(program, start, { "m.ring": ring as never }).open();
}

const heat = (value: unknown, more: object = {}) =>
  ({ kind: "reading", name: "probe.a", value, ...more }) as Omit<IngressRecord & { kind: "reading" }, "id">;
const known = (one: Stage) => one.orch.around().signals.find(({ name }) => name === "m.heat")?.value;
const counts = (one: Stage) => one.orch.around().refused;

/** Other inputs are served after any fault. */
async function undisturbed(one: Stage): Promise<void> {
  const before = one.fired().filter((name) => name === "m.on_bell").length;
  expect(await one.tell({ kind: "reading", name: "other", value: 1 })).toBe("taken");
  expect(await one.tell({ kind: "occurrence", event: "bell", fields: {} })).toBe("taken");
  expect(one.fired().filter((name) => name === "m.on_bell")).toHaveLength(before + 1);
  const runs = await one.outcomes();
  expect(runs.filter(([entry, status]) => entry === "m.p" && status === "completed").length).toBeGreaterThan(
    before,
  );
}

describe("readings", () => {
  test("out of order: the newest counts, the late one is counted as late", async () => {
    const one = await stage();
    await one.tell(heat(300));
    expect(await one.tell(heat(280, { when: one.clock.at - 5_000 }))).toBe("taken");
    expect(known(one)).toBe(300);
    expect(one.orch.around().tallies["m.heat late"]).toBe(1);
    await undisturbed(one);
  });

  test("duplicated: taken once, and counted", async () => {
    const one = await stage();
    for (let times = 0; times < 3; times++)
      expect(await one.orch.ingest({ ...heat(300), id: "same" } as IngressRecord)).toEqual({ done: true });
    expect(one.control.filter(({ t }) => t === "Sensed")).toHaveLength(1);
    expect(counts(one)).toEqual({ repeated: 2 });
    await undisturbed(one);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ["from the future", heat(300, { when: "2030-01-01T00:00Z" }), "shape"],
    ["NaN", heat(Number.NaN), "shape"],
    ["infinite", heat(Number.POSITIVE_INFINITY), "shape"],
    ["in the wrong unit", heat("20km"), "shape"],
    ["from unknown sources", heat(300, { name: "probe.c" }), "unknown"],
  ];
  test.each(refused)("%s: refused to its teller, and counted", async (_, record, why) => {
    const one = await stage();
    await one.tell(heat(290));
    for (let times = 1; times <= 3; times++) {
      expect(await one.tell(record as never)).toBe(why);
      expect(counts(one)).toEqual({ [why]: times });
    }
    expect(known(one)).toBe(290);
    await undisturbed(one);
  });

  test("a clock a little ahead is not the future: the reading counts as of now", async () => {
    const one = await stage();
    expect(await one.tell(heat(300, { when: one.clock.at + limits.aheadMsMax }))).toBe("taken");
    await one.until(one.clock.at + 61_000);
    expect(known(one)).toBeUndefined();
  });

  test("a source that stops: said when its last word is too old, counted; the others go on alone", async () => {
    const one = await stage();
    await one.tell(heat(300));
    for (let times = 0; times < 4; times++) {
      await one.until(one.clock.at + 20_000);
      await one.tell({ kind: "reading", name: "probe.b", value: 310 });
    }
    expect(one.control.filter((event) => event.t === "Faded")).toHaveLength(1);
    expect(one.orch.around().tallies["m.heat silent"]).toBe(1);
    expect(known(one)).toBe(310);
    await one.until(one.clock.at + 10 * 60_000);
    expect(known(one)).toBeUndefined();
    expect(one.orch.around().flags[0]?.value).toBeUndefined();
    await undisturbed(one);
  });
});

test("an event storm at ten times the limit: what is too much is refused and counted, others are heard in it", async () => {
  const one = await stage();
  const most = limits.ingressPerSecondMax;
  const storm = Array.from({ length: most * 10 }, (_, n) =>
    one.orch.ingest({ kind: "occurrence", id: `storm ${n}`, event: "shot", fields: { level: 0 } }),
  );
  const bell = one.orch.ingest({ kind: "occurrence", id: "in between", event: "bell", fields: {} });
  expect(await bell).toEqual({ done: true });
  const answers = await Promise.all(storm);
  expect(answers.filter((answer) => "done" in answer)).toHaveLength(most);
  expect(counts(one)).toEqual({ too_often: most * 9 });
  await one.until(one.clock.at + 1_000);
  await undisturbed(one);
});

test("a resource that flaps: said once, counted, kept back for half an hour at most; the run gets it then", async () => {
  const one = await stage();
  const word = (health: "ready" | "lost") =>
    one.tell({ kind: "member", pool: "presses", member: "presses[1]", health });
  for (let times = 0; times < 20; times++) {
    await word("lost");
    await word("ready");
  }
  expect(one.control.flatMap((event) => (event.t === "Judged" ? [event.why] : []))).toEqual(["flapping"]);
  expect(one.orch.around()).toMatchObject({
    tallies: { "m.presses flapping": 1 },
    pools: [{ members: { degraded: 1 } }],
  });
  const plan = one.compiled.plan("m.held")!;
  await one.orch.start({ plan, input: {}, root: "/" });
  await undisturbed(one);
  expect((await one.outcomes()).find(([entry]) => entry === "m.held")?.[1]).toBe("waiting");
  await one.until(one.clock.at + 31 * 60_000);
  expect((await one.outcomes()).find(([entry]) => entry === "m.held")?.[1]).toBe("completed");
});

test("a lease holder that dies: after its time another has the member, under a greater fence", async () => {
  let dead = true;
  const fences: (number | undefined)[] = [];
  const one = new Stage(program, "2026-11-22T12:00Z", {
    "m.ring": async ({ n }: { n: number }, { fence, signal }: { fence?: number; signal: AbortSignal }) => {
      if (n !== 7) return n;
      fences.push(fence);
      if (dead)
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("dead"))));
      return n;
    },
  } as never);
  await one.open();
  const plan = one.compiled.plan("m.held")!;
  await one.orch.start({ plan, input: {}, root: "/" });
  await one.orch.start({ plan, input: {}, root: "/" });
  await expect.poll(() => fences.length).toBe(1);
  // The holder's process is gone, and nobody goes on with its run: only control is left.
  await one.abandon();
  dead = false;
  await one.until(one.clock.at + 11 * 60_000);
  expect(one.control.filter((event) => event.t === "Freed" && event.why === "expired")).toHaveLength(1);
  expect(
    one.control.flatMap((event) =>
      event.t === "Granted" && "members" in event.say
        ? (event.say.members ?? []).map(({ fence }) => fence)
        : [],
    ),
  ).toEqual([1, 2]);
  await undisturbed(one);
});

describe("clocks", () => {
  test("a jump ahead, as after sleep: what was missed is made up for as it says, once", async () => {
    const one = await stage("2026-11-22T12:00Z");
    await one.tell(heat(300));
    one.clock.at = Date.parse("2026-12-02T12:00Z");
    await one.until(one.clock.at);
    // Within one process every instant counts; across a stop only the newest (`missed once`).
    expect(one.fired().filter((name) => name === "m.daily")).toHaveLength(10);
    expect(known(one)).toBeUndefined();
    await one.abandon();
    one.clock.at = Date.parse("2026-12-08T12:00Z");
    await one.open();
    await one.until(one.clock.at + 1_000);
    expect(one.fired().filter((name) => name === "m.daily")).toHaveLength(11);
    expect(one.orch.around().tallies["m.daily missed"]).toBe(5);
    await undisturbed(one);
  });

  test("a jump back: time of the journal never runs backwards, and nothing fires twice", async () => {
    const one = await stage("2026-11-22T01:00Z");
    await one.until("2026-11-22T02:00Z");
    expect(one.fired()).toEqual(["m.daily"]);
    one.clock.at = Date.parse("2026-11-22T01:00Z");
    await one.until("2026-11-22T03:00Z");
    expect(one.fired()).toEqual(["m.daily"]);
    const times = one.control.map(({ at }) => at);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    await undisturbed(one);
  });

  test("daylight saving: a time that is skipped comes as soon as there is one, a time shown twice comes once", async () => {
    const spring = await stage("2026-03-28T12:00Z");
    await spring.until("2026-03-29T12:00Z");
    const firedAt = (one: Stage) =>
      one.control.flatMap(({ t, at }) => (t === "Fired" ? [new Date(at).toISOString().slice(5, 16)] : []));
    expect(firedAt(spring)).toEqual(["03-29T01:00"]);
    const autumn = await stage("2026-10-24T12:00Z");
    await autumn.until("2026-10-25T12:00Z");
    expect(firedAt(autumn)).toEqual(["10-25T00:30"]);
    await undisturbed(autumn);
  });
});

test("a trigger loop: it ends at its bound, is said and counted", async () => {
  const one = await stage();
  await one.tell({ kind: "occurrence", event: "shot", fields: { level: 1 } });
  await one.settle();
  expect(one.fired().filter((name) => name === "m.on_shot")).toHaveLength(kernelLimits.firingDepthMax + 1);
  expect(one.control.flatMap((event) => (event.t === "Skipped" ? [event.why] : []))).toEqual(["circle"]);
  expect(one.orch.around().tallies["m.on_shot circle"]).toBe(1);
  await undisturbed(one);
});

test("a registry half-written: refused whole and counted, what it said before stays", async () => {
  const one = await stage();
  const say = (members: unknown) =>
    one.tell({ kind: "registry", registry: "plant", pools: { presses: { members } } } as never);
  expect(await say(["a", { id: "b" }])).toBe("taken");
  const before = one.orch.around().pools;
  for (const half of [["a", { i: "b" }], "a", [{ id: 3 }]]) expect(await say(half)).toBe("shape");
  expect(counts(one)).toEqual({ shape: 3 });
  expect(one.orch.around().pools).toEqual(before);
  await undisturbed(one);
});
