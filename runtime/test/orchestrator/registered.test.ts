import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Capability, encodePlanFile } from "@orchlang/plan";
import { describe, expect, test, vi } from "vitest";
import { type HandlerContext, HandlerFailure } from "../../src/handler.ts";
import { limits } from "../../src/limits.ts";
import { deployOf } from "../../src/orchestrator/deploy.ts";
import { type Registration, Registry } from "../../src/orchestrator/registry.ts";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { start } from "../journal/process.ts";
import { folder } from "../journal/streams.ts";
import { root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";
import { does, newBook, work, workFile } from "./work.ts";

/** A capability that says nothing of where its code is. */
function bare(name: string, effect: "pure" | "idempotent" | "once", more: Partial<Capability> = {}) {
  const { run: _, ...capability } = work(name, effect, "", more);
  return capability;
}

const echo = ({ book }: { readonly book: string }): object => ({ book });
const nothing = (): null => null;

/** The rest of a run of one step, which a function carries out. */
async function carriedOut(handler: Registration["handler"], more: Partial<Capability> = {}) {
  const path = join(folder(), "journal.db");
  const lines: HandlerOutput[] = [];
  const capabilities = [{ name: "send", handler }];
  const orch = await orchestrator(path, { capabilities, output: (line) => lines.push(line) });
  const plan = workFile([bare("send", "idempotent", more)], [does("sent", "send")]);
  const { run } = accepted(await orch.start({ plan, input: { book: "b" }, root }));
  const rest = await orch.rest(run, 500_000);
  return { rest, lines, orch, path, run };
}

describe("a function of the embedding program", () => {
  test("carries a capability out that has no run clause, with the context of any handler", async () => {
    const seen: unknown[] = [];
    const { rest, lines, orch, path, run } = await carriedOut((args: object, context: HandlerContext) => {
      seen.push(args, context);
      context.log("on its way", { to: "b" });
      context.spend({ cost: { amount: "0.05", currency: "USD" }, tokens: 3 });
      return { book: "done", more: "than the plan wants" };
    });
    expect(rest).toEqual({ status: "completed", value: { book: "done" } });
    const [args, context] = seen as [object, HandlerContext];
    expect(args).toEqual({ book: "b" });
    expect(context).toMatchObject({ run, capability: "send", attempt: 1, dispatch: 1 });
    expect(context.key).toMatch(/\S/);
    expect(context.signal.aborted).toBe(false);
    expect(lines).toMatchObject([{ by: "log", text: "on its way { to: 'b' }", job: { capability: "send" } }]);
    await orch.close();
    const past = await journal(path);
    expect(accepted(await past.report(run)).spent).toMatchObject({ tokens: 3 });
    expect(await past.replay(run)).toMatchObject({ same: true });
  });

  test("stands in for the code that a run clause names", async () => {
    const orch = await orchestrator(join(folder(), "journal.db"));
    orch.register({ name: "send", handler: () => ({ book: "by the function" }) });
    const plan = workFile([work("send", "once", "fails")], [does("sent", "send")]);
    const { run } = accepted(await orch.start({ plan, input: { book: "b" }, root }));
    expect(await orch.rest(run)).toEqual({ status: "completed", value: { book: "by the function" } });
  });

  test.each([
    [
      "a value of another shape",
      () => ({ book: 7 }),
      { class: "invalid_output", details: [expect.stringMatching(/^book: /)] },
    ],
    ["nothing", () => undefined, { class: "invalid_output" }],
    ["what is no JSON", () => ({ book: 1n }), { class: "invalid_output" }],
    [
      "more than a result may have",
      () => ({ book: "b".repeat(limits.outputBytesMax) }),
      { class: "invalid_output", message: expect.stringContaining("over the limit of 8 MiB") },
    ],
  ])("that gives %s fails, as a module's would", async (_, handler, failure) => {
    const { rest } = await carriedOut(handler);
    expect(rest).toMatchObject({ status: "failed", failure });
  });

  test.each([
    [
      "a failure by a declared name",
      () => new HandlerFailure("bounced", "no such box", { reach: "reached" }),
      { class: "permanent", name: "bounced", message: "no such box" },
    ],
    ["any error", () => new RangeError("too far"), { class: "transient", message: "too far" }],
    [
      "a refused connection",
      () => Object.assign(new Error("connect"), { code: "ECONNREFUSED" }),
      { class: "transient" },
    ],
    ["what is no error", () => "why not", { class: "transient" }],
  ])("that throws %s is classified as a module's would be", async (_, thrown, failure) => {
    const handler = () => {
      throw thrown();
    };
    const { rest } = await carriedOut(handler, { fails: ["bounced"] });
    expect(rest).toMatchObject({ status: "failed", failure });
  });

  test("cannot change what the run knows by changing its arguments", async () => {
    const path = join(folder(), "journal.db");
    const seen: string[] = [];
    const spoil = (args: { book: string }) => {
      seen.push(args.book);
      args.book = "spoilt";
      return { book: "first" };
    };
    const orch = await orchestrator(path, { capabilities: [{ name: "send", handler: spoil }] });
    const plan = workFile(
      [bare("send", "idempotent")],
      [does("one", "send"), { ...does("two", "send"), needs: [{ node: "one", why: "order" }] }],
    );
    const { run } = accepted(await orch.start({ plan, input: { book: "b" }, root }));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    expect(seen).toEqual(["b", "b"]);
  });

  test("is called no more often at once than it was registered for, over all runs", async () => {
    let now = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const handler = async ({ book }: { book: string }): Promise<object> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => gates.push(resolve));
      now -= 1;
      return { book };
    };
    const orch = await orchestrator(join(folder(), "journal.db"), {
      capabilities: [{ name: "send", handler, concurrency: 2 }],
    });
    const plan = workFile([bare("send", "idempotent")], [does("sent", "send")]);
    const runs = await Promise.all(
      Array.from({ length: 5 }, async (_, index) =>
        accepted(await orch.start({ plan, input: { book: `${index}` }, root })),
      ),
    );
    const rests = Promise.all(runs.map(({ run }) => orch.rest(run)));
    for (let done = 0; done < 5; done += 1) {
      // The next is called before another ends: as many as may be are under way each time.
      await vi.waitFor(() => expect(gates).toHaveLength(Math.min(2, 5 - done)));
      gates.shift()?.();
    }
    expect((await rests).map(({ status }) => status)).toEqual(Array(5).fill("completed"));
    expect(most).toBe(2);
  });

  test("is asked to stop when its run is cancelled", async () => {
    const begun = Promise.withResolvers<void>();
    const handler = (_: object, { signal }: HandlerContext) => {
      begun.resolve();
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const orch = await orchestrator(join(folder(), "journal.db"), {
      capabilities: [{ name: "send", handler }],
    });
    const plan = workFile([bare("send", "idempotent")], [does("sent", "send")]);
    const { run } = accepted(await orch.start({ plan, input: { book: "b" }, root }));
    await begun.promise;
    accepted(await orch.order(run, undefined, "cancel", { undo: true }, "enough"));
    expect(await orch.rest(run)).toMatchObject({ status: "cancelled" });
  });

  test("is waited for while the orchestrator closes, and not listened to any more", async () => {
    const begun = Promise.withResolvers<void>();
    let ended = false;
    const handler = async (_: object, { signal }: HandlerContext) => {
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      ended = true;
      return { book: "late" };
    };
    const path = join(folder(), "journal.db");
    const orch = await orchestrator(path, { capabilities: [{ name: "send", handler }] });
    const plan = workFile([bare("send", "idempotent")], [does("sent", "send")]);
    const { run } = accepted(await orch.start({ plan, input: { book: "b" }, root }));
    await begun.promise;
    await orch.close();
    expect(ended).toBe(true);
    const again = await orchestrator(path, {
      capabilities: [{ name: "send", handler: echo }],
    });
    accepted(await again.resume(run));
    expect(await again.rest(run, 500_000)).toEqual({ status: "completed", value: { book: "b" } });
  });
});

