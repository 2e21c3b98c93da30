import { expect, test } from "vitest";
import type { HandlerContext } from "../../src/handler.ts";
import { Stage } from "./stage.ts";

const yard = `module yard

type Crane { id: String, tons: Int }
resource cranes: Crane {
  at      edge
  lease   10m
  members [{ id: "red", tons: 9 }, { id: "blue", tons: 5 }]
}
event arrived(ship: String) { from pier }

service lift(ship: String, crane: String) -> { by: String } {
  effect  idempotent
  latency <= 60s
  run     module "./lift.ts#lift"
}
plan unload(ship: String) -> { by: String } {
  with crane = cranes wait 1m for 5m {
    step done = lift(ship: ship, crane: crane.id)
  }
  return { by: done.by }
}
trigger come {
  on    event arrived
  start unload(ship: event.ship)
}
`;

test("a run whose member was lost as the process died sends nothing to that member again", async () => {
  const lifts: { readonly crane: string; readonly key: string }[] = [];
  const stage = new Stage(yard, "2026-12-04T18:50Z", {
    "yard.lift": async ({ crane }: { crane: string }, { key, signal }: HandlerContext) => {
      lifts.push({ crane, key });
      // The first never comes to its end.
      if (lifts.length === 1)
        await new Promise((_, stop) => signal.addEventListener("abort", () => stop(signal.reason)));
      return { by: crane };
    },
  });
  await stage.open();
  void stage.tell({ kind: "occurrence", event: "arrived", fields: { ship: "Anna" } });
  await expect.poll(() => lifts.length).toBe(1);
  const [{ crane: member = "", key = "" } = {}] = lifts;
  // Control has it in its journal, and is gone before the run can hear of it.
  const dies = new Promise<void>((died) => {
    stage.orch.listen(({ event }) => {
      if (event.t === "Member") died(stage.orch.close());
    });
  });
  void stage.orch.ingest({ kind: "member", id: "dark", pool: "cranes", member, health: "lost" });
  await dies;

  await stage.open();
  const by = member === "red" ? "blue" : "red";
  await expect.poll(() => stage.outcomes()).toEqual([["yard.unload", "completed", { by }]]);
  expect(lifts.slice(1)).toEqual([{ crane: by, key }]);
});
