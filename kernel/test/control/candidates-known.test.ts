import type { Expression } from "@orchlang/plan/expressions";
import { expect, test } from "vitest";
import { choose } from "../../src/control/holds/choose.ts";
import type { HoldRequest } from "../../src/messages.ts";
import { Installation } from "./installation.ts";

/* Policies about candidates may read the context: candidates are evaluated with the same values as everybody else. */

const read = (name: string): Expression => ({ op: "read", from: "context", name });
const online: Expression = {
  op: "field",
  of: { op: "read", from: "local", name: "resource" },
  name: "online",
};

function found(one: Installation, name: string): boolean {
  const hold: HoldRequest = {
    pool: "m.crane",
    count: 1,
    for: 1_000,
    priority: "normal",
    rules: [{ says: "deny", when: { op: "and", items: [read(name), online] }, given: {} }],
  };
  return choose({ ...one.state, at: one.now }, hold) !== undefined;
}

function yard(): Installation {
  const one = new Installation(
    "signal wind: Bool { from a, b  fuse any  fresh 30s }\n" +
      "flag stormy = wind { hold 10s }\n" +
      "type Crane { online: Bool }\n" +
      "resource crane: Crane { at edge  lease 1h }",
  );
  one.tell({ t: "Provided", at: one.now, pools: { "m.crane": { name: "m.crane" } } });
  one.tell({ t: "Member", at: one.now, id: "c", pool: "m.crane", member: "c1", fields: { online: true } });
  return one;
}

test("what several sources say of a signal counts, and a flag as it stands", () => {
  const one = yard();
  for (const name of ["m.wind", "m.stormy"]) expect(found(one, name)).toBe(false);
  one.sense("a", false);
  for (const name of ["m.wind", "m.stormy"]) expect(found(one, name)).toBe(true);
  one.sense("b", true);
  for (const name of ["m.wind", "m.stormy"]) expect(found(one, name)).toBe(false);
});

test("what is stale is not known, and what is not known denies", () => {
  const one = yard();
  one.sense("a", false);
  one.wait(31);
  expect(found(one, "m.wind")).toBe(false);
});

test("who stands in line because of it is looked at as soon as it is otherwise", () => {
  const one = yard();
  one.sense("a", true);
  const admitted = one.tell({
    t: "Requested",
    at: one.now,
    request: "r",
    plan: "sha256:0",
    entry: "m.lift",
    by: { id: "ada", roles: [], consents: ["*"] },
  });
  const run = runIn(admitted);
  const hold: HoldRequest = {
    pool: "m.crane",
    count: 1,
    for: 1_000,
    priority: "normal",
    rules: [{ says: "deny", when: { op: "and", items: [read("m.stormy"), online] }, given: {} }],
  };
  const call = { routine: "m.lift", site: { plan: 0, loops: [] }, node: "with@1", slot: "do" } as const;
  const asked = one.tell({
    t: "Heard",
    at: one.now,
    from: { stream: `run/${run}`, seq: 1 },
    ack: -1,
    ask: { ask: "hold", call, hold },
  });
  const given = (events: readonly { readonly t: string }[]): number =>
    events.filter(({ t }) => t === "Granted").length;
  expect(given(asked)).toBe(0);
  one.wait(1);
  // The wind is down, but what is held for ten seconds counts as a storm for so long.
  expect(given(one.sense("a", false))).toBe(0);
  expect(given(one.wait(12))).toBe(1);
});

function runIn(events: readonly { readonly t: string; readonly run?: string }[]): string {
  return events.find(({ t }) => t === "Admitted")?.run ?? "";
}
