import { join } from "node:path";
import { expect, test } from "vitest";
import type { HandlerContext } from "../../src/handler.ts";
import { folder } from "../journal/streams.ts";
import { root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";
import { does, work, workFile } from "./work.ts";

const plan = workFile([work("send", "once", "fails")], [does("sent", "send")]);
const double = (_: object, { capability }: HandlerContext): object => ({ book: `a double of ${capability}` });

test("doubles stand in for everything, also for what the program has registered", async () => {
  const real = { name: "send", handler: () => ({ book: "real" }) };
  const orch = await orchestrator(join(folder(), "journal.db"), { capabilities: [real], doubles: double });
  const { run } = accepted(await orch.start({ plan, input: { book: "b" }, root }));
  expect(await orch.rest(run)).toEqual({ status: "completed", value: { book: "a double of send" } });
});

test("a journal is of doubles or of handlers, never of both", async () => {
  const path = join(folder(), "doubles.db");
  const doubled = await orchestrator(path, { doubles: double });
  accepted(await doubled.start({ plan, input: { book: "b" }, root }));
  await doubled.close();
  await expect(orchestrator(path)).rejects.toThrow("made with doubles");
  await (await orchestrator(path, { doubles: double })).close();

  const other = join(folder(), "journal.db");
  const real = await orchestrator(other);
  accepted(await real.start({ plan, input: { book: "b" }, root }));
  await real.close();
  await expect(orchestrator(other, { doubles: double })).rejects.toThrow("made with handlers");
  await (await orchestrator(other)).close();
});
