import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { playedText } from "../scenarios/played.ts";
import { labelled, sources } from "./hallucinations.ts";

const text = (value: unknown): string => JSON.stringify(value);

/** Two sentences: one that the source has, so that the plan completes, and the one in question. */
const scenario = ([says, source, quote]: (typeof labelled)[number], at: number): string => `
scenario "${at}" for checked {
  given  sources = [${sources.map((one) => `{ name: ${text(one.name)}, text: ${text(one.text)} }`).join(", ")}]
  answer write_from with { claims: [
    { says: "Bicycles are free.", source: "harbour", quote: "Bicycles travel free of charge" },
    { says: ${text(says)}, source: ${text(source)}, quote: ${text(quote)} }
  ] }
  expect result == 1
}
`;

const program = `module set
import std.llm.answers { Source, cited, write_from }
plan checked(sources: [Source] size 1..20) -> Int {
  step found = cited(task: "What do these say?", sources)
  return found.dropped
}
${labelled.map(scenario).join("")}`;

test("`cited` finds made-up sentences as often as docs/models.md says, with as few false alarms", () => {
  const dropped = playedText(program).map(({ played }) => played.status === "passed");
  expect(dropped).toHaveLength(labelled.length);
  const ofThose = (holds: boolean) =>
    labelled.flatMap((one, at) => (one[3] === holds ? [dropped[at] === true] : []));
  const count = (all: readonly boolean[]): string => `${all.filter(Boolean).length} of ${all.length}`;
  const [hits, alarms] = [ofThose(false), ofThose(true)].map(count);
  expect({ hits, alarms }).toEqual({ hits: "15 of 18", alarms: "3 of 18" });
  const page = readFileSync(new URL("../../../docs/models.md", import.meta.url), "utf8");
  expect(page).toContain(`it drops ${hits} sentences that are made up, and ${alarms} that are supported`);
});
