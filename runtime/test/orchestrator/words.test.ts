/** Every word of the operator to a run in every state that it can be in: it does something, or is refused with a reason. */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { HandlerFailure } from "../../src/handler.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { PlainStep } from "../../src/plain/plan.ts";
import { localWorld } from "../../src/world/local.ts";
import { all } from "../journal/streams.ts";
import { stillClock } from "../world/still-clock.ts";
import { root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";

interface World {
  /** What is asked and does not answer. */
  readonly holds?: string;
  readonly fails?: Readonly<Record<string, HandlerFailure>>;
  readonly steps?: readonly PlainStep[];
}

const unknown = new HandlerFailure("transient", "it broke", { reach: "unknown" });
const refusedIt = new HandlerFailure("permanent", "it broke", { reach: "not_reached" });
const busy = new HandlerFailure("transient", "it broke", { reach: "not_reached" });

const kept: PlainStep = {
  id: "kept",
  type: "tool",
  capability: "keep",
  undo: { capability: "let_go", params: {} },
};
const paid: PlainStep = { id: "paid", type: "tool", capability: "pay", dependencies: ["kept"] };

/** A run in a world whose clock stands still. */
async function begun({ holds, fails = {}, steps = [kept, paid] }: World) {
  const store = openMemoryStore();
  const world = localWorld({ threads: 1, output: () => undefined }, stillClock(1_000_000));
  const orch = await orchestrator(store, { world });
  const calls: string[] = [];
  const held = Promise.withResolvers<void>();
  onTestFinished(() => held.resolve());
  for (const [name, effect] of [
    ["keep", "idempotent"],
    ["let_go", "idempotent"],
    ["pay", "once"],
    ["look", "pure"],
  ] as const)
    orch.register({
      name,
      effect,
      version: "1",
      handler: async () => {
        calls.push(name);
        if (name === holds) await held.promise;
        const failure = fails[name];
        if (failure !== undefined) throw failure;
        return { done: name };
      },
    });
  const plan = orch.executor.prepare({ steps, output: "over" });
  if ("refused" in plan) throw new Error(plan.message);
  const { run } = accepted(await orch.start({ plan, input: { input: {} }, root }));
  return { orch, run, calls, store, goOn: held.resolve };
}
type Begun = Awaited<ReturnType<typeof begun>>;

const called =
  (name: string) =>
  async ({ calls }: Begun): Promise<void> =>
    void (await vi.waitFor(() => expect(calls).toContain(name)));
const rested = async ({ orch, run }: Begun): Promise<void> => void (await orch.rest(run));

/** How a run comes to be so, and the step that a word is about. */
const states: Readonly<
  Record<
    string,
    { readonly world: World; readonly step: string; readonly there: (one: Begun) => Promise<void> }
  >
> = {
  running: { world: { holds: "pay" }, step: "paid", there: called("pay") },
  "in doubt": { world: { fails: { pay: unknown } }, step: "paid", there: rested },
  "waiting for its next try": {
    world: {
      fails: { look: busy },
      steps: [kept, { id: "seen", type: "tool", capability: "look", retries: 2, dependencies: ["kept"] }],
    },
    step: "seen",
    there: rested,
  },
  "waiting for time": {
    world: { steps: [kept, { id: "later", type: "wait", duration: "3h", dependencies: ["kept"] }] },
    step: "kept",
    there: rested,
  },
  compensating: {
    world: { holds: "let_go", fails: { pay: refusedIt } },
    step: "kept",
    there: called("let_go"),
  },
  "compensation failed": {
    world: { fails: { pay: refusedIt, let_go: refusedIt } },
    step: "kept",
    there: rested,
  },
  finished: { world: {}, step: "paid", there: rested },
};

type Said = Parameters<Orchestrator["order"]>[2];
const words: Readonly<
  Record<string, readonly [Said, (step: string) => Parameters<Orchestrator["order"]>[3]]>
> = {
  cancel: ["cancel", () => null],
  "cancel, keeping": ["cancel", () => ({ undo: false })],
  "cancel by force": ["cancel", () => ({ force: true })],
  pause: ["pause", () => null],
  unpause: ["unpause", () => null],
  retry: ["retry", () => null],
  skip: ["skip", () => null],
  "it was done": ["resolve", () => ({ completed: { done: "pay" } })],
  "it failed": ["resolve", () => ({ failed: "no" })],
  "do it again": ["resolve", () => "retry"],
};

/** What comes of it: the calls that follow, and how the run rests, where it does; `-`: refused. */
const table = `
                         | cancel         | cancel, keeping | cancel by force | pause   | unpause | retry        | skip      | it was done | it failed | do it again
running                  | goes on        | goes on         | goes on         | goes on | goes on | -            | -         | -           | -         | -
in doubt                 | waiting        | waiting         | waiting         | waiting | waiting | pay waiting  | -         | completed   | let_go failed | pay waiting
waiting for its next try | let_go cancelled | cancelled     | let_go cancelled | waiting | waiting | look waiting | completed | -          | -         | -
waiting for time         | let_go cancelled | cancelled     | let_go cancelled | waiting | waiting | -            | -         | -           | -         | -
compensating             | -              | -               | cancelled       | goes on | goes on | -            | -         | -           | -         | -
compensation failed      | -              | -               | cancelled       | waiting | waiting | let_go waiting | failed  | -           | -         | -
finished                 | -              | -               | -               | -       | -       | -            | -         | -           | -         | -
`;
const [head = [], ...rows] = table
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("|").map((cell) => cell.trim()));
const cases = rows.flatMap(([state = "", ...cells]) =>
  cells.map((cell, nth) => ({ state, word: head[nth + 1] ?? "", cell })),
);

