/** A request's id is used again: for the same it is the same run, for anything else it is refused. */
import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import { root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";
import { does, newBook, work, workFile } from "./work.ts";

const plan = workFile([work("one", "once", "done")], [does("a", "one")]);
const longer = workFile([work("one", "once", "done")], [does("a", "one"), does("b", "one")]);

test("with the same plan and input it is the run that there is", async () => {
  const orch = await orchestrator(openMemoryStore());
  const book = newBook();
  const wanted = { plan, input: { book: book.path }, root, request: "order 7" };
  const { run } = accepted(await orch.start(wanted));
  expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  expect(accepted(await orch.start(wanted)).run).toBe(run);
});

test("with another input it is refused, and the difference is shown", async () => {
  const store = openMemoryStore();
  const orch = await orchestrator(store);
  const [first, second] = [newBook(), newBook()];
  const wanted = { plan, input: { book: first.path }, root, request: "order 7" };
  const { run } = accepted(await orch.start(wanted));
  const refusal = {
    refused: "request",
    message: `The request \`order 7\` was made before, for something else: it is the run ${run}.`,
    details: [`book: it was "${first.path}", and is "${second.path}" now`],
  };
  const other = { ...wanted, input: { book: second.path } };
  expect(await orch.start(other)).toEqual(refusal);
  expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  // Also once it is over.
  expect(await orch.start(other)).toEqual(refusal);
  expect(await readJournal(store).hasPlace(plan, other.input, "order 7")).toEqual(refusal);
});

test("with another plan it is refused, and both are named", async () => {
  const orch = await orchestrator(openMemoryStore());
  const input = { book: newBook().path };
  const { run } = accepted(await orch.start({ plan, input, root, request: "order 7" }));
  await orch.rest(run);
  expect(await orch.start({ plan: longer, input, root, request: "order 7" })).toMatchObject({
    refused: "request",
    details: [`plan: it was ${plan.plan.entry} ${plan.id}, and is ${longer.plan.entry} ${longer.id} now`],
  });
});
