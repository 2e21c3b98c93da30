import { human, parameter } from "@orchlang/kernel/testing";
import type { Schema } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { HandlerFailure } from "../../src/handler.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { maskedValue } from "../../src/library/mask.ts";
import type { OrchestratorOptions } from "../../src/orchestrator/options.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";
import { does, work, workFile } from "../orchestrator/work.ts";

/** A pino logger, and what it has written. */
function logging() {
  const lines: Record<string, unknown>[] = [];
  const logger = pino(
    { level: "debug", base: null },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  return { logger, lines };
}

const label = { confidentiality: "internal", integrity: "trusted" } as const;
const personal = { confidentiality: "personal", integrity: "trusted" } as const;

async function run(
  handler: NonNullable<OrchestratorOptions["capabilities"]>[number]["handler"],
  kept = false,
) {
  const { logger, lines } = logging();
  const orch = await orchestrator(openMemoryStore(), { logger, capabilities: [{ name: "send", handler }] });
  const label = kept ? { params: [{ name: "book", schema: schemas.string(), label: personal }] } : {};
  const plan = workFile([work("send", "idempotent", "send", label)], [does("sent", "send")]);
  const { run: id } = accepted(await orch.start({ plan, input: { book: "Emma" }, root: "/" }));
  await orch.rest(id, 500_000);
  await expect.poll(() => lines.at(-1)?.msg).toMatch(/^execution_(?:completed|failed)$/);
  return { id, lines };
}

test("each thing that happens is a line, with the run, its trace, the step and what was handed over", async () => {
  const { id, lines } = await run((args: object) => args);
  expect(lines.map(({ msg }) => msg)).toEqual([
    "execution_started",
    "step_started",
    "step_completed",
    "execution_completed",
  ]);
  const [started, begun, done] = lines;
  expect(new Set(lines.map(({ run: of, trace }) => `${of} ${trace}`))).toEqual(
    new Set([`${id} ${started?.trace}`]),
  );
  expect(started?.trace).toMatch(/^[0-9a-f]{32}$/);
  expect(begun).toMatchObject({
    level: 20,
    step: "sent",
    node: "work.main/sent",
    capability: "send",
    params: { book: "Emma" },
  });
  expect(begun?.span).toMatch(/^[0-9a-f]{16}$/);
  expect(done).toMatchObject({ level: 30, span: begun?.span, attempts: 1, output: { book: "Emma" } });
});

test("a step that a person has answered is told to be done when they have", async () => {
  const { logger, lines } = logging();
  const orch = await orchestrator(openMemoryStore(), { logger });
  const result = { schema: schemas.record({ granted: schemas.bool() }), label };
  const asks = human("sure", "boss", { result, params: [parameter("book", { schema: true })] });
  const plan = workFile([asks], [does("go", "sure")]);
  const { run: id } = accepted(await orch.start({ plan, input: { book: "Emma" }, root: "/" }));
  await orch.rest(id);
  accepted(await orch.answer(id, "go", { granted: true }, { id: "ada", roles: ["boss"], consents: [] }));
  await orch.rest(id);
  await expect.poll(() => lines.at(-1)?.msg).toBe("execution_completed");
  const said = lines.map(({ msg, step }) => (step === undefined ? msg : `${msg} ${step}`));
  expect(said).toEqual(["execution_started", "step_started go", "step_completed go", "execution_completed"]);
});

test("what is labelled above `internal` is only told to be there, in a failure's words too", async () => {
  const fails = ({ book }: { book: string }) => {
    throw new HandlerFailure("permanent", `no shelf for ${book}`, { reach: "not_reached" });
  };
  const { lines } = await run(fails, true);
  expect(lines.find(({ msg }) => msg === "step_started")).toMatchObject({ params: { book: "‹personal›" } });
  expect(lines.find(({ msg }) => msg === "step_failed")).toMatchObject({
    level: 40,
    error: { name: "permanent", message: "‹personal›" },
  });
  expect(JSON.stringify(lines.filter(({ msg }) => msg !== "execution_started"))).not.toContain("Emma");
});

test("lines of handlers go to the log, with the ids of their attempt", async () => {
  const { lines } = await run((args: object, { log }: { log(text: string): void }) => {
    log("on its way");
    return args;
  });
  expect(lines.find(({ msg }) => msg === "on its way")).toMatchObject({
    by: "log",
    capability: "send",
    attempt: 1,
  });
});

describe("a mask", () => {
  const kept = (record: Schema, labels: Readonly<Record<string, readonly string[]>>): Schema => ({
    ...(record as object),
    "x-labels": labels,
  });
  const person = kept(schemas.record({ name: schemas.string(), id: schemas.string() }), {
    name: ["personal"],
  });
  const tree = schemas.record({ key: schemas.int(), below: schemas.list(schemas.named("Tree")) });
  const defs = { Person: person, Tree: kept(tree, { key: ["personal", "secret"] }) };
  const open = { confidentiality: "internal", integrity: "trusted" } as const;
  const ada = { name: "Ada", id: "1" };
  const masked = { name: "‹personal›", id: "1" };

  test.each([
    ["a record", person, ada, masked],
    ["a named type", schemas.named("Person"), ada, masked],
    ["a list", schemas.list(schemas.named("Person")), [ada, ada], [masked, masked]],
    ["a map", schemas.map(person), { a: ada }, { a: masked }],
    ["an optional", schemas.optional(person), ada, masked],
    ["what is not there", schemas.optional(person), null, null],
    [
      "a tree",
      schemas.named("Tree"),
      { key: 1, below: [{ key: 2, below: [] }] },
      { key: "‹secret›", below: [{ key: "‹secret›", below: [] }] },
    ],
    ["what has no label", schemas.string(), "open", "open"],
    ["what does not fit its type", schemas.list(person), "odd", "odd"],
  ] as const)("goes into %s", (_, schema, value, shown) => {
    expect(maskedValue(value, { schema, label: open }, { schemas: defs })).toEqual(shown);
  });

  test("covers all of a value whose own label is above `internal`", () => {
    expect(
      maskedValue(ada, { schema: person, label: { ...open, confidentiality: "secret" } }, { schemas: defs }),
    ).toBe("‹secret›");
  });
});
