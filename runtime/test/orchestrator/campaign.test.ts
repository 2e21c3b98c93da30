import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../journal/streams.ts";
import { campaignFile, inputFor, outbox, root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";

describe("a campaign on real threads and a real journal", () => {
  test("waits for its approval, takes it, and completes", async () => {
    const path = join(folder(), "journal.db");
    const box = outbox();
    const orch = await orchestrator(path);
    const { run } = accepted(await orch.start({ plan: campaignFile(), input: inputFor(box.folder), root }));
    const seen: string[] = [];
    orch.watch(run, 0, ({ seq, event }) => seen.push(`${seq} ${event.t}`));
    const rest = await orch.rest(run);
    console.log(seen, rest);
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
    expect(report.spent.cost).toEqual([{ amount: "0.02", currency: "USD" }]);
    expect(await past.replay(run)).toEqual({ same: true, events: report.events });
    expect(await past.verify(run)).toMatchObject({ whole: true, events: report.events });
  });
});
