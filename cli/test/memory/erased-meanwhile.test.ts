import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, says } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { resultOf, workFolder } from "../orch.ts";

/* Somebody asks to be forgotten while an agent that knows them waits for a person. */

const program = `module desk

import std.people { Approval }
import std.memory.personal { forget, recall, remember }

role clerk

llm advise(known: [String @personal] size 0..5) -> { text: String } {
  prompt    "Known: \${known}. Advise."
  clearance personal
  tokens    <= 4_000
  cost      <= $0.01
  latency   <= 5m
}
human go_on(round: Int) -> Approval { ask clerk  show "Round \${round}?" }

plan serve(customer: String @personal, says: String @personal) -> [Int] {
  step noted  = remember(topic: "customers", lesson: says, about: customer, origin: person)
  step rounds = for round in [1, 2] at once 1 {
    step known  = recall(topic: "customers") { after noted }
    step advice = advise(known.take(5))
    step may    = go_on(round) { timeout 1d  after advice }
    yield if may.granted then known.size else 0
  }
  return rounds
}

plan leave(customer: String @personal) -> Int {
  step gone = forget(about: customer)
  return gone.erased
}
`;

test("a subject that is erased while an agent waits is not in its next question, nor remembered again when it goes on", async () => {
  const { url, asked } = await modelServer(says('{"text":"Bread."}'));
  const folder = workFolder();
  const providers = { local: { kind: "openai-compatible", url } };
  const small = { provider: "local", model: "m", clearance: "personal", rates: { input: "1", output: "2" } };
  writeFileSync(
    join(folder, "orch.json"),
    JSON.stringify({ memory: { file: "memory.db" }, models: { providers, models: { small } } }),
  );
  writeFileSync(join(folder, "desk.orch"), program);
  const command = (...args: readonly string[]) => inProcess([...args, "--format", "json"], { cwd: folder });
  const person = JSON.stringify({ id: "ann", roles: ["desk.clerk"], consents: [] });
  const input = JSON.stringify({ customer: "c1", says: "unmistakable allergy" });
  const waits = resultOf(await command("run", "desk.orch#serve", "--input", input));
  const answer = (round: number) =>
    command("answer", String(waits.run), `may[${round}]`, '{"granted":true}', "--user", person);
  expect(waits.status).toBe("waiting");
  const before = asked.length;
  expect(before).toBe(1);
  expect(JSON.stringify(asked.map(({ body }) => body.messages))).toContain("unmistakable");
  const gone = resultOf(await command("run", "desk.orch#leave", "--input", '{"customer":"c1"}'));
  expect(gone.output).toBe(1);
  expect(readFileSync(join(folder, "memory.db")).includes("unmistakable")).toBe(false);
  const last = [await answer(1), await answer(2)].map(resultOf).at(-1);
  expect(last).toMatchObject({ status: "completed", output: [1, 0] });
  expect(JSON.stringify(asked.slice(before).map(({ body }) => body.messages))).not.toContain("unmistakable");
  expect(asked).toHaveLength(2);
  expect(readFileSync(join(folder, "memory.db")).includes("unmistakable")).toBe(false);
});