describe("what is not registered", () => {
  const plan = workFile(
    [bare("send", "once"), bare("note", "pure")],
    [does("sent", "send"), does("noted", "note", "sent")],
  );
  test("is named, all of it, before the run begins", async () => {
    const orch = await orchestrator(join(folder(), "journal.db"));
    const none =
      "it has no `run` clause, `handlers` in orch.json has none, and no function is registered for it";
    const ask = { plan, input: { book: "b" }, root };
    expect(await orch.start(ask)).toMatchObject({
      refused: "handlers",
      details: [`send: ${none}`, `note: ${none}`].sort(),
    });
    orch.register({ name: "send", handler: echo });
    expect(await orch.start(ask)).toMatchObject({ refused: "handlers", details: [`note: ${none}`] });
    orch.register({ name: "note", handler: echo });
    const { run } = accepted(await orch.start(ask));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  });

  test("leaves a run where it is, which goes on once it is there", async () => {
    const path = join(folder(), "journal.db");
    const begun = Promise.withResolvers<void>();
    const stuck = () => {
      begun.resolve();
      return new Promise<never>(() => {});
    };
    const capabilities = [
      { name: "send", handler: echo },
      { name: "note", handler: stuck },
    ];
    const first = await orchestrator(path, { capabilities });
    const { run } = accepted(await first.start({ plan, input: { book: "b" }, root }));
    await begun.promise;
    await first.close();
    const second = await orchestrator(path);
    expect(await second.resume()).toMatchObject({
      runs: [],
      left: [{ run, refusal: { refused: "handlers" } }],
    });
    second.register({ name: "send", handler: echo });
    second.register({ name: "note", handler: echo });
    expect(await second.resume()).toEqual({ runs: [run], left: [] });
    expect(await second.rest(run, 500_000)).toMatchObject({ status: "completed" });
  });

  test("and a version that is another makes another deploy id", () => {
    const id = (version?: string): string => {
      const registry = new Registry(
        ["send", "note"].map((name) => ({
          name,
          handler: echo,
          ...(version === undefined ? {} : { version }),
        })),
      );
      const deploy = deployOf(plan, root, registry);
      if ("refused" in deploy) throw new Error(deploy.message);
      return deploy.id;
    };
    expect(id("1")).toBe(id("1"));
    expect(new Set([id("1"), id("2"), id()]).size).toBe(3);
  });
});

