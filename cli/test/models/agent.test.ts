import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelServer, type Reply, says, sends, silent, used } from "@orchlang/models/testing";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { inProcess } from "../in-process.ts";
import { orch, start, workFolder } from "../orch.ts";

const page = readFileSync(fileURLToPath(new URL("../../../docs/models.md", import.meta.url)), "utf8");
const block = (name: string): string =>
  new RegExp(`^\`\`\`${name}\n(.*?)^\`\`\``, "msu").exec(page)?.[1] ?? "";
const program = block("orch librarian[.]orch");

/** Tools that write down each call. An order whose key is new hangs where the file `hang` is. */
const shelf = `import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
const file = (name) => new URL(name, import.meta.url);
export function lookUp({ title }) {
  appendFileSync(file("looked"), title + "\\n");
  return { copies: 2 };
}
export function orderCopies({ title, copies }, { key }) {
  // It is gone before anybody can see the order, and kill the process for it.
  const hangs = existsSync(file("hang"));
  rmSync(file("hang"), { force: true });
  appendFileSync(file("ordered"), JSON.stringify({ title, copies, key }) + "\\n");
  return hangs ? new Promise(() => {}) : undefined;
}
`;

async function libraryWith(...replies: readonly Reply[]) {
  const { url, asked } = await modelServer(...replies);
  const folder = workFolder();
  const providers = { local: { kind: "openai-compatible", url } };
  const small = { provider: "local", model: "m", rates: { input: "1", output: "2" } };
  writeFileSync(join(folder, "orch.json"), JSON.stringify({ models: { providers, models: { small } } }));
  writeFileSync(join(folder, "librarian.orch"), program);
  writeFileSync(join(folder, "shelf.mjs"), shelf);
  const lines = (name: string): readonly string[] =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").trimEnd().split("\n") : [];
  return { folder, asked, lines };
}

const turn = (value: object): Reply => says(JSON.stringify(value));
const look = turn({ case: "look", title: "Emma" });
const order = turn({ case: "order", title: "Emma", copies: 3 });
const reply = turn({ case: "reply", text: "Three are on their way." });
const run = (granted: boolean): readonly string[] => [
  ...["run", "librarian.orch", "--input", '{"wish":"Buy Emma"}', "--format", "json"],
  ...[1, 2, 3, 4, 5, 6].flatMap((round) => ["--answer", `may[${round}]=${JSON.stringify({ granted })}`]),
];

test("docs/models.md: what the page shows of the agent's plan", async () => {
  const { folder } = await libraryWith(silent);
  const { stdout } = await inProcess(["plan", "librarian.orch"], { cwd: folder });
  expect(block("text plan")).toContain("limits 2");
  expect(stdout).toContain(block("text plan"));
});

test("an agent killed in a tool, and again in a question, repeats no turn, no question and no other call", async () => {
  const { folder, asked, lines } = await libraryWith(look, order, silent, reply);
  writeFileSync(join(folder, "hang"), "");
  const first = start(run(true), { cwd: folder });
  await vi.waitFor(() => expect(lines("ordered")).toHaveLength(1));
  first.kill("SIGKILL");
  await once(first, "close");
  expect(asked).toHaveLength(2);
  const second = start(["resume"], { cwd: folder });
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  second.kill("SIGKILL");
  await once(second, "close");
  const { stdout } = await orch(["resume", "--format", "json"], { cwd: folder });
  expect(stdout).toContain("Three are on their way.");
  // The third question was asked twice, since its answer was lost; the first two once.
  const seen = asked.map(({ body }) => /so far: (.*?)\\n/u.exec(JSON.stringify(body))?.[1]);
  expect(seen.map((text) => text?.match(/Emma/gu)?.length ?? 0)).toEqual([0, 1, 2, 2]);
  expect(lines("looked")).toEqual(["Emma"]);
  const keys = lines("ordered").map((line) => (JSON.parse(line) as { key: string }).key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  // Three answers for $0.00014, and the question that died for its worst case. An idempotent order is charged once.
  expect(stdout).toContain('"totalCost":[{"amount":"60.02042","currency":"USD"}]');
});

const title = fc.string({ minLength: 1, maxLength: 12 });
const turns = fc.oneof(
  fc.record({ case: fc.constant("look"), title }),
  fc.record({ case: fc.constant("order"), title, copies: fc.integer({ min: -2, max: 12 }) }),
  fc.record({ case: fc.constant("reply"), text: fc.string() }),
  fc.jsonValue(),
);
const replies = fc.oneof(
  { weight: 6, arbitrary: fc.record({ turn: turns, tokens: fc.integer({ min: -1, max: 9_000 }) }) },
  { weight: 1, arbitrary: fc.constantFrom(429, 500, 404) },
);

test("whatever a model says, no bound is passed, and nothing is ordered that nobody granted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(replies, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (said, granted) => {
        const { folder, asked, lines } = await libraryWith(
          ...said.map((one) =>
            typeof one === "number"
              ? sends({ error: { message: "x" } }, one)
              : says(JSON.stringify(one.turn), { usage: used(100, one.tokens) }),
          ),
        );
        const { stdout } = await inProcess(run(granted), { cwd: folder });
        const events = stdout
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as { t?: string; metadata?: { totalCost: { amount: string }[] } });
        expect(asked.length).toBeLessThanOrEqual(12);
        const [cost] = events.at(-1)?.metadata?.totalCost ?? [];
        expect(Number(cost?.amount ?? 0)).toBeLessThanOrEqual(1080.26);
        if (!granted) expect(lines("ordered")).toEqual([]);
        expect(lines("ordered").length).toBeLessThanOrEqual(6);
        for (const line of lines("ordered")) expect(JSON.parse(line).copies).toBeGreaterThanOrEqual(1);
      },
    ),
    { numRuns: 8 },
  );
});
