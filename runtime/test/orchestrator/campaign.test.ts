import { unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlEvent } from "@orchlang/kernel/control";
import { describe, expect, test, vi } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { all, folder, opened } from "../journal/streams.ts";
import { campaignFile, consenting, inputFor, outbox, root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";

describe("a campaign on real threads and a real journal", () => {
  test("waits for its approval, takes it, and completes", async () => {
    const path = join(folder(), "journal.db");
    const box = outbox();
    const orch = await orchestrator(path);
    const { run } = accepted(
      await orch.start({ plan: campaignFile(), input: inputFor(box.folder), root, user: consenting }),
    );
    const seen: string[] = [];
    orch.watch(run, 0, ({ seq, event }) => seen.push(`${seq} ${event.t}`));
    const rest = await orch.rest(run);
    expect(rest).toMatchObject({
      status: "waiting",
      waiting: [
        {
          for: "answer",
          step: "review",
          role: "marketing_lead",
          show: "Approve the design at https://example.com/x1?",
        },
      ],
    });
    accepted(await orch.answer(run, "review", { granted: true }));
    expect(await orch.rest(run)).toMatchObject({ status: "completed", value: { status: "scheduled" } });
    expect(box.jobs()).toHaveLength(1);
    expect(seen.map((line) => Number(line.split(" ")[0]))).toEqual(seen.map((_line, n) => n));
    expect(seen.at(-1)).toContain("Closed");
    await orch.close();

    const past = await journal(path);
    const report = accepted(await past.report(run));
    expect(report).toMatchObject({ status: "completed", entry: "marketing.campaign.launch", waiting: [] });
    expect(report.steps.map(({ step, status }) => [step, status])).toEqual(
      expect.arrayContaining([
        ["draft", "completed"],
        ["review", "completed"],
        ["job", "completed"],
      ]),
    );
    // The reported use, and the declared worst case of calls that reported nothing (semantics, rule 14).
    expect(report.spent.cost).toEqual([{ amount: "0.0313", currency: "USD" }]);
    expect(await past.replay(run)).toEqual({ same: true, events: report.events });
    expect(await past.verify(run)).toMatchObject({ whole: true, events: report.events });
  });

  test("goes on in another process where it was left, asking nobody twice", async () => {
    const path = join(folder(), "journal.db");
    const box = outbox();
    const first = await orchestrator(path);
    const { run } = accepted(
      await first.start({ plan: campaignFile(), input: inputFor(box.folder), root, user: consenting }),
    );
    await first.rest(run);
    await first.close();

    const second = await orchestrator(path);
    expect(await second.rest(run)).toMatchObject({ status: "waiting", waiting: [{ step: "review" }] });
    expect(accepted(await second.resume())).toEqual({ runs: [run], left: [] });
    expect(await second.rest(run)).toMatchObject({ status: "waiting", waiting: [{ step: "review" }] });
    await second.close();

    const third = await orchestrator(path);
    // Answering takes the run up by itself.
    accepted(await third.answer(run, "review", { granted: true }));
    expect(await third.rest(run)).toMatchObject({ status: "completed" });
    await third.close();
    expect((await control(path)).filter((event) => event.t === "Opened")).toHaveLength(1);
    expect(box.calls().filter((call) => call.startsWith("write_content"))).toHaveLength(1);
    expect(box.jobs()).toHaveLength(1);
  });

  test("does a job that was lost with its process once more, under its key", async () => {
    const path = join(folder(), "journal.db");
    const box = outbox();
    writeFileSync(join(box.folder, "hold"), "");
    const first = await orchestrator(path);
    const { run } = accepted(
      await first.start({ plan: campaignFile(), input: inputFor(box.folder), root, user: consenting }),
    );
    await first.rest(run);
    accepted(await first.answer(run, "review", { granted: true }));
    await vi.waitFor(() => expect(box.calls().at(-1)).toContain("schedule_campaign"), { timeout: 20_000 });
    await first.close();

    unlinkSync(join(box.folder, "hold"));
    const second = await orchestrator(path);
    accepted(await second.resume(run.slice(0, 6)));
    expect(await second.rest(run)).toMatchObject({ status: "completed" });
    const calls = box.calls().filter((call) => call.startsWith("schedule_campaign"));
    const [, key] = calls[0]!.split(" ");
    expect(calls).toEqual([`schedule_campaign ${key} 1.1`, `schedule_campaign ${key} 1.2`]);
    expect(box.jobs()).toEqual([`job-${key}`]);
  });

  test("is rejected with the reason that was given", async () => {
    const store = openMemoryStore();
    const orch = await orchestrator(store);
    const box = outbox();
    const { run } = accepted(
      await orch.start({ plan: campaignFile(), input: inputFor(box.folder), root, user: consenting }),
    );
    await orch.rest(run);
    accepted(await orch.answer(run, "review", { granted: false, reason: "wrong logo" }));
    expect(await orch.rest(run)).toMatchObject({
      status: "failed",
      failure: { message: "Design rejected: wrong logo" },
    });
    expect(box.jobs()).toEqual([]);
    // At rest means at rest: control has let go of it, so nothing is lost if this process ends now.
    const last = (await all(store.read("control/main", 0))).at(-1);
    expect(JSON.parse(last?.body ?? "null")).toMatchObject({ t: "Forgot", run });
  });

  test("survives a store that often does not say whether it has written", async () => {
    for (const landed of [true, false]) {
      const inner = openMemoryStore();
      let appends = 0;
      const store: Store = {
        ...inner,
        append: async (turn) => {
          appends += 1;
          if (appends % 2 === 0) return await inner.append(turn);
          if (landed) await inner.append(turn);
          return { ok: false, why: "unknown", message: "no word from the disk" };
        },
      };
      const orch = await orchestrator(store);
      const box = outbox();
      const { run } = accepted(
        await orch.start({ plan: campaignFile(), input: inputFor(box.folder), root, user: consenting }),
      );
      expect(await orch.rest(run)).toMatchObject({ status: "waiting", waiting: [{ step: "review" }] });
      accepted(await orch.answer(run, "review", { granted: true }));
      expect(await orch.rest(run)).toMatchObject({ status: "completed" });
      // Nothing was done twice, although every other turn had to be read back.
      expect(box.calls().map((call) => call.split(" ")[0])).toEqual([
        "write_content",
        "render_design",
        "schedule_campaign",
      ]);
      expect(box.jobs()).toHaveLength(1);
    }
  });
});

async function control(path: string): Promise<readonly ControlEvent[]> {
  const store = opened(openSqliteStore(path, "read"));
  const records = await all(store.read("control/main", 0));
  await store.close();
  return records.map(({ body }) => JSON.parse(body) as ControlEvent);
}
