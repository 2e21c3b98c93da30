import { copyFileSync, mkdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { all, folder } from "../journal/streams.ts";
import { campaignFile, consenting, inputFor, outbox, root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";

describe("a start that cannot be", () => {
  test.each<[Json, readonly (string | RegExp)[]]>([
    [{}, ["product: is missing", "audience: is missing", "at: is missing"]],
    [[], ["the input has to be an object: product, audience, at"]],
    [{ product: 1, audience: 2, at: "tomorrow" }, [/^product: /, /^audience: /, /^at: /]],
    [
      { product: { id: "p", name: "n", price: { amount: "x", currency: "USD" } }, audience: "a" },
      [/^product\.price: /, "at: is missing"],
    ],
    [{ product: null, colour: "red" }, ["colour: is no parameter; there are product, audience, at"]],
  ])("the input %j: every fault is listed", async (input, details) => {
    const store = openMemoryStore();
    const orch = await orchestrator(store);
    const refusal = await orch.start({ plan: campaignFile(), input, root, user: consenting });
    expect(refusal).toMatchObject({ refused: "input" });
    expect("details" in refusal && refusal.details).toEqual(
      details.map((detail) => (typeof detail === "string" ? detail : expect.stringMatching(detail))),
    );
    expect(await all(store.streams("all"))).toEqual([]);
  });

  test("an input of many megabytes", async () => {
    const orch = await orchestrator(openMemoryStore());
    const input = { ...(inputFor("/") as object), audience: "x".repeat(9_000_000) };
    expect(await orch.start({ plan: campaignFile(), input, root, user: consenting })).toMatchObject({
      refused: "input",
      message: expect.stringMatching(/over the limit of 8388608/),
    });
  });

  test("handlers that are not there are all named", async () => {
    const store = openMemoryStore();
    const orch = await orchestrator(store);
    const plan = campaignFile((made) => ({
      ...made,
      capabilities: {
        ...made.capabilities,
        segment_list: {
          ...made.capabilities.segment_list!,
          run: { kind: "module", path: "./absent.ts", export: "x" },
        },
        render_design: { ...made.capabilities.render_design!, run: { kind: "mcp", server: "s", tool: "t" } },
      },
    }));
    expect(await orch.start({ plan, input: inputFor("/"), root })).toEqual({
      refused: "handlers",
      message: "The plan cannot be run: handlers are missing.",
      details: expect.arrayContaining([
        `segment_list: there is no file ./absent.ts in ${root}`,
        expect.stringMatching(/^render_design: the MCP server s: /),
      ]),
    });
    expect(await all(store.streams("all"))).toEqual([]);
  });
});

describe("a start", () => {
  test("asked for twice under one request is one run", async () => {
    const orch = await orchestrator(openMemoryStore());
    const box = outbox();
    const wanted = {
      plan: campaignFile(),
      input: inputFor(box.folder),
      root,
      user: consenting,
      request: "order 7",
    };
    const [one, other] = await Promise.all([orch.start(wanted), orch.start(wanted)]);
    expect(one).toEqual(other);
    const { run } = accepted(one);
    await orch.rest(run);
    accepted(await orch.answer(run, "review", { granted: true }));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    expect(await orch.start(wanted)).toEqual({ run });
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    expect(box.jobs()).toHaveLength(1);
  });

  test("names in its first event what it was started with", async () => {
    const orch = await orchestrator(openMemoryStore());
    const box = outbox();
    const user = { id: "ada", roles: ["marketing_lead"], consents: ["contacts.read", "campaign.write"] };
    const plan = campaignFile();
    const { run } = accepted(await orch.start({ plan, input: inputFor(box.folder), root, user }));
    const first = Promise.withResolvers<unknown>();
    orch.watch(run, 0, ({ event }) => first.resolve(event));
    expect(await first.promise).toMatchObject({
      t: "Started",
      run,
      plan: plan.id,
      deploy: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      input: inputFor(box.folder),
      user,
      seed: expect.stringMatching(/^[0-9a-f]{16}$/),
      label: { confidentiality: "internal", integrity: "trusted" },
    });
    await orch.rest(run);
  });
});

/** A store that records its reads of run streams and requests. */
function overheard() {
  const store = openMemoryStore();
  const asked: string[] = [];
  const about = <T extends string>(name: T): T => {
    if (name.startsWith("run/") || name.startsWith("request/")) asked.push(name);
    return name;
  };
  const heard: Store = {
    ...store,
    get: (id) => store.get(about(id)),
    head: (stream) => store.head(about(stream)),
    pages: (stream, from) => store.pages(about(stream), from),
    read: (stream, from) => store.read(about(stream), from),
  };
  return { heard, asked };
}

describe("a run that nobody can have asked for before", () => {
  test("is begun without the journal being asked about it; one whose request is named is not", async () => {
    const { heard, asked } = overheard();
    const orch = await orchestrator(heard);
    const wanted = { plan: campaignFile(), input: inputFor(outbox().folder), root, user: consenting };
    const { run } = accepted(await orch.start(wanted));
    expect(asked).toEqual([]);
    expect(await orch.rest(run)).toMatchObject({ status: "waiting" });
    const named = accepted(await orch.start({ ...wanted, request: "order 8" }));
    expect(asked).toEqual(expect.arrayContaining([`request/${named.run}`, `run/${named.run}`]));
    await orch.rest(named.run);
  });

  test("begins with what is kept of its request, whatever becomes of the objects that it was asked for with", async () => {
    const store = openMemoryStore();
    const input = structuredClone(inputFor(outbox().folder)) as { product: { name: string } };
    const { name } = input.product;
    const user = { id: "ada", roles: ["marketing_lead"], consents: ["*"] };
    const put: Store["put"] = async (id, text) => {
      const done = await store.put(id, text);
      input.product.name = "another";
      user.roles.push("admin");
      return done;
    };
    const orch = await orchestrator({ ...store, put });
    const { run } = accepted(await orch.start({ plan: campaignFile(), input: input as Json, root, user }));
    const kept = JSON.parse((await store.get(`request/${run}`)) ?? "null") as {
      readonly input: unknown;
      readonly user: unknown;
    };
    const [first] = await all(store.read(`run/${run}`, 0));
    expect(kept).toMatchObject({ input: { product: { name } }, user: { roles: ["marketing_lead"] } });
    expect(JSON.parse(first?.body ?? "null")).toMatchObject({
      t: "Started",
      input: kept.input,
      user: kept.user,
    });
    await orch.rest(run);
  });
});

describe("an answer", () => {
  async function waiting() {
    const store = openMemoryStore();
    const orch = await orchestrator(store);
    const box = outbox();
    const { run } = accepted(
      await orch.start({ plan: campaignFile(), input: inputFor(box.folder), root, user: consenting }),
    );
    await orch.rest(run);
    const journalled = async (): Promise<number> =>
      (await all(store.streams("all"))).reduce((sum, { length }) => sum + length, 0);
    return { orch, run, journalled };
  }

  test.each<[Json, RegExp]>([
    [{}, /^granted: /],
    [{ granted: "yes" }, /^granted: /],
    ["yes", /./],
    [{ granted: true, colour: "red" }, /colour/],
  ])("that does not fit is refused, and nothing journalled: %j", async (value, detail) => {
    const { orch, run, journalled } = await waiting();
    const before = await journalled();
    expect(await orch.answer(run, "review", value)).toMatchObject({
      refused: "shape",
      details: [expect.stringMatching(detail)],
    });
    expect(await journalled()).toBe(before);
    accepted(await orch.answer(run, "review", { granted: true }));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  });

  test("to a step that waits for none says which do", async () => {
    const { orch, run } = await waiting();
    expect(await orch.answer(run, "nowhere", { granted: true })).toEqual({
      refused: "unknown_step",
      message: "The run has no step nowhere that was begun.",
      details: ["review waits for marketing_lead"],
    });
    expect(await orch.answer(run, "draft", { granted: true })).toMatchObject({
      refused: "not_waiting",
      message: "draft does not wait for an answer.",
    });
  });

  test("by someone who is not asked is refused", async () => {
    const { orch, run } = await waiting();
    const by = { id: "eve", roles: ["intern"], consents: [] };
    expect(await orch.answer(run, "review", { granted: true }, by)).toMatchObject({
      refused: "not_waiting",
      message: expect.stringContaining("marketing_lead"),
    });
    expect(await orch.rest(run)).toMatchObject({ status: "waiting" });
  });

  test("bears its giver, where its type has room for that", async () => {
    const { orch, run } = await waiting();
    const told = Promise.withResolvers<unknown>();
    orch.watch(run, 0, ({ event }) => {
      if (event.t === "Told") told.resolve(event.say);
    });
    accepted(
      await orch.answer(
        run,
        "review",
        { granted: true },
        { id: "ada", roles: ["marketing_lead"], consents: [] },
      ),
    );
    expect(await told.promise).toMatchObject({ value: { granted: true, by: "ada" }, by: { id: "ada" } });
    await orch.rest(run);
    expect(await orch.answer(run, "review", { granted: true })).toMatchObject({ refused: "closed" });
  });

  test("to a run that is not there", async () => {
    const { orch } = await waiting();
    expect(await orch.answer("NONE", "review", {})).toMatchObject({ refused: "unknown_run" });
  });
});

describe("a run whose handlers are gone", () => {
  test("is left, with the reason; the others go on", async () => {
    const place = folder();
    const path = join(place, "journal.db");
    const moved = join(place, "code");
    mkdirSync(moved);
    copyFileSync(join(root, "campaign.ts"), join(moved, "campaign.ts"));
    const [one, other] = [outbox(), outbox()];
    const first = await orchestrator(path);
    const kept = accepted(
      await first.start({ plan: campaignFile(), input: inputFor(one.folder), root, user: consenting }),
    );
    const gone = accepted(
      await first.start({
        plan: campaignFile(),
        input: inputFor(other.folder),
        root: moved,
        user: consenting,
      }),
    );
    await Promise.all([first.rest(kept.run), first.rest(gone.run)]);
    await first.close();
    unlinkSync(join(moved, "campaign.ts"));

    const second = await orchestrator(path);
    const resumed = accepted(await second.resume());
    expect(resumed.runs).toEqual([kept.run]);
    expect(resumed.left).toMatchObject([{ run: gone.run, refusal: { refused: "handlers" } }]);
    expect(await second.resume(gone.run)).toMatchObject({ refused: "handlers" });
    writeFileSync(join(moved, "campaign.ts"), "");
    // The file is there again; what it lacks shows when it is called.
    expect(await second.resume(gone.run)).toMatchObject({ runs: [gone.run] });
    accepted(await second.answer(gone.run, "review", { granted: true }));
    expect(await second.rest(gone.run)).toMatchObject({
      status: "failed",
      failure: { message: expect.stringContaining("has no export `scheduleCampaign`") },
    });
  });
});
