/** Workers that do what they should not, on real threads: each case is a line of what the runtime is to withstand. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constant } from "@orchlang/kernel/testing";
import type { Rest } from "@orchlang/runtime";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { openPools } from "../../src/workers/pools.ts";
import { nodeClock, nodeRandom } from "../../src/world/node.ts";
import { folder } from "../journal/streams.ts";
import { root } from "../orchestrator/campaign.ts";
import { accepted, journal, orchestrator } from "../orchestrator/open.ts";
import { does, newBook, work, workFile } from "../orchestrator/work.ts";

/** Beside the handlers, how much memory the project allows the bad one. */
function project(memory?: string): string {
  const place = join(folder(), "code");
  mkdirSync(place);
  copyFileSync(join(root, "work.ts"), join(place, "work.ts"));
  const handlers = memory === undefined ? {} : { bad: { memory } };
  writeFileSync(join(place, "orch.json"), JSON.stringify({ handlers }));
  return place;
}

interface Seen {
  readonly rest: Rest;
  readonly calls: readonly string[];
  readonly lines: readonly HandlerOutput[];
  /** The result of a run started after it, on the same threads. */
  readonly after: Rest;
}

/** A run of a good step and a bad one beside it, and another run after that. */
async function carriedOut(
  handler: string,
  effect: "pure" | "once",
  more: { readonly memory?: string; readonly limit?: number } = {},
): Promise<Seen> {
  const path = join(folder(), "journal.db");
  const lines: HandlerOutput[] = [];
  const clock = nodeClock();
  const output = (line: HandlerOutput): void => void lines.push(line);
  const world = { clock, random: nodeRandom, workers: openPools(clock, { threads: 2, output }) };
  const orch = await orchestrator(path, { world, output });
  const book = newBook();
  const place = project(more.memory);
  const bad = work("bad", effect, handler, { latency: constant(more.limit ?? 500_000) });
  const good = work("good", "idempotent", "done");
  const plan = workFile([good, bad], [does("fine", "good"), does("broken", "bad", "fine")]);
  const { run } = accepted(await orch.start({ plan, input: { book: book.path }, root: place }));
  const rest = await orch.rest(run, 500_000);
  const other = workFile([good], [does("fine", "good")]);
  const next = newBook();
  const later = accepted(await orch.start({ plan: other, input: { book: next.path }, root: place }));
  const after = await orch.rest(later.run, 500_000);
  await orch.close();
  expect(await (await journal(path)).replay(run)).toMatchObject({ same: true });
  return { rest, calls: book.lines().map((line) => line.split(" ")[0] ?? ""), lines, after };
}

const count = (calls: readonly string[], name: string): number =>
  calls.filter((call) => call === name).length;

describe("a worker that", () => {
  test("dies: what changes nothing is sent again so often and no more, what may be done once is in doubt", async () => {
    const pure = await carriedOut("exits", "pure");
    expect(pure.rest).toMatchObject({ status: "failed", failure: { class: "crashed" } });
    expect([count(pure.calls, "bad"), count(pure.calls, "good")]).toEqual([4, 1]);
    const once = await carriedOut("exits", "once");
    expect(once.rest).toMatchObject({ status: "waiting", waiting: [{ for: "operator", step: "broken" }] });
    expect([count(once.calls, "bad"), count(once.calls, "good")]).toEqual([1, 1]);
    for (const { after } of [pure, once]) expect(after).toMatchObject({ status: "completed" });
    console.info(`${count(pure.calls, "bad") + 1} deaths of a thread`);
  });

  test("leaks: it ends at its limit of memory, and nobody else does", async () => {
    const { rest, calls, after } = await carriedOut("leaks", "pure", { memory: "64MB" });
    expect(rest).toMatchObject({ status: "failed", failure: { class: "crashed" } });
    expect(count(calls, "good")).toBe(1);
    expect(after).toMatchObject({ status: "completed" });
  });

  test("blocks: its time is up, its thread is ended, the others go on", async () => {
    const { rest, calls, after } = await carriedOut("spins", "pure", { limit: 2_000 });
    expect(rest).toMatchObject({ status: "failed", failure: { class: "timeout" } });
    expect(count(calls, "good")).toBe(1);
    expect(after).toMatchObject({ status: "completed" });
  });

  test("floods: what is too much is dropped and counted, lines are cut, and everything is done", async () => {
    const { rest, calls, lines, after } = await carriedOut("floods", "once");
    expect([rest.status, after.status]).toEqual(["completed", "completed"]);
    expect([count(calls, "bad"), count(calls, "good")]).toEqual([1, 1]);
    const said = lines.filter(({ by }) => by === "log");
    expect(Math.max(...said.map(({ text }) => text.length))).toBeLessThan(limits.logCharsMax + 10);
    expect(said.length).toBeGreaterThan(10);
    const dropped = lines.flatMap(({ text }) => /^(\d+) lines were dropped/.exec(text)?.[1] ?? []);
    expect(dropped.reduce((sum, one) => sum + Number(one), said.length)).toBe(20_000);
    console.info(`${said.length} of 20,000 lines of 100 KB were kept`);
  });
});

test("a 100 MB output is refused, and it is said where the limit is", async () => {
  const { rest, calls, after } = await carriedOut("huge", "pure");
  expect(rest).toMatchObject({
    status: "failed",
    failure: {
      class: "invalid_output",
      message: expect.stringMatching(/returned 95.4 MiB, over the limit of 8 MiB/),
    },
  });
  expect(count(calls, "good")).toBe(1);
  expect(after).toMatchObject({ status: "completed" });
});
