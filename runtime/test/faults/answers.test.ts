/** People who answer as they should not: each case is a line of what the runtime is to withstand. */
import { join } from "node:path";
import { constant } from "@orchlang/kernel/testing";
import { describe, expect, test } from "vitest";
import { all, folder } from "../journal/streams.ts";
import { campaignFile, consenting, inputFor, outbox, root } from "../orchestrator/campaign.ts";
import { accepted, journal, orchestrator } from "../orchestrator/open.ts";

/** A campaign that waits for its review; `limit`: for how long. */
async function waiting(limit?: number) {
  const path = join(folder(), "journal.db");
  const orch = await orchestrator(path);
  const box = outbox();
  const plan = campaignFile((made) => {
    if (limit === undefined) return made;
    const entry = made.routines[made.entry];
    if (entry === undefined) throw new Error("there is a main plan");
    const nodes = entry.nodes.map((node) =>
      node.kind === "call" && node.id === "review"
        ? {
            ...node,
            attempt: { ...node.attempt, options: { ...node.attempt.options, timeout: constant(limit) } },
          }
        : node,
    );
    return { ...made, routines: { ...made.routines, [made.entry]: { ...entry, nodes } } };
  });
  const { run } = accepted(await orch.start({ plan, input: inputFor(box.folder), root, user: consenting }));
  const answered = async (): Promise<number> => {
    await orch.close();
    const past = await journal(path);
    expect(await past.replay(run)).toMatchObject({ same: true });
    const told = (await all(past.events(run))).filter(
      ({ event }) => event.t === "Told" && event.say.say === "answered",
    );
    return told.length;
  };
  return { orch, run, box, answered };
}

describe("an answer given", () => {
  test("twice counts once, also when both come at the same time", async () => {
    const { orch, run, box, answered } = await waiting();
    await orch.rest(run);
    const both = await Promise.all([
      orch.answer(run, "review", { granted: true }),
      orch.answer(run, "review", { granted: false }),
    ]);
    expect(both.filter((one) => "refused" in one)).toMatchObject([{ refused: "not_waiting" }]);
    expect(await orch.rest(run, 500_000)).toMatchObject({ status: "completed" });
    expect(await orch.answer(run, "review", { granted: false })).toMatchObject({ refused: "closed" });
    expect(box.jobs()).toHaveLength(1);
    expect(await answered()).toBe(1);
  });

  test("late is refused to its giver, and changes nothing", async () => {
    const { orch, run, box, answered } = await waiting(50);
    expect(await orch.rest(run, 500_000)).toMatchObject({ status: "failed", failure: { class: "timeout" } });
    expect(await orch.answer(run, "review", { granted: true })).toMatchObject({ refused: "closed" });
    expect(box.jobs()).toEqual([]);
    expect(await answered()).toBe(0);
  });

  test("to the wrong step, and of the wrong shape, is refused with the reason, and nothing is journalled", async () => {
    const { orch, run, answered } = await waiting();
    await orch.rest(run);
    expect(await orch.answer(run, "draft", { granted: true })).toMatchObject({ refused: "not_waiting" });
    expect(await orch.answer(run, "nowhere", { granted: true })).toMatchObject({ refused: "unknown_step" });
    for (const wrong of [{}, "yes", null, [], { granted: "true" }, { granted: true, more: 1 }, 1e308])
      expect(await orch.answer(run, "review", wrong)).toMatchObject({ refused: "shape" });
    expect(await orch.rest(run)).toMatchObject({ status: "waiting" });
    expect(await answered()).toBe(0);
  });
});
