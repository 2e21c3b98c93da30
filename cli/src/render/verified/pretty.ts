import type { scenarioText } from "@orchlang/compiler";
import type { Verified } from "@orchlang/runtime/simulator";
import type { VerifiedTarget } from "../../commands/verify.ts";
import type { Sink } from "../../terminal/terminal.ts";
import { shortName } from "../short-name.ts";
import { writeStory } from "../story.ts";
import { counted } from "../tally.ts";

/** Lines of a story. */
const storyMax = 16;

/** How far was looked, what was found, each with its story and as a scenario. */
export function writeVerified(
  sink: Sink,
  { verified, types }: VerifiedTarget,
  { text, isWritten }: { readonly text: typeof scenarioText; readonly isWritten: boolean },
): void {
  const { paint } = sink;
  const { target, violations, unreached, untried } = verified;
  const verdict = violations.length === 0 ? paint.done(soundness(verified)) : paint.wrong("Not safe.");
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
    if (!reproduces) sink.line(paint.doubtful("A scenario can't say all of it: it may pass."));
    sink.line();
    sink.document(text(scenario, types));
  }
  if (violations.length > 0 && !isWritten) sink.line(paint.dim("`--write` adds what was found to the file."));
  for (const place of unreached)
    sink.line(paint.dim(`${shortName(place)} began in no run: nothing was tried there.`));
  for (const rule of untried) sink.line(paint.dim(`${shortName(rule)}: what it speaks of never occurred.`));
}

function soundness({ exhaustive }: Verified): string {
  return exhaustive ? "Safe." : "Nothing found.";
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
