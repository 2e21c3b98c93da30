import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { busy, cut, modelServer, type Reply, says, used } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { type Ended, resultOf, workFolder } from "../orch.ts";

const program = `module ferry.logbook

type Summary { text: String, storms: Int in 0..9 }

llm sum_up(entry: String) -> Summary {
  role    synthesizer
  prompt  "Sum up: \${entry}"
  tokens  <= 2_000
  cost    <= $0.01
  latency <= 5m
}

plan go(entry: String) -> Summary {
  step sum = sum_up(entry) { retry 2 every 10ms }
  return sum
}
`;

const small = { provider: "local", model: "m", rates: { input: "1", output: "2", cached: "0.5" } };

interface Project {
  readonly models?: unknown;
  readonly text?: string;
}

/** A folder with the program and a server, and what `orch run` makes of them. */
async function folderWith(replies: readonly Reply[], { models, text = program }: Project = {}) {
  const { url, asked } = await modelServer(...replies);
  const folder = workFolder();
  const providers = { local: { kind: "openai-compatible", url } };
  writeFileSync(
    join(folder, "orch.json"),
    JSON.stringify({ models: { providers, models: models ?? { small } } }),
  );
  writeFileSync(join(folder, "log.orch"), text);
  const command = (...args: readonly string[]) => inProcess(args, { cwd: folder });
  const run = () => command("run", "log.orch", "--input", '{"entry":"calm all day"}', "--format", "json");
  return { asked, run, command, folder };
}

interface Event {
  readonly t?: string;
  readonly by?: string;
  readonly spent?: { readonly tokens?: number; readonly cost?: { readonly amount: string } };
}

/** The run's result, and of each attempt who made it and what it used. */
function toldBy(ended: Ended) {
  const lines = ended.stdout.trimEnd().split("\n");
  const attempts = lines
    .map((line) => JSON.parse(line) as Event)
    .flatMap(({ t, by, spent = {} }) =>
      t === "Ended" ? [[by, spent.tokens, spent.cost?.amount] as const] : [],
    );
  const { status, output, metadata } = resultOf(ended) as {
    readonly status: string;
    readonly output: unknown;
    readonly metadata: { readonly totalCost: readonly { readonly amount: string }[] };
  };
  return { status, output, attempts, cost: metadata.totalCost.map(({ amount }) => amount) };
}

const good = '{"text":"Calm.","storms":0}';

test("an `llm` runs: one request, a checked answer, tokens and exact cost in the run's books", async () => {
  const { asked, run } = await folderWith([says(good, { usage: used(101, 7, 1) })]);
  expect(toldBy(await run())).toEqual({
    status: "completed",
    output: { text: "Calm.", storms: 0 },
    attempts: [["small (local/m)", 108, "0.0001145"]],
    // 100 × $1 + 1 × $0.5 + 7 × $2, for a million each.
    cost: ["0.0001145"],
  });
  expect(asked).toHaveLength(1);
  expect(JSON.stringify(asked[0]?.body)).toContain("Sum up: calm all day");
});

test("a busy model is asked again, and costs nothing until it answers", async () => {
  const { asked, run } = await folderWith([busy, busy, says(good)]);
  const { attempts, cost } = toldBy(await run());
  expect(attempts.map(([, tokens]) => tokens)).toEqual([0, 0, 120]);
  expect(cost).toEqual(["0.00014"]);
  expect(asked).toHaveLength(3);
});

test("an answer that does not fit is charged, and asked for again", async () => {
  const { asked, run } = await folderWith([
    says('{"text":"Wild.","storms":70}'),
    says("no JSON"),
    says(good),
  ]);
  const { attempts, cost } = toldBy(await run());
  expect(attempts.map(([, tokens]) => tokens)).toEqual([120, 120, 120]);
  expect(cost).toEqual(["0.00042"]);
  expect(asked).toHaveLength(3);
});

test("an answer that is lost, or says nothing of its tokens, is charged with its worst case", async () => {
  const { run } = await folderWith([cut, says(good, { usage: used(0, 0) })]);
  const { status, attempts, cost } = toldBy(await run());
  expect(status).toBe("completed");
  expect(attempts.map(([, tokens]) => tokens)).toEqual([undefined, undefined]);
  expect(cost).toEqual(["0.02"]);
});

test("a question without room for an answer within its bounds is not asked", async () => {
  const text = program.replace("2_000", "300");
  const { asked, run } = await folderWith([says(good)], { text });
  const result = await run();
  expect(result.stdout + result.stderr).toContain("budget");
  expect(asked).toHaveLength(0);
});

test("the request limits the answer to what is declared", async () => {
  const { asked, run } = await folderWith([says(good)]);
  await run();
  expect(Number(asked[0]?.body.max_tokens)).toBeLessThan(2_000);
});

test("a model without a price is refused where the cost is bounded, before anything runs", async () => {
  const { asked, run } = await folderWith([says(good)], {
    models: { small: { ...small, rates: undefined } },
  });
  const { code, stderr, stdout } = await run();
  expect(code).not.toBe(0);
  expect(stderr + stdout).toContain("has no known price");
  expect(asked).toHaveLength(0);
});

