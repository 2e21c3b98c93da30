import { truncateSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { runIdOf } from "@orchlang/kernel";
import { describe, expect, test } from "vitest";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { openJournal } from "../../src/orchestrator/journal.ts";
import { createOrchestrator } from "../../src/orchestrator.ts";
import { all, folder, opened } from "../journal/streams.ts";
import { campaignFile, consenting, inputFor, outbox, root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";

/** A journal of so many runs that wait for their approval, and of one more that is done. */
async function written(count = 1, requests: readonly string[] = []) {
  const path = join(folder(), "journal.db");
  const orch = await orchestrator(path);
  const runs: string[] = [];
  for (let n = 0; n <= count; n++) {
    const { run } = accepted(
      await orch.start({
        plan: campaignFile(),
        input: inputFor(outbox().folder),
        root,
        user: consenting,
        ...(requests[n] === undefined ? {} : { request: requests[n] }),
      }),
    );
    await orch.rest(run);
    runs.push(run);
  }
  const done = runs.at(-1)!;
  accepted(await orch.answer(done, "review", { granted: true }));
  await orch.rest(done);
  await orch.close();
  return { path, waiting: runs.slice(0, -1), done };
}

/** Two requests for runs whose ids begin with the same character. */
function alike(): { readonly requests: readonly string[]; readonly beginning: string } {
  const known = new Map<string, string>();
  for (let n = 0; ; n++) {
    const request = `request-${n}`;
    const beginning = runIdOf(request).slice(0, 1);
    const other = known.get(beginning);
    if (other !== undefined) return { requests: [other, request], beginning };
    known.set(beginning, request);
  }
}

describe("reading a journal", () => {
  test("lists its runs and gives each one's events, from any place", async () => {
    const { path, waiting, done } = await written(2);
    const past = await journal(path);
    const runs = await all(past.runs());
    expect(runs.map(({ run, status, entry }) => [run, status, entry])).toEqual([
      ...waiting.map((run) => [run, "waiting", "marketing.campaign.launch"]),
      [done, "completed", "marketing.campaign.launch"],
    ]);
    expect(runs[0]?.waiting).toMatchObject([{ for: "answer", step: "review" }]);
    const events = await all(past.events(done));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, n) => n));
    expect(events.at(-1)?.event.t).toBe("Closed");
    expect(await all(past.events(done, 5))).toEqual(events.slice(5));
    expect(accepted(await past.plan(done)).id).toBe(campaignFile().id);
  });

  test("tells how a run stood after any event", async () => {
    const { path, done } = await written();
    const past = await journal(path);
    const events = await all(past.events(done));
    const asked = events.findIndex(({ event }) => event.t === "Asked");
    expect(accepted(await past.report(done, asked))).toMatchObject({
      at: asked,
      status: "waiting",
      waiting: [{ step: "review" }],
    });
    expect(accepted(await past.report(done, 0)).steps).toMatchObject([]);
    expect(accepted(await past.report(done))).toMatchObject({ at: events.length - 1, status: "completed" });
    expect(await past.report(done, events.length - 1)).toMatchObject({ at: events.length - 1 });
    // A future event is refused, not taken for the end.
    expect(await past.report(done, events.length)).toEqual({
      refused: "unknown_event",
      message: `The run ${done} has no event ${events.length}: its last is ${events.length - 1}.`,
    });
  });

  test("finds a run by an unambiguous beginning, in any case of letters", async () => {
    const ids = alike();
    const { path, waiting, done } = await written(1, ids.requests);
    const past = await journal(path);
    expect(await past.find(done)).toEqual({ run: done });
    expect(await past.find(done.slice(0, 12).toLowerCase())).toEqual({ run: done });
    expect(await past.find("")).toMatchObject({ refused: "unknown_run" });
    expect(await past.find(ids.beginning)).toMatchObject({
      refused: "ambiguous_run",
      message: `2 runs begin with ${ids.beginning}; write more of the id.`,
      details: expect.arrayContaining([...waiting, done]),
    });
    expect(await past.find("ZZ!")).toMatchObject({ refused: "unknown_run" });
    for (const ask of [past.plan, past.report, past.replay, past.verify]) {
      expect(await ask("NONE")).toMatchObject({ refused: "unknown_run" });
    }
  });

  test("is possible while a writer lives, and sees what it adds", async () => {
    const path = join(folder(), "journal.db");
    const orch = await orchestrator(path);
    const { run } = accepted(
      await orch.start({ plan: campaignFile(), input: inputFor(outbox().folder), root, user: consenting }),
    );
    await orch.rest(run);
    const past = await journal(path);
    const before = accepted(await past.report(run));
    accepted(await orch.answer(run, "review", { granted: true }));
    await orch.rest(run);
    expect(accepted(await past.report(run)).events).toBeGreaterThan(before.events);
    expect(accepted(await past.report(run))).toMatchObject({ status: "completed" });
  });

  test("says when there is none", async () => {
    const path = join(folder(), "none.db");
    expect(await openJournal(path)).toEqual({ fault: "missing", message: `There is no journal at ${path}.` });
  });
});

