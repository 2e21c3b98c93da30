import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { playedFiles, playedText } from "./played.ts";

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

test.for([
  ["campaign-launch/campaign.orch", 2],
  ["incident-response/incident.orch", 7],
  ["sales-report/sales.orch", 6],
  ["smart-home/home.orch", 8],
] as const)("scenarios of the example %s pass", ([file, count]) => {
  const played = playedFiles([path(`examples/${file}`)]);
  expect(played.map(({ played: { status } }) => status)).toEqual(new Array(count).fill("passed"));
});

test("the chapter on scenarios says what comes of them", () => {
  const chapter = readFileSync(path("docs/language/scenarios.md"), "utf8");
  const examples = [...chapter.matchAll(/^```orch\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
  const played = examples.flatMap((text) => playedText(text));
  expect(Object.fromEntries(played.map(({ says, played: { status } }) => [says, status]))).toEqual({
    "the cellarer does not like it": "passed",
    "the press is slower than it says": "passed",
    "a press jams, and somebody trips over the cable": "passed",
    rotten: "passed",
    "nobody knows whether it was paid": "passed",
    "it stays unknown": "passed",
    "filing fails for good": "passed",
    "filing comes late": "passed",
    "one gate, one delivery": "passed",
    "called off": "passed",
    "frost comes too late to matter": "passed",
  });
});

test("every scenario of the cookbook passes", () => {
  const page = readFileSync(path("examples/README.md"), "utf8");
  const programs = [...page.matchAll(/^```orch\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
  const failed = programs
    .flatMap((text) => playedText(text))
    .flatMap(({ says, played }) => (played.status === "passed" ? [] : [{ says, played }]));
  expect(programs.length).toBeGreaterThan(12);
  expect(failed).toEqual([]);
});