test("attempts go through the models in turn, and the journal says which one answered", async () => {
  const second = { ...small, model: "n" };
  const { asked, run } = await folderWith([busy, says(good)], { models: { small, second } });
  const { attempts } = toldBy(await run());
  expect(asked.map(({ body }) => body.model)).toEqual(["m", "n"]);
  expect(attempts.map(([by]) => by)).toEqual(["small (local/m)", "second (local/n)"]);
});

test("a provider that is busy five times in a row is left alone, and another one is asked", async () => {
  const text = program.replace("retry 2", "retry 8");
  const alone = await folderWith([busy], { text });
  const { status } = toldBy(await alone.run());
  expect(status).toBe("failed");
  expect(alone.asked).toHaveLength(5);
  const other = await modelServer(...Array.from({ length: 4 }, () => says("no JSON")), says(good));
  const { asked, run, folder } = await folderWith([busy], { text: text.replace("retry 8", "retry 12") });
  const settings = JSON.parse(readFileSync(join(folder, "orch.json"), "utf8"));
  settings.models.providers.other = { kind: "openai-compatible", url: other.url };
  settings.models.models.second = { ...small, provider: "other" };
  writeFileSync(join(folder, "orch.json"), JSON.stringify(settings));
  expect(toldBy(await run())).toMatchObject({ status: "completed" });
  expect([asked.length, other.asked.length]).toEqual([5, 5]);
});

test("a verifier of the writer's family is refused", async () => {
  const text = `${program.replace(/plan go[\s\S]*/u, "")}
llm is_true(entry: String, text: String) -> { ok: Bool } {
  role    verifier
  prompt  "Does \${text} follow from \${entry}?"
  tokens  <= 2_000
  cost    <= $0.01
  latency <= 5m
}

plan go(entry: String) -> { ok: Bool } {
  step sum  = sum_up(entry)
  step sure = is_true(entry, text: sum.text)
  return sure
}
`;
  const gpt = { ...small, model: "gpt-small" };
  const one = await folderWith([says(good)], {
    text,
    models: { gpt, other: { ...gpt, model: "gpt-large" } },
  });
  const refused = await one.run();
  expect(refused.stderr + refused.stdout).toContain("is of the family `gpt`");
  expect(one.asked).toHaveLength(0);
  const models = { gpt: { ...gpt, roles: ["synthesizer"] }, claude: { ...small, model: "claude-small" } };
  const two = await folderWith([says(good), says('{"ok":true}')], {
    text,
    models: { ...models, claude: { ...models.claude, roles: ["verifier"] } },
  });
  expect(toldBy(await two.run())).toMatchObject({ status: "completed", output: { ok: true } });
  expect(two.asked.map(({ body }) => body.model)).toEqual(["gpt-small", "claude-small"]);
});

test("mistakes in the settings are shown where they stand, and a key is never repeated", async () => {
  const { command, folder } = await folderWith([says(good)]);
  const settings = {
    models: {
      providers: {
        local: { kind: "openai", key: "a-secret-key" },
      },
      models: {},
    },
  };
  writeFileSync(join(folder, "orch.json"), JSON.stringify(settings, undefined, 2));
  const { code, stdout, stderr } = await command("check", "log.orch");
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain("name of an environment variable");
  expect(stdout + stderr).not.toContain("a-secret-key");
});

test("data that a goal keeps at the device never goes to a model in the cloud", async () => {
  const text = `${program.replace(/plan go[\s\S]*/u, "").replace("entry: String", "entry: String @personal")}
goal summed(entry: String @personal) { keep personal at device }

plan go(entry: String @personal) achieves summed {
  step sum = sum_up(entry)
}
`.replace("latency <= 5m", "latency <= 5m\n  clearance personal");
  const models = { small: { ...small, clearance: "personal" } };
  const { asked, run, folder } = await folderWith([says(good)], { text, models });
  const settings = JSON.parse(readFileSync(join(folder, "orch.json"), "utf8"));
  settings.models.providers.local.tier = "cloud";
  writeFileSync(join(folder, "orch.json"), JSON.stringify(settings));
  const refused = await run();
  expect(refused.stdout + refused.stderr).toContain("runs at cloud, and this may run at device");
  expect(asked).toHaveLength(0);
  settings.models.providers.local.tier = "device";
  writeFileSync(join(folder, "orch.json"), JSON.stringify(settings));
  expect(toldBy(await run())).toMatchObject({ status: "completed" });
});

test("nor where only the step names the device", async () => {
  const text = program.replace("{ retry 2 every 10ms }", "{ at device }");
  const { asked, run, folder } = await folderWith([says(good)], { text });
  const settings = JSON.parse(readFileSync(join(folder, "orch.json"), "utf8"));
  settings.engine = "cloud";
  settings.models.providers.local.tier = "cloud";
  writeFileSync(join(folder, "orch.json"), JSON.stringify(settings));
  const refused = await run();
  expect(refused.stdout + refused.stderr).toContain("runs at cloud, and this may run at device");
  expect(asked).toHaveLength(0);
});
