/**
 * Any value that an untyped program passes to the public interface yields an answer or a refusal, and never an internal
 * error.
 */
import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";

type Asked = (...args: unknown[]) => unknown;

const anything: readonly unknown[] = [undefined, null, 7, Number.NaN, "x", "", {}, [], true, () => 1];

function listsOf(length: number): readonly (readonly unknown[])[] {
  if (length === 0) return [[]];
  return listsOf(length - 1).flatMap((rest) => anything.map((one) => [...rest, one]));
}

/** A function by its name; what stands in a program without types. */
function asks(owner: object, name: string): Asked {
  const found: unknown = Reflect.get(owner, name);
  if (typeof found !== "function") throw new Error(`there is no ${name}`);
  return (...args) => Reflect.apply(found, owner, args);
}

/** The errors thrown for every list of arguments after the correct ones. */
async function thrown(asked: Asked, right: readonly unknown[], length: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const args of listsOf(length)) {
    try {
      const said = await asked(...right, ...args);
      if (typeof said === "object" && said !== null && Symbol.asyncIterator in said)
        for await (const _ of said as AsyncIterable<unknown>);
    } catch (error) {
      found.push(`(${args.map((one) => JSON.stringify(one) ?? String(one)).join(", ")}): ${error}`);
    }
  }
  return found;
}

const plain = { steps: [{ id: "s", type: "tool", name: "look" }] } as const;

async function furnished() {
  const store = openMemoryStore();
  const orch = await orchestrator(store);
  orch.register({ name: "look", effect: "pure", version: "1", handler: () => 1 });
  const { run } = accepted(await orch.executor.execute(plain));
  const file = orch.executor.prepare(plain);
  return { orch, run, file, journal: readJournal(store) };
}

test.each([
  ["start", 1],
  ["resume", 1],
  ["rest", 2],
  ["watch", 3],
  ["answer", 3],
  ["callback", 2],
  ["ingest", 1],
  ["arm", 1],
  ["listen", 1],
  ["deploy", 2],
  ["settled", 1],
])("an orchestrator's %s", async (name, length) => {
  const { orch } = await furnished();
  expect(await thrown(asks(orch, name), [], length)).toEqual([]);
});

test("a run of it", async () => {
  const { orch, run, file } = await furnished();
  expect(await thrown(asks(orch, "rest"), [run], 1)).toEqual([]);
  expect(await thrown(asks(orch, "answer"), [run], 2)).toEqual([]);
  expect(await thrown(asks(orch, "order"), [run], 3)).toEqual([]);
  expect(await thrown(asks(orch, "watch"), [run], 2)).toEqual([]);
  expect(await thrown(asks(orch, "deploy"), [file], 1)).toEqual([]);
});

test("its context, its planner, its executor and what looks back", async () => {
  const { orch, run } = await furnished();
  for (const [owner, name, length] of [
    [orch.context, "now", 1],
    [orch.context, "history", 2],
    [orch.context, "follow", 3],
    [orch.planner, "plan", 1],
    [orch.planner, "replan", 3],
    [orch.executor, "prepare", 2],
    [orch.executor, "execute", 3],
    [orch.capabilities, "get", 1],
    [orch.capabilities, "enable", 1],
    [orch.planReplay, "replay", 2],
    [orch.planReplay, "getTimeline", 1],
    [orch.planReplay, "getStats", 1],
    [orch.planReplay, "export", 1],
  ] as const)
    expect(await thrown(asks(owner, name), [], length), name).toEqual([]);
  expect(await thrown(asks(orch.planner, "replan"), [plain, "s"], 1)).toEqual([]);
  expect(await thrown(asks(orch.executor, "execute"), [plain], 2)).toEqual([]);
  expect(await thrown(asks(orch.planReplay, "replay"), [run], 1)).toEqual([]);
});

test("a journal", async () => {
  const { journal, run, file } = await furnished();
  for (const [name, length] of [
    ["find", 1],
    ["plan", 1],
    ["underWay", 1],
    ["hasPlace", 3],
    ["events", 2],
    ["report", 2],
    ["replay", 1],
    ["verify", 1],
    ["context", 1],
  ] as const)
    expect(await thrown(asks(journal, name), [], length), name).toEqual([]);
  expect(await thrown(asks(journal, "report"), [run], 1)).toEqual([]);
  expect(await thrown(asks(journal, "events"), [run], 1)).toEqual([]);
  expect(await thrown(asks(journal, "hasPlace"), [file], 2)).toEqual([]);
});

test("what a program hands over is told with what is wanted", async () => {
  const { orch, run } = await furnished();
  const told = async (owner: object, name: string, ...args: readonly unknown[]) =>
    await asks(owner, name)(...args);
  expect(await told(orch, "arm")).toMatchObject({ refused: "shape" });
  expect(await told(orch, "arm", { world: {}, plans: [], root: "/" })).toMatchObject({ refused: "shape" });
  expect(await told(orch.planReplay, "getTimeline")).toMatchObject({ refused: "unknown_run" });
  expect(await told(orch, "answer", null, "s", 1)).toMatchObject({ refused: "unknown_run" });
  expect(await told(orch, "callback", 7, 1)).toMatchObject({ refused: "unknown_step" });
  expect(await told(orch.planner, "replan", { steps: 1 }, "s", {})).toMatchObject({ refused: "plan" });
  expect(await told(orch.planner, "replan", plain, "s", "no")).toMatchObject({ refused: "shape" });
  expect(await told(orch.executor, "execute", plain, "input")).toMatchObject({ refused: "input" });
  expect(await told(orch.executor, "execute", plain, {}, { patience: "1s" })).toMatchObject({
    refused: "shape",
    message: "`patience` is a number of ms.",
  });
  expect(await told(orch.planReplay, "replay", run, "x")).toMatchObject({ refused: "shape" });
});