describe("a journal that was altered is told and not gone on with", () => {
  const alter = (path: string, statement: string): void => {
    const db = new DatabaseSync(path);
    db.exec(statement);
    db.close();
  };
  const bodies = (run: string): string =>
    `records SET body = replace(body, 'Lamp', 'Lump') WHERE place >> 32 = (SELECT number FROM streams WHERE stream = 'run/${run}')`;

  test("a word in one run's events", async () => {
    const { path, waiting, done } = await written(1);
    alter(path, `UPDATE ${bodies(waiting[0]!)}`);
    const past = await journal(path);
    expect((await all(past.runs())).map(({ run, status }) => [run, status])).toEqual([
      [waiting[0], "damaged"],
      [done, "completed"],
    ]);
    expect(await past.verify(waiting[0]!)).toMatchObject({
      whole: false,
      seq: 0,
      message: expect.stringContaining("altered"),
    });
    for (const ask of [past.report, past.replay]) {
      expect(await ask(waiting[0]!)).toMatchObject({
        refused: "journal",
        message: expect.stringContaining("event 0"),
      });
    }
    await expect(all(past.events(waiting[0]!))).rejects.toThrow("was altered: event 0");
    await past.close();

    const orch = await orchestrator(path);
    expect(accepted(await orch.resume()).left).toMatchObject([
      { run: waiting[0], refusal: { refused: "journal" } },
    ]);
    expect(await orch.resume(waiting[0])).toMatchObject({ refused: "journal" });
    expect(await orch.answer(waiting[0]!, "review", { granted: true })).toMatchObject({ refused: "journal" });
  });

  test.each([
    ["no JSON", "substr(text, 3)"],
    ["another input", "replace(text, 'Lamp', 'Lump')"],
    ["another user", `replace(text, '"roles":', '"role":')`],
    ["another folder", `replace(text, '"root":"', '"root":"/tmp')`],
  ])("what a run was asked for with: %s", async (_, becomes) => {
    const { path, waiting, done } = await written(1);
    alter(path, `UPDATE documents SET text = ${becomes} WHERE id = 'request/${waiting[0]}'`);
    const past = await journal(path);
    expect((await all(past.runs())).map(({ run, status }) => [run, status])).toEqual([
      [waiting[0], "damaged"],
      [done, "completed"],
    ]);
    const message = expect.stringContaining(`the text of request/${waiting[0]} is not as it was written`);
    expect(await past.verify(waiting[0]!)).toMatchObject({ whole: false, seq: 0, message });
    expect(await past.verify(done)).toMatchObject({ whole: true });
    expect(await past.report(waiting[0]!)).toMatchObject({ refused: "journal", message });
    await past.close();

    const orch = await orchestrator(path);
    expect(accepted(await orch.resume()).left).toMatchObject([
      { run: waiting[0], refusal: { refused: "journal", message } },
    ]);
  });

  test("the plan file that a run is pinned to", async () => {
    const { path, done } = await written(0);
    alter(
      path,
      `UPDATE documents SET text = replace(text, 'idempotent', 'idempotant') WHERE id LIKE 'sha256:%'`,
    );
    const past = await journal(path);
    expect(await past.verify(done)).toMatchObject({
      whole: false,
      message: expect.stringContaining("was altered"),
    });
  });

  test("an event of control, which is verified by itself", async () => {
    const { path, done } = await written(0);
    alter(path, "UPDATE records SET body = replace(body, 'Admitted', 'Admittee') WHERE place >> 32 = 1");
    const past = await journal(path);
    expect(await past.verify(done)).toMatchObject({ whole: true });
    expect(await past.verify()).toMatchObject({
      whole: false,
      message: expect.stringContaining("of control"),
    });
  });

  test("the last events cut off", async () => {
    const { path, done } = await written(0);
    alter(
      path,
      "DELETE FROM records WHERE place & 4294967295 > 3 AND place >> 32 = (SELECT number FROM streams WHERE stream LIKE 'run/%')",
    );
    const past = await journal(path);
    expect(await past.verify(done)).toMatchObject({
      whole: false,
      seq: 4,
      message: expect.stringContaining("cut"),
    });
  });

  test("control's events", async () => {
    const { path } = await written(1);
    alter(
      path,
      "UPDATE records SET body = replace(body, 'Admitted', 'Admittes') WHERE place >> 32 = (SELECT number FROM streams WHERE stream = 'control/main')",
    );
    const store = opened(openSqliteStore(path, { mode: "write" }));
    expect(await createOrchestrator({ store })).toMatchObject({
      fault: "corrupt",
      message: expect.stringContaining("control/main"),
    });
    // Nothing is left locked.
    await opened(openSqliteStore(path, { mode: "write" })).close();
  });

  test("a plan file", async () => {
    const { path, waiting } = await written(1);
    alter(
      path,
      "UPDATE documents SET text = replace(text, '\"business_hours\"', '\"business_hourz\"') WHERE id LIKE 'sha256:%'",
    );
    const orch = await orchestrator(path);
    expect(await orch.resume(waiting[0])).toMatchObject({
      refused: "journal",
      message: expect.stringContaining("was altered"),
    });
  });

  test("the file cut", async () => {
    const { path } = await written(1);
    truncateSync(path, 20_000);
    expect(await openJournal(path)).toMatchObject({ fault: "corrupt" });
    expect(openSqliteStore(path, { mode: "write" })).toMatchObject({ fault: "corrupt" });
  });
});

