import type { ScenarioTypes, scenarioText } from "@orchlang/presentation";
import type { Verified } from "@orchlang/simulator";
import type { Sink } from "../../terminal/terminal.ts";
import { writeStory } from "../event-words.ts";
import { counted } from "../run-result.ts";
import { shortName } from "../short-name.ts";

/** The result of a search, and the information for writing its scenarios. */
export interface VerifiedTarget {
  readonly verified: Verified;
  readonly types: ScenarioTypes;
  /** Where the plan is written; `undefined` of a compiled plan. */
  readonly file: string | undefined;
  /** In which line of it a step or a rule is written. */
  readonly lineOf: (place: string) => number | undefined;
}

/** Lines of a story. */
const storyMax = 16;
const strandedMax = 8;

/** How far was looked, what was found, each with its story and as a scenario. */
export function writeVerified(
  sink: Sink,
  { verified, types, lineOf }: VerifiedTarget,
  { text, isWritten }: { readonly text: typeof scenarioText; readonly isWritten: boolean },
): void {
  const { paint } = sink;
  const { target, violations, stranded, unreached, unreachable, refuted, untried, granting } = verified;
  const verdict = verdictOf(verified, paint);
  sink.line(`${paint.strong(shortName(target))}   ${reach(verified)} ${verdict}`);
  for (const one of violations) {
    const { violation, scenario, trial, reproduces } = one;
    sink.line();
    sink.line(violation.says);
    sink.line();
    writeStory(sink, trial.run, { indent: "  ", most: storyMax });
    sink.line();
    const { faults } = trial.one;
    const smallest = faults.size === 0 ? "nothing goes wrong" : counted(faults.size, "fault");
    sink.line(`Smallest case: ${smallest}. \`--seed ${verified.seed}\` finds it again.`);
    if (!reproduces) sink.line(paint.doubtful("A scenario can't express all of it, so it may pass."));
    sink.line();
    sink.document(text(scenario, types));
  }
  if (violations.length > 0 && !isWritten) sink.line(paint.dim("`--write` adds the scenarios to the file."));
  for (const { step, why, trial } of stranded) {
    const when = counted(trial.one.faults.size, "fault");
    sink.line(paint.doubtful(`${step} can wait for an operator, after ${when}: ${why}.`));
    writeStory(sink, trial.run, { indent: "  ", most: strandedMax });
  }
  for (const { place, why } of unreachable)
    sink.line(paint.dim(`${placed(place)} is proved unreachable: ${why}${at(lineOf(place))}`));
  for (const place of refuted)
    sink.line(
      paint.wrong(
        `${placed(place)} was proved unreachable, and a run came to it: this is a mistake of orch.`,
      ),
    );
  for (const place of unreached) sink.line(paint.doubtful(`${missed(place)}${at(lineOf(place))}`));
  for (const rule of untried)
    sink.line(paint.doubtful(`${shortName(rule)}: its subject never occurred${at(lineOf(rule))}`));
  for (const role of granting)
    sink.line(
      paint.doubtful(`Approval by ${shortName(role)}: a refusal, or no answer in time, was not explored.`),
    );
}

function verdictOf({ verdict }: Verified, paint: Sink["paint"]): string {
  switch (verdict) {
    case "safe":
      return paint.done("Safe.");
    case "safe as far as explored":
      return paint.doubtful("Safe as far as explored.");
    case "not safe":
      return paint.wrong("Not safe.");
    case "nothing explored":
      return paint.wrong("Nothing was explored.");
  }
}

/** A place that no run reached: `routine/step`, `routine/when@1 way 2`, `routine/when@1 no way`, `routine/step else 1`. */
function missed(place: string): string {
  const [spot = "", ...way] = place.split(" ");
  const name = shortName(spot);
  const [kind, number] = way;
  if (kind === undefined) return `${name} never began, so nothing was tried there`;
  if (kind === "else") return `${name}: no run reached its handler ${number}`;
  if (kind === "no") return `${name}: every run took one of its branches`;
  return `${name}: no run took its branch ${number}`;
}

/** `step`, `when@1, way 2`, `when@1 with no way taken`. */
function placed(place: string): string {
  const [spot = "", kind, number] = place.split(" ");
  if (kind === undefined) return shortName(spot);
  return kind === "no" ? `${shortName(spot)} without a way` : `${shortName(spot)}, ${kind} ${number}`;
}

function at(line: number | undefined): string {
  return line === undefined ? "." : ` (line ${line}).`;
}

function reach({
  runs,
  exhaustive,
  faults,
  counted: { faultSets, branches, orders, fanOutCuts },
}: Verified): string {
  const all = exhaustive ? "every" : "not every";
  const cuts = fanOutCuts === 0 ? "" : `, ${counted(fanOutCuts, "loop")} cut short`;
  return `${counted(runs, "run")}: ${all} set of ${faults} (${faultSets}), ${counted(branches, "way")}, ${counted(orders, "order")}${cuts}.`;
}
