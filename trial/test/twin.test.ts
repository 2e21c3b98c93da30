import { expect, test } from "vitest";
import { shrinkTwin } from "../src/twin/shrink.ts";
import { differenceOf } from "../src/twin/story.ts";
import { drawnTwin, playTwin, type Twin } from "../src/twin/twin.ts";

test("programs with triggers go the same way simulated and really run", async () => {
  let runs = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const played = await playTwin(drawnTwin(seed));
    if (played === undefined) continue;
    expect(played.difference, `npm run trial -- --twin 1 --seed ${seed}`).toBeUndefined();
    runs += played.real.runs.size;
  }
  expect(runs).toBeGreaterThan(30);
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

test("a twin that does not differ is left as it is", async () => {
  expect(await shrinkTwin(shared, 5)).toBe(shared);
});
