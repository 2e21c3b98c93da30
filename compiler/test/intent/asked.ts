import { goalsAsked } from "../../src/intent/goals.ts";
import { type Reading, type Understood, understand } from "../../src/intent/understand.ts";
import { compileText } from "../compile-fixture.ts";

/** Reads sentences by the goals of a program; a goal needs no plan for that. */
export function asking(program: string): (sentence: string) => Understood {
  const goals = goalsAsked(compileText(program));
  return (sentence) => understand(sentence, goals);
}

/** What was understood, in a line: `warm {"room":"hall"}`, `? …` for each that may be meant, `nothing`. */
export function told(understood: Understood): string {
  switch (understood.kind) {
    case "goal":
      return line(understood.reading);
    case "unsure":
      return understood.readings.map((reading) => `? ${line(reading)}${doubts(reading)}`).join("\n");
    case "nothing":
      return "nothing";
  }
}

function line({ goal, input }: Reading): string {
  return `${goal.slice(goal.lastIndexOf(".") + 1)} ${JSON.stringify(input)}`;
}

function doubts({ lacks, extra, missing }: Reading): string {
  const lacked = lacks.map(({ parameter, said, oneOf }) => {
    const members = oneOf.length === 0 ? "" : ` of ${oneOf.join("|")}`;
    return ` ${parameter}${said === undefined ? "" : `≠"${said}"`}${members}`;
  });
  return [...lacked, ...extra.map((word) => ` +${word}`), ...missing.map((word) => ` -${word}`)].join("");
}
