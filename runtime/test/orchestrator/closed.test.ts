/** An orchestrator that is closed, or is being closed while it is asked for things. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { all, folder } from "../journal/streams.ts";
import { root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";
import { does, work, workFile } from "./work.ts";

const plan = workFile([work("note", "idempotent", "")], [does("a", "note")]);
const capabilities = [{ name: "note", version: "1", handler: (args: object) => args }];
const wanted = { plan, input: { book: "b" }, root };

test("is asked for nothing more, and says so", async () => {
  const orch = await orchestrator(join(folder(), "journal.db"), { capabilities });
  const { run } = accepted(await orch.start(wanted));
  expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  await orch.close();
  const refused = { refused: "journal", message: "The orchestrator was closed." };
  expect(await orch.start(wanted)).toEqual(refused);
  expect(await orch.resume()).toEqual(refused);
  expect(await orch.resume(run)).toEqual(refused);
  expect(await orch.answer(run, "a", true)).toEqual(refused);
  expect(await orch.callback(`${run}.key.code`, true)).toEqual(refused);
  expect(await orch.order(run, undefined, "cancel", null, "late")).toEqual(refused);
  expect(await orch.ingest({ kind: "pull", id: "p", trigger: "t" })).toMatchObject({
    refused: expect.any(String),
  });
  expect(await orch.rest(run)).toEqual({ status: "stopped", message: refused.message });
  expect(await orch.executor.execute(plan, { input: wanted.input, root })).toEqual(refused);
  await orch.close();
});

test("what is being started as it closes is started or refused, and what was started is gone on with", async () => {
  const path = join(folder(), "journal.db");
  const first = await orchestrator(path, { capabilities });
  const starts = Array.from({ length: 200 }, (_, n) => first.start({ ...wanted, request: `r${n}` }));
  const rests = starts.map(async (start) => {
    const started = await start;
    return "refused" in started ? started : await first.rest(started.run);
  });
  await starts[3];
  await first.close();
  const answers = await Promise.all(starts);
  for (const answer of answers) if ("refused" in answer) expect(answer).toMatchObject({ refused: "journal" });
  for (const rest of await Promise.all(rests))
    if ("status" in rest) expect(["completed", "stopped"]).toContain(rest.status);
  const second = await orchestrator(path, { capabilities });
  accepted(await second.resume());
  await second.settled();
  for (const answer of answers)
    if (!("refused" in answer)) expect(await second.rest(answer.run)).toMatchObject({ status: "completed" });
  await second.close();
  const past = await journal(path);
  for (const { run, status } of await all(past.runs())) {
    expect(status).toBe("completed");
    expect(await past.verify(run)).toMatchObject({ whole: true });
  }
});