describe("a full disk", () => {
  test("stops the run and says so; with room again it goes on and loses nothing", async () => {
    const path = join(folder(), "journal.db");
    // Room for the plan and the run's first events, not for all.
    for (let pagesMax = 12; ; pagesMax += 1) {
      const file = `${path}-${pagesMax}`;
      const orch = await orchestrator(opened(openSqliteStore(file, { mode: "write", pagesMax })));
      const box = outbox();
      const started = await orch.start({
        plan: campaignFile(),
        input: inputFor(box.folder),
        root,
        user: consenting,
        request: "one",
      });
      if ("refused" in started) {
        expect(started).toMatchObject({ refused: "journal", message: expect.stringContaining("is full") });
        await orch.close();
        continue;
      }
      const rest = await orch.rest(started.run);
      await orch.close();
      if (rest.status !== "stopped") break;
      expect(rest.message).toContain("is full");
      const roomy = await orchestrator(file);
      accepted(await roomy.resume());
      expect(await roomy.rest(started.run)).toMatchObject({
        status: "waiting",
        waiting: [{ step: "review" }],
      });
      accepted(await roomy.answer(started.run, "review", { granted: true }));
      expect(await roomy.rest(started.run)).toMatchObject({ status: "completed" });
      expect(box.jobs()).toHaveLength(1);
      await roomy.close();
    }
  });
});
