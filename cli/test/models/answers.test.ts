import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, says } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { resultOf, workFolder } from "../orch.ts";

const program = `module m

import std.llm.answers { verified }

plan p(task: String) -> { text: String, rounds: Int } {
  step answer = verified(task)
  return answer
}
`;

test("`verified` of the library asks a model of another family, and passes its objections on", async () => {
  const { url, asked } = await modelServer(
    says('{"text":"Graz"}'),
    says('{"holds":false,"objections":["Graz is no capital."]}'),
    says('{"text":"Vienna"}'),
    says('{"holds":true,"objections":[]}'),
  );
  const folder = workFolder();
  const common = { provider: "local", rates: { input: "1", output: "2" } };
  const models = {
    writer: { ...common, model: "gpt-small", roles: ["synthesizer"] },
    checker: { ...common, model: "claude-small", roles: ["verifier"] },
  };
  const settings = { providers: { local: { kind: "openai-compatible", url } }, models };
  writeFileSync(join(folder, "orch.json"), JSON.stringify({ models: settings }));
  writeFileSync(join(folder, "m.orch"), program);
  const args = ["run", "m.orch", "--input", '{"task":"The capital?"}', "--format", "json"];
  const ended = await inProcess(args, { cwd: folder });
  expect(resultOf(ended)).toMatchObject({ status: "completed", output: { text: "Vienna", rounds: 2 } });
  expect(asked.map(({ body }) => body.model)).toEqual([
    "gpt-small",
    "claude-small",
    "gpt-small",
    "claude-small",
  ]);
  expect(JSON.stringify(asked[2]?.body)).toContain("Graz is no capital.");
});
