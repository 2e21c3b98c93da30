import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, type Reply, says } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { resultOf, workFolder } from "../orch.ts";

/* A provider that says when to ask again (RFC 9110, section 10.2.3). */

const program = `module m
llm sum_up(entry: String) -> String {
  role executor  prompt "Sum up: \${entry}"  tokens <= 2_000  cost <= $0.01  latency <= 5m
}
plan go(entry: String) -> String { step sum = sum_up(entry) { retry 1 every 1ms }  return sum }
`;

interface Event {
  readonly t: string;
  readonly at: number;
  readonly due?: number;
  readonly by?: string;
  readonly outcome?: { readonly failure?: { readonly after?: number } };
}

const asksLater =
  (headers: Readonly<Record<string, string>>): Reply =>
  (response) => {
    response.writeHead(429, { "content-type": "application/json", ...headers });
    response.end('{"error":{"message":"slow down"}}');
  };

/** The run's events, where the first provider answers so and the second one answers. */
async function asked(replies: readonly Reply[], others: readonly Reply[] = []) {
  const folder = workFolder();
  const providers: Record<string, unknown> = {};
  const models: Record<string, unknown> = {};
  for (const [name, own] of [
    ["one", replies],
    ["two", others],
  ] as const) {
    if (own.length === 0) continue;
    providers[name] = { kind: "openai-compatible", url: (await modelServer(...own)).url };
    models[name] = { provider: name, model: name, rates: { input: "1", output: "2" } };
  }
  writeFileSync(join(folder, "orch.json"), JSON.stringify({ models: { providers, models } }));
  writeFileSync(join(folder, "m.orch"), program);
  const run = (...args: readonly string[]) => inProcess([...args, "--format", "json"], { cwd: folder });
  const ended = await run("run", "m.orch", "--input", '{"entry":"calm"}');
  const events = ended.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
  const { status, run: id } = resultOf(ended) as unknown as { status: string; run: string };
  const of = (t: string) => events.filter((event) => event.t === t);
  const [first] = of("Ended");
  const wait = of("TimerSet").find(({ at }) => at === first?.at);
  return { status, id, run, of, first, wait };
}

test.each([
  ["in milliseconds", { "retry-after-ms": "40" }, 40],
  ["in seconds", { "retry-after": "1" }, 1_000],
  [
    "as a date",
    { date: "Mon, 23 Nov 2026 07:00:00 GMT", "retry-after": "Mon, 23 Nov 2026 07:00:01 GMT" },
    1_000,
  ],
])("a retry waits as long as the only provider asks %s, and a replay agrees", async (_, headers, after) => {
  const { status, id, run, of, first, wait } = await asked([asksLater(headers), says("Calm.")]);
  expect(status).toBe("completed");
  expect(first?.outcome?.failure?.after).toBe(after);
  expect((wait?.due ?? 0) - (wait?.at ?? 0)).toBe(after);
  expect((of("Began")[1]?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(after);
  expect((await run("replay", id)).code).toBe(0);
});

test("another provider is asked without a wait", async () => {
  const { status, of, first } = await asked([asksLater({ "retry-after": "86400" })], [says("Calm.")]);
  expect(status).toBe("completed");
  expect(of("Ended").map(({ by }) => by)).toEqual(["one (one/one)", "two (two/two)"]);
  expect(first?.outcome?.failure?.after).toBeUndefined();
});

test.each([["soon"], ["-5"], ["0"], ["Thu, 01 Jan 1970 00:00:00 GMT"], ["1e400"]])(
  "`Retry-After: %s` asks for no wait",
  async (said) => {
    const { status, first } = await asked([asksLater({ "retry-after": said }), says("Calm.")]);
    expect(status).toBe("completed");
    expect(first?.outcome?.failure?.after).toBeUndefined();
  },
);
