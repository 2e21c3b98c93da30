import { canonical } from "@orchlang/plan/json";
import type { SimulatedRun } from "../../simulate.ts";
import type { Trial } from "../case.ts";
import { effectsOf } from "../effects.ts";
import { short, type Violation } from "../violation.ts";

/** A repeated report has effects once: no other round and no other run repeats them. */
export function doubled(trial: Trial): readonly Violation[] {
  const again = [...trial.one.faults].find(([, kind]) => kind === "reported again");
  if (again === undefined || trial.calm === undefined) return [];
  const before = standing(trial.calm);
  const event = trial.one.occurrences[Number(again[0].split(" ")[1])]?.event ?? "";
  return [...standing(trial)].flatMap(([what, { capability, times }]): readonly Violation[] => {
    const known = before.get(what)?.times ?? 0;
    if (known === 0 || times <= known) return [];
    const how = trial.run.others.length > 0 ? "starts another run" : "is taken for another";
    return [
      {
        property: "doubled",
        about: capability,
        says: `${short(event)}, reported once more, ${how}: ${short(capability)} is done ${times} times for one thing that happened.`,
        expect: { kind: "expect", expects: "once", target: capability, each: false },
      },
    ];
  });
}

interface Standing {
  readonly capability: string;
  readonly times: number;
}

/** The effects that stand after all runs, by capability and arguments. */
function standing(trial: Trial): ReadonlyMap<string, Standing> {
  const found = new Map<string, Standing>();
  const runs = [trial, ...trial.run.others.map((run) => asTrial(trial, run))];
  for (const { intent, stands } of runs.flatMap(effectsOf)) {
    if (!stands) continue;
    const { capability, args } = intent;
    const what = `${capability} ${canonical(args)}`;
    found.set(what, { capability, times: (found.get(what)?.times ?? 0) + 1 });
  }
  return found;
}

function asTrial({ context, one }: Trial, run: SimulatedRun): Trial {
  return { context, one, run, calls: [], approvals: [], calm: undefined };
}
