import { evaluate } from "@orchlang/plan/expressions";
import type { ExpectClause } from "@orchlang/plan/scenarios";
import type { SimulatedRun } from "../simulate.ts";
import { actionsOf, begins, deedsOf, isGivenSo, stands } from "./actions.ts";
import { countsFor } from "./scope.ts";

/** The place in a run's journal at which it breaks what is expected of it; `undefined` where only its end says so. */
export function brokenAt(run: SimulatedRun, clause: ExpectClause): number | undefined {
  const { plan } = run.file;
  switch (clause.expects) {
    case "never":
      return deedsOf(run).find((deed) => begins(clause, deed, plan))?.began[0];
    case "before": {
      const deeds = actionsOf(run);
      const wrong = deeds
        .filter((deed) => begins(clause.then, deed, plan))
        .flatMap((deed) => deed.began.map((place) => ({ deed, place })))
        .find(
          ({ deed, place }) =>
            !deeds.some((one) => countsFor(run, one, deed, place) && stands(clause.first, one, place, plan)),
        );
      return wrong?.place;
    }
    case "once": {
      if (clause.called) {
        const of = deedsOf(run).filter(
          (deed) => deed.capability === clause.target && isGivenSo(clause, deed),
        );
        return of.flatMap(({ began }) => began).toSorted((one, other) => one - other)[1];
      }
      const applied = deedsOf(run).filter(
        (deed) =>
          deed.capability === clause.target &&
          deed.resumed !== true &&
          deed.intent.standing === "applied" &&
          isGivenSo(clause, deed),
      );
      return applied[1]?.began[0];
    }
    case "undone": {
      const left = deedsOf(run).find(
        ({ capability, intent: { standing } }) =>
          capability === clause.target && (standing === "applied" || standing === "maybe"),
      );
      return left?.ended ?? left?.began[0];
    }
    case "within": {
      const found = evaluate(clause.duration, { read: ({ name }) => ({ unknown: [name] }) });
      const limit = "value" in found && typeof found.value === "number" ? found.value : 0;
      const late = run.events.findIndex(({ at }) => at > run.started + limit);
      return late < 0 ? undefined : late;
    }
    default:
      return undefined;
  }
}
