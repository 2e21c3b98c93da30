/** What sets a trigger off. */
import type { Expression } from "@orchlang/plan";
import type { Case, Trial } from "./case.ts";
import { Given } from "./given.ts";
import { allOf, wants } from "./goal.ts";
import { circumstancesOf } from "./happen.ts";
import { lead } from "./leading.ts";
import type { Place } from "./origin.ts";
import type { Stage } from "./stage.ts";

/** From so many circumstances its conditions are solved backwards. */
const solvedMax = 4;

/** The plainest circumstances that set the stage's trigger off; none where nothing that can be made up does. */
export function settingOff(stage: Stage, plain: Case): Trial | undefined {
  let started: Trial | undefined;
  let left = solvedMax;
  for (const made of circumstancesOf(stage)) {
    const trial = stage.play({ ...plain, ...made });
    const solved = left > 0 && trial.run.state.start === undefined ? solvedFrom(stage, trial) : undefined;
    if (solved !== undefined) left -= 1;
    for (const one of [trial, ...(solved === undefined ? [] : [stage.play(solved)])]) {
      const { start, closed } = one.run.state;
      if (start === undefined) continue;
      if (closed?.outcome.failure?.class !== "unmet") return one;
      started ??= one;
    }
  }
  return started;
}

/** The same circumstances, so changed that all that the trigger asks is so. */
function solvedFrom(stage: Stage, trial: Trial): Case | undefined {
  const given = new Given(stage, trial);
  const place: Place = { routine: "", site: { plan: 0, loops: [] }, heard: 0 };
  return lead(given, allOf(conditionsOf(stage).map((condition) => wants(given, condition, true, place))));
}

function conditionsOf({ context }: Stage): readonly Expression[] {
  const [trigger] = context.armed?.triggers ?? [];
  const asked = trigger?.on.map((source) => {
    if (source.kind === "event") return source.where;
    return source.kind === "change" ? source.condition : undefined;
  });
  return [asked?.find((each) => each !== undefined), trigger?.when].filter((each) => each !== undefined);
}