test.each([
  [{ name: "", handler: nothing }, "by its name"],
  [{ name: "send" }, "without a function"],
  [{ name: "send", handler: nothing, version: 1 }, "a version that is no text"],
  [{ name: "send", handler: nothing, concurrency: 0 }, "0 times at once"],
  [{ name: "send", handler: nothing, concurrency: 1.5 }, "1.5 times at once"],
])("%o is no registration", (registration, why) => {
  expect(() => new Registry([registration as Registration])).toThrow(why);
});

test("a name is registered once", () => {
  const registry = new Registry([{ name: "send", handler: nothing }]);
  expect(() => registry.register({ name: "send", handler: nothing })).toThrow("is registered already");
});

describe("killed while a function is under way, a run is gone on with by another process", () => {
  async function killed(effect: "idempotent" | "once") {
    const place = folder();
    const [path, planPath] = [join(place, "journal.db"), join(place, "plan.json")];
    const book = newBook();
    const file = workFile(
      [bare("send", effect), bare("note", "pure")],
      [does("sent", "send"), does("noted", "note", "sent")],
    );
    writeFileSync(planPath, encodePlanFile(file.plan, file.about));
    const args = [path, planPath, book.path];
    book.hold();
    const first = start("orchestrator/registered", args);
    await vi.waitFor(() => expect(book.lines()).toHaveLength(1), { timeout: 20_000 });
    first.child.kill("SIGKILL");
    expect(await first.ended).toMatchObject({ signal: "SIGKILL", errors: "" });
    book.release();
    const said: string[] = [];
    const second = start("orchestrator/registered", args);
    for await (const line of second.lines) said.push(line);
    expect(await second.ended).toMatchObject({ code: 0, errors: "" });
    const [run = "", status = ""] = said.at(-1)!.split(" ");
    const past = await journal(path);
    expect(await past.replay(run)).toMatchObject({ same: true });
    expect(await past.verify(run)).toMatchObject({ whole: true });
    return { status, lines: book.lines() };
  }

  test("with the same key, where asking twice does it once", async () => {
    const { status, lines } = await killed("idempotent");
    expect(status).toBe("completed");
    const [first = "", second = "", third = ""] = lines;
    expect(lines).toHaveLength(3);
    expect(second.split(" ")[1]).toBe(first.split(" ")[1]);
    expect([first, second].map((line) => line.split(" ")[2])).toEqual(["1", "2"]);
    expect(third).toMatch(/^note /);
  });

  test("and asks the operator, where doing it twice would be wrong", async () => {
    const { status, lines } = await killed("once");
    expect(status).toBe("waiting");
    expect(lines).toHaveLength(1);
  });
});

test("a function that gives no sign of life for as long as its `heartbeat` has timed out", async () => {
  const silent = (_: object, { signal }: HandlerContext): Promise<never> =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const { rest } = await carriedOut(silent, { heartbeat: { op: "constant", value: 100 } });
  expect(rest).toMatchObject({
    status: "failed",
    failure: { class: "timeout", message: "It gave no sign of life for 100 ms." },
  });
});

test("a result that is kept answers the same call in other runs, after a restart too", async () => {
  const path = join(folder(), "journal.db");
  const look = bare("look", "pure");
  const plan = workFile(
    [look],
    [does("seen", "look", undefined, { options: { cache: { op: "constant", value: 3_600_000 } } })],
  );
  let calls = 0;
  const handler = (): object => ({ book: `call ${++calls}` });
  const value = async (book: string): Promise<unknown> => {
    const orch = await orchestrator(path, { capabilities: [{ name: "look", handler }] });
    const { run } = accepted(await orch.start({ plan, input: { book }, root }));
    const rest = await orch.rest(run, 500_000);
    await orch.close();
    expect(await (await journal(path)).replay(run)).toMatchObject({ same: true });
    return rest;
  };
  const kept = { status: "completed", value: { book: "call 1" } };
  expect([await value("b"), await value("b")]).toEqual([kept, kept]);
  expect(await value("c")).toMatchObject({ value: { book: "call 2" } });
});
