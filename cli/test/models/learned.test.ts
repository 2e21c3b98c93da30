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
  latency <= 5m
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

async function folderWith(reply: Reply): Promise<string> {
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
  return folder;
}

/** The ends of the attempts of a run. Each run is a process's first: what it knows comes from the journal. */
async function endsOf(folder: string, entry: string): Promise<readonly Event[]> {
  const input = JSON.stringify({ entry });
  const { stdout, stderr } = await inProcess(["run", "log.orch", "--input", input, "--format", "json"], {
    cwd: folder,
  });
  if (stdout === "") throw new Error(stderr);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly event?: Event } & Event);
  return lines.map((line) => line.event ?? line).filter(({ t }) => t === "Ended");
}

test("each choice by what was learned is in the journal with what was known, and follows from it", async () => {
  const folder = await folderWith((response, asked) =>
    says(asked.body.model === "n" ? "no JSON" : '{"text":"calm"}')(response, asked),
  );
  const known = new Map<string, { good: number; bad: number }>();
  for (let round = 0; round < 8; round += 1) {
    const ends = await endsOf(folder, "calm");
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
  const command = (...args: readonly string[]) => inProcess(args, { cwd: folder });
  const [first] =
    (await command("runs", "--format", "json")).stdout.match(/"run": ?"(?<run>\w+)"/u)?.slice(1) ?? [];
  expect(await command("replay", first ?? "")).toMatchObject({ code: 0 });
});

test("a question that was not asked, for want of room, says nothing about a model", async () => {
  const folder = await folderWith(says('{"text":"calm"}'));
  const [unasked] = await endsOf(folder, "x".repeat(3_000));
  expect(unasked?.outcome).toMatchObject({ failure: { class: "budget" } });
  const [next] = await endsOf(folder, "calm");
  expect(next?.chosen).toEqual(["good", "poor"].map((model) => ({ model, good: 0, bad: 0 })));
});
