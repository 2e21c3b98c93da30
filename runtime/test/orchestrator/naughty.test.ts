import { readFileSync } from "node:fs";
import { schemas } from "@orchlang/plan/boundary";
import { describe, expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import { root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";
import { does, work, workFile } from "./work.ts";

const texts: readonly string[] = JSON.parse(
  readFileSync(new URL("../../../language/test/texts/naughty.json", import.meta.url), "utf8"),
);

describe("texts that have broken other programs", () => {
  test("go through input, handler and journal as they are", async () => {
    const list = schemas.list(schemas.string());
    const label = { confidentiality: "internal", integrity: "trusted" } as const;
    const echo = work("echo", "pure", "echo", {
      params: [{ name: "book", schema: list, label }],
      result: { schema: schemas.record({ book: list }), label },
    });
    const plan = workFile([echo], [does("said", "echo")], list);
    const store = openMemoryStore();
    const orch = await orchestrator(store);
    const { run } = accepted(await orch.start({ plan, input: { book: texts }, root }));
    expect(await orch.rest(run)).toEqual({ status: "completed", value: { book: texts } });
    expect(await readJournal(store).replay(run)).toMatchObject({ same: true });
  });

  test.each(["\ud800", "a\udc00b"])("half a character is refused where it comes in: %j", async (half) => {
    const plan = workFile([work("echo", "pure", "echo")], [does("said", "echo")]);
    const orch = await orchestrator(openMemoryStore());
    expect(await orch.start({ plan, input: { book: half }, root })).toMatchObject({ refused: "input" });
    const user = { id: half, roles: [], consents: [] };
    expect(await orch.start({ plan, input: { book: "x" }, root, user })).toMatchObject({ refused: "input" });
    expect(await orch.start({ plan, input: { book: "x" }, root, request: half })).toMatchObject({
      refused: "input",
    });
  });

  test("a message of anything is a failure's message", async () => {
    const plan = workFile([work("bad", "pure", "throwsItsBook")], [does("said", "bad")]);
    const orch = await orchestrator(openMemoryStore());
    const text = '\u0000 \u202e ‹ ’ " \\ \n 💩';
    const { run } = accepted(await orch.start({ plan, input: { book: text }, root }));
    expect(await orch.rest(run)).toMatchObject({
      status: "failed",
      failure: { message: expect.stringContaining(text) },
    });
  });

  test("a list a thousand deep is refused, not choked on", async () => {
    const plan = workFile([work("echo", "pure", "echo")], [does("said", "echo")], schemas.json());
    const orch = await orchestrator(openMemoryStore());
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`) as [];
    expect(await orch.start({ plan, input: { book: deep }, root })).toMatchObject({
      refused: "input",
      details: [expect.stringContaining("1000 deep")],
    });
  });
});
