import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, says } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { resultOf, workFolder } from "../orch.ts";

const program = `module m

import std.llm { labelled }

plan p(text: String @untrusted) -> String {
  step kind = labelled(text, labels: ["complaint", "order"])
  return kind
}
`;

test("a label of the library that is none of those is asked for again", async () => {
  const { url, asked } = await modelServer(
    says('{"label":7,"confidence":0.9}'),
    says('{"label":1,"confidence":0.9}'),
  );
  const folder = workFolder();
  const models = { small: { provider: "local", model: "llama", rates: { input: "1", output: "2" } } };
  const settings = { providers: { local: { kind: "openai-compatible", url } }, models };
  writeFileSync(join(folder, "orch.json"), JSON.stringify({ models: settings }));
  writeFileSync(join(folder, "m.orch"), program);
  const args = ["run", "m.orch", "--input", '{"text":"Two lamps, please."}', "--format", "json"];
  const ended = await inProcess(args, { cwd: folder });
  expect(resultOf(ended)).toMatchObject({ status: "completed", output: "order" });
  expect(asked).toHaveLength(2);
  expect(JSON.stringify(asked[0]?.body)).toContain("Two lamps, please.");
});
