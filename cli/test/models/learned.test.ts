import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Arm, drawnOrder } from "@orchlang/models";
import { modelServer, type Reply, says } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const program = `module ferry.logbook

llm sum_up(entry: String) -> { text: String } {
  role    synthesizer
  prompt  "Sum up: \${entry}"
  tokens  <= 2_000
  cost    <= $0.01
  latency <= 20s
}

plan go(entry: String) -> String {
  step sum = sum_up(entry) { retry 3 every 10ms }
  return sum.text
}
`;

interface Event {
  readonly t?: string;
  readonly key?: string;
  readonly attempt?: number;
  readonly by?: string;
  readonly chosen?: readonly Arm[];
  readonly outcome?: object;
}

const modelIn = ({ by = "" }: Event): string => by.split(" ")[0] ?? "";

test("each choice by what was learned is in the journal with what was known, and follows from it", async () => {
  const reply: Reply = (response, asked) =>
    says(asked.body.model === "n" ? "no JSON" : '{"text":"calm"}')(response, asked);
  const { url } = await modelServer(reply);
  const folder = workFolder();
  const local = { kind: "openai-compatible", url };
  const model = (name: string) => ({ provider: "local", model: name, rates: { input: "1", output: "2" } });
  const models = {
    good: model("m"),
    poor: model("n"),
    cleared_for_less: { ...model("o"), roles: ["verifier"] },
  };
  writeFileSync(
    join(folder, "orch.json"),
    JSON.stringify({ models: { prefer: "learned", providers: { local }, models } }),
  );
  writeFileSync(join(folder, "log.orch"), program);
  const command = (...args: readonly string[]) => inProcess(args, { cwd: folder });

  const known = new Map<string, { good: number; bad: number }>();
  for (let round = 0; round < 8; round += 1) {
    // Each is a process's first: what it knows comes from the journal.
    const { stdout, stderr } = await command(
      "run",
      "log.orch",
      "--input",
      '{"entry":"calm"}',
      "--format",
      "json",
    );
    expect(stderr).not.toContain("error");
    if (stdout === "") throw new Error(stderr);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly event?: Event } & Event);
    const ends = lines.map((line) => line.event ?? line).filter(({ t }) => t === "Ended");
    expect(ends.length).toBeGreaterThan(0);
    for (const end of ends) {
      const { key = "", attempt = 1, chosen = [] } = end;
      const counted = ["good", "poor"].map((name) => ({
        model: name,
        ...(known.get(name) ?? { good: 0, bad: 0 }),
      }));
      expect(chosen).toEqual(counted);
      expect(drawnOrder(chosen, key)[(attempt - 1) % 2]).toBe(modelIn(end));
      const before = known.get(modelIn(end)) ?? { good: 0, bad: 0 };
      const isGood = "ok" in (end.outcome ?? {});
      known.set(
        modelIn(end),
        isGood ? { ...before, good: before.good + 1 } : { ...before, bad: before.bad + 1 },
      );
    }
  }
  const [first] =
    (await command("runs", "--format", "json")).stdout.match(/"run": ?"(?<run>\w+)"/u)?.slice(1) ?? [];
  expect(await command("replay", first ?? "")).toMatchObject({ code: 0 });
});
