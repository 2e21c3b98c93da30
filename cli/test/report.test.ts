import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module desk.letters

import std.people { Approval }

role clerk

tool guess(id: Int) -> { bill: Bool, confidence: Ratio in 0%..100% } pure <= 2m { run module "./guess.mjs#guess" }
human may_file(id: Int) -> Approval { ask clerk  show "Is letter \${id} a bill?" }

plan sorted(id: Int) -> Bool {
  step guess = guess(id)
  step may   = may_file(id) { timeout 1d }
  return may.granted
}
`;

const handler = `export const guess = ({ id }) => ({ bill: true, confidence: id % 2 === 0 ? 0.95 : 0.35 });\n`;

test("a report has the scores, and how far confidences hold", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "desk.orch"), program);
  writeFileSync(join(cwd, "guess.mjs"), handler);
  expect(await orch(["report"], { cwd })).toMatchObject({ code: 0, stdout: "0 runs in 7 days\n" });
  for (let id = 0; id < 8; id += 1) {
    const answer = `may={"granted": ${id % 2 === 0 || id === 3}}`;
    const user = '{"id": "u", "roles": ["clerk"], "consents": []}';
    const run = ["run", "desk.orch", "--input", `{"id": ${id}}`, "--answer", answer, "--user", user];
    expect(await orch(run, { cwd })).toMatchObject({ code: 0 });
  }
  const judged = ["--reliability", "desk.letters.guess=desk.letters.may_file"];
  const { stdout } = await orch(["report", ...judged], { cwd });
  const times = /\d+ m?s|\d+\.\d s/gu;
  expect(stdout.replaceAll(times, "T").replaceAll(/ +/gu, " ")).toBe(`8 runs in 7 days

plans and goals tries success median 95 of 100 cost tokens
desk.letters.sorted 8 100 % (68 % to 100 %) T T – 0

capabilities tries success median 95 of 100 cost tokens
desk.letters.guess 8 100 % (68 % to 100 %) T T – 0

declared limits that were kept tries success median 95 of 100 cost tokens
desk.letters.guess 8 100 % (68 % to 100 %) – – – 0

desk.letters.guess, judged by desk.letters.may_file: 8 claims
 confidence claims right
 30 % to 40 % 4 25 % (5 % to 70 %) ▮▮▮▮▮··│·············
 90 % to 100 % 4 100 % (51 % to 100 %) ▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮│·
 mean error 8 %, Brier score 0.100
 act on none yet
 drop none yet; ask a person about the others
`);
  const json = JSON.parse((await orch(["report", ...judged, "--format", "json"], { cwd })).stdout);
  expect(json).toMatchObject({ runs: 8, reliability: [{ claim: "desk.letters.guess", claims: 8 }] });
});