describe("a run that is", () => {
  test.each(cases)("$state, told: $word → $cell", async ({ state, word, cell }) => {
    const { world, step, there } = states[state] ?? { world: {}, step: "", there: rested };
    const one = await begun(world);
    const { orch, run, calls, store } = one;
    await there(one);
    const before = calls.length;
    const [said, detail] = words[word] ?? ["pause", () => null];
    const by = { id: "ada", roles: ["operator"], consents: [] };
    const about = said === "cancel" || said === "pause" || said === "unpause" ? undefined : step;
    const answer = await orch.order(run, about, said, detail(step), `since ${word}`, by);
    if (cell === "-")
      expect(answer).toMatchObject({ refused: expect.stringMatching(/^(?:not_waiting|closed)$/u) });
    else {
      expect(answer).toEqual({ done: true });
      if (cell !== "goes on") {
        const { status } = await orch.rest(run);
        expect([...calls.slice(before), status].join(" ")).toBe(cell);
      }
    }
    const events = await all(readJournal(store).events(run));
    const orders = events.flatMap(({ event }) => (event.t === "Ordered" ? [event] : []));
    expect(orders).toMatchObject(
      cell === "-" ? [] : [{ by: { id: "ada" }, why: `since ${word}`, order: { order: said } }],
    );
    expect(await readJournal(store).replay(run)).toMatchObject({ same: true });
    one.goOn();
  });
});

test("what is in doubt in a run that is stopped is not tried again: it was done, or it failed", async () => {
  const { orch, run, calls } = await begun({ fails: { pay: unknown } });
  await orch.rest(run);
  accepted(await orch.order(run, undefined, "cancel", null, "enough"));
  expect(await orch.order(run, "paid", "resolve", "retry", "try")).toMatchObject({ refused: "not_waiting" });
  expect(await orch.order(run, "paid", "retry", null, "try")).toMatchObject({ refused: "not_waiting" });
  accepted(await orch.order(run, "paid", "resolve", { failed: "it was not" }, "looked it up"));
  expect(await orch.rest(run)).toMatchObject({ status: "cancelled" });
  expect(calls).toEqual(["keep", "pay", "let_go"]);
});

test("a paused run that is being undone goes on with a cancel, as with the word to go on", async () => {
  const { orch, run, calls } = await begun({ fails: { pay: refusedIt, let_go: refusedIt } });
  await orch.rest(run);
  accepted(await orch.order(run, undefined, "pause", null, "wait"));
  accepted(await orch.order(run, "kept", "retry", null, "once more"));
  expect(calls).toEqual(["keep", "pay", "let_go"]);
  accepted(await orch.order(run, undefined, "cancel", null, "go on"));
  await orch.rest(run);
  expect(calls).toEqual(["keep", "pay", "let_go", "let_go"]);
});
