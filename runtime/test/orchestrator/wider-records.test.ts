import { join } from "node:path";
import { worldOf } from "@orchlang/kernel/testing";
import { expect, test, vi } from "vitest";
import { folder } from "../journal/streams.ts";
import { accepted, journal, orchestrator } from "./open.ts";

/* A record fits a type that names some of its fields (docs/language/types.md): a handler is given those, and so is a run. */

const compiled = worldOf(`type Order { id: String, note: String }
type Id { id: String }
event ordered(order: Order, others: [Order] size 0..9) { from shop }
tool take(one: Id, all: [Id] size 0..10, inside: { of: Id }) -> String { effect pure  latency <= 1s }
plan sell(order: Id, others: [Id] size 0..9, wide: Order?) -> String {
  step t = take(one: order, all: others + [order], inside: { of: order })
  return t
}
plan again(order: Order) -> String {
  step t = take(one: order, all: [order], inside: { of: order })
  return t
}
trigger t { on event ordered  start sell(order: event.order, others: event.others, wide: none) }
trigger a { on event ordered  start again(order: event.order) }
`);

test("from a trigger to a run, and from a run to a handler", async () => {
  const given: unknown[] = [];
  const path = join(folder(), "journal.db");
  const handler = (args: unknown): string => {
    given.push(args);
    return "taken";
  };
  const orch = await orchestrator(path, { capabilities: [{ name: "m.take", handler }] });
  accepted(await orch.arm({ ...compiled, root: "/" }));
  const order = { id: "7", note: "by the door" };
  const fields = { order, others: [{ id: "8", note: "" }] };
  accepted(await orch.ingest({ kind: "occurrence", id: "o", event: "ordered", fields }));
  const statuses = async (): Promise<readonly string[]> => {
    const past = await journal(path);
    const found: string[] = [];
    for await (const { status } of past.runs()) found.push(status);
    await past.close();
    return found;
  };
  await vi.waitFor(async () => expect(await statuses()).toEqual(["completed", "completed"]));
  const id = { id: "7" };
  expect(given).toHaveLength(2);
  expect(given).toContainEqual({ one: id, all: [{ id: "8" }, id], inside: { of: id } });
  expect(given).toContainEqual({ one: id, all: [id], inside: { of: id } });
  await orch.close();
});
