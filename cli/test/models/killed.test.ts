import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, says, silent } from "@orchlang/models/testing";
import { expect, test, vi } from "vitest";
import { orch, start, workFolder } from "../orch.ts";

const program = `module ferry.logbook

llm sum_up(entry: String) -> { text: String } {
  prompt  "Sum up: \${entry}"
  tokens  <= 2_000
  cost    <= $0.01
  latency <= 60s
}

plan go(entry: String) -> { first: String, second: String } {
  step first  = sum_up(entry)
  step second = sum_up(first.text)
  return { first: first.text, second: second.text }
}
`;

test("after SIGKILL in a question, answers that are in the journal are neither asked for nor charged again", async () => {
  const { url, asked } = await modelServer(says('{"text":"one"}'), silent, says('{"text":"two"}'));
  const folder = workFolder();
  const providers = { local: { kind: "openai-compatible", url } };
  const small = { provider: "local", model: "m", rates: { input: "1", output: "2" } };
  writeFileSync(join(folder, "orch.json"), JSON.stringify({ models: { providers, models: { small } } }));
  writeFileSync(join(folder, "log.orch"), program);
  const child = start(["run", "log.orch", "--input", '{"entry":"calm"}'], { cwd: folder });
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  child.kill("SIGKILL");
  await once(child, "close");
  const { stdout } = await orch(["resume", "--format", "json"], { cwd: folder });
  expect(asked.map(({ body }) => JSON.stringify(body.messages))).toEqual([
    expect.stringContaining("calm"),
    expect.stringContaining("one"),
    expect.stringContaining("one"),
  ]);
  // The first answer ($0.00014) once, the question that died ($0.01, its worst case) once, its repetition ($0.00014).
  expect(stdout).toContain('"totalCost":[{"amount":"0.01028","currency":"USD"}]');
});
