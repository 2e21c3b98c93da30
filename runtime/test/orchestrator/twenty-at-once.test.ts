import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunEvent } from "@orchlang/kernel/run";
import { stepName } from "@orchlang/kernel/run";
import { simulate } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { start } from "../journal/process.ts";
import { all, folder, opened } from "../journal/streams.ts";
import {
  answerTo,
  type Call,
  cityAfter,
  ends,
  everybody,
  handlers,
  place,
  prefix,
  program,
  record,
  workflows,
} from "./city.ts";
import { broken } from "./library-rules.ts";
import { accepted, journal } from "./open.ts";
import { Stage } from "./stage.ts";

/* The twenty workflows of the standard library, all begun by one event, in a simulated city. */

const minute = 60_000;

/** Two people answer every question, and those that follow from their answers. */
async function answerAll(stage: Stage): Promise<void> {
  const answered = new Set<string>();
  const open = () => stage.orch.questions().filter(({ ref }) => !answered.has(ref));
  for (let asked = open(); asked.length > 0; asked = open()) {
    for (const { ref, run, call, show } of asked) {
      answered.add(ref);
      for (const id of ["eve", "ida"])
        await stage.orch.answer(run, stepName(call), answerTo(show), { id, roles: everybody, consents: [] });
    }
    await stage.settle();
  }
}

/** What must be so once all calls were made. */
function expectPeace(calls: readonly Call[]): void {
  const { done, ...city } = cityAfter(calls);
  expect(city).toEqual({ flying: [], locked: [], mistakes: [] });
  // People have said yes, so what they decide has been done.
  expect(done).toEqual(
    expect.arrayContaining([
      ...["dispatch_unit", "initiate_lockdown", "broadcast_emergency", "issue_bolo", "activate_sensor"],
    ]),
  );
  expect(done.filter((name) => name === "dispatch_drone").length).toBeGreaterThanOrEqual(8);
  expect(done.filter((name) => name === "write_audit")).toHaveLength(20);
}

/** The end that its page documents for a workflow to which everybody says yes. */
function endOf(entry: string): object {
  return ends[entry.slice(entry.lastIndexOf(".") + 1)] ?? {};
}

const allCompleted = workflows.map((plan) => `${prefix}${plan}.${plan} completed`).sort();

test("load: twenty workflows begin at once, complete, and leave nothing held, locked or in the air", async () => {
  const calls: Call[] = [];
  const stage = new Stage(
    program,
    "2026-05-04T08:00Z",
    handlers((call) => void calls.push(call)),
  );
  expect(stage.compiled.diagnostics).toEqual([]);
  await stage.open();
  for (const one of record) await stage.orch.ingest(one);
  await stage.settle();
  expect(stage.fired()).toHaveLength(20);

  const isOver = async () => (await stage.runs()).every(({ status }) => status === "completed");
  for (let rounds = 0; rounds < 40 && !(await isOver()); rounds++) {
    await answerAll(stage);
    await stage.until(stage.clock.at + 60 * minute);
  }

  const outcomes = await stage.outcomes();
  expect(outcomes.map(([entry, status]) => `${entry} ${status}`).sort()).toEqual(allCompleted);
  for (const [entry, , value] of outcomes) expect(value, entry).toMatchObject(endOf(entry));
  expectPeace(calls);
  expect(await stage.verified()).toMatchObject({ whole: true });
});

test("a plan that asks nobody, writes nothing down and goes on for ever is noticed", () => {
  const text = `module city.hasty
import std.response { dispatch_unit }
plan hasty(places: [Geo] size 5..5) {
  step all = for place in places { step crew = dispatch_unit(to: place, advice: "now") }
}`;
  const { compiled } = new Stage(text, "2026-05-04T08:00Z", {});
  const file = compiled.plan("city.hasty.hasty");
  if (file === undefined) throw new Error("it has a mistake");
  const { events } = simulate(file, { input: { places: Array.from({ length: 5 }, () => place) } });
  expect([...new Set(broken(events, file.plan))]).toEqual([
    "std.response.dispatch_unit before anybody has said yes",
    "force more than four times",
    "no case_file at the end",
  ]);
});

const morning = new Stage(program, "2026-05-04T08:00Z", {}).compiled;

test.each(["Began", "Ended", "Told", "Asked", "Settled"])(
  "in the simulator all complete although the process dies again and again with an event of the kind %s",
  (event) => {
    const { world, plans } = morning.world();
    const [file, ...others] = plans;
    const contexts = morning.triggers().map(({ context }) => context);
    const first = simulate(file!, {
      armed: world,
      plans: others,
      kinds: Object.assign({}, ...contexts.map(({ kinds }) => kinds)),
      schemas: Object.assign({}, ...contexts.map(({ schemas }) => schemas)),
      happenings: [
        {
          at: 1_000,
          does: "occurs",
          event: "city.morning.morning",
          fields: { location: place },
          id: "morning",
        },
      ],
      deathsAt: [1, 2, 4, 7, 12].map((nth) => ({ event, nth })),
    });
    const runs = [first, ...first.others];
    expect(runs.some(({ events }) => events.some(({ t }) => t === "Lost"))).toBe(true);
    const reached = runs.map(({ file: { plan }, state }) => `${plan.entry} ${state.closed?.outcome.status}`);
    expect(reached.sort()).toEqual(allCompleted);
    expect(runs.flatMap(({ file: { plan }, events }) => broken(events, plan))).toEqual([]);
  },
);

test("on SQLite all complete although the process is killed again and again", async () => {
  const place = folder();
  const path = join(place, "journal.db");
  const book = join(place, "book");
  const kills = Number(process.env.LAWS ?? 1) > 1 ? [3, 45, 90, 140] : [45, 120];
  for (const kill of [...kills, Infinity]) {
    const other = start("orchestrator/city", [path, book]);
    let said = 0;
    let last = "";
    for await (const line of other.lines) {
      last = line;
      said += 1;
      if (said === Math.ceil(kill / 4)) other.child.kill("SIGKILL");
    }
    const { errors, signal } = await other.ended;
    expect(errors).toBe("");
    if (kill === Infinity) expect(last).toBe("done");
    else expect(signal).toBe("SIGKILL");
  }

  expectPeace(
    readFileSync(book, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Call),
  );
  const past = await journal(path);
  const runs = await all(past.runs());
  expect(runs.map(({ entry, status }) => `${entry} ${status}`).sort()).toEqual(allCompleted);
  expect(accepted(await past.verify())).toMatchObject({ whole: true });
  for (const { run, entry } of runs) {
    expect(accepted(await past.replay(run))).toMatchObject({ same: true });
    expect(accepted(await past.report(run)).value, entry).toMatchObject(endOf(entry));
  }
  await past.close();
  const store = opened(openSqliteStore(path, "read"));
  for (const { run, entry } of runs) {
    const plan = morning.world().plans.find((file) => file.plan.entry === entry)!.plan;
    const events = (await all(store.read(`run/${run}`, 0))).map(({ body }) => JSON.parse(body) as RunEvent);
    expect(broken(events, plan), entry).toEqual([]);
  }
});
