import type { Json } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Policy, Verdict } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor } from "../../claim.ts";
import { type Act, actsOf, type Begin, placeAt } from "../acts.ts";
import { outsideRules } from "../assumptions.ts";
import { routineOf } from "../layout.ts";
import { selects } from "../rules.ts";
import { startOf, type Truth, truthOf, withArgs } from "../truth.ts";
import { factClaim, first } from "./fact.ts";

/** A policy that is proved never denies, and always allows, what it decides about. */
export const policies: Monitor = ({ file: { plan } }) =>
  plan.obligations.flatMap(({ id, source, verdict, nodes }) => {
    if (verdict !== "proved" || !("policy" in source)) return [];
    const policy = plan.policies.find(({ name }) => name === source.policy);
    const decides = policy?.verdicts[source.verdict];
    if (policy === undefined || decides === undefined || !isDecidable(decides)) return [];
    const places = new Set(nodes);
    return [
      factClaim({
        says: `${id} is proved`,
        outside: outsideRules,
        contradicts: (run) =>
          first(actsOf(run), (act) =>
            first(act.begins, (begin) => denied(run, policy, decides, places, act, begin)),
          ),
      }),
    ];
  });

/** No call begins while a policy defers it, proved or not. */
export const deferrals: Monitor = ({ file: { plan } }) =>
  plan.policies.flatMap((policy) =>
    policy.verdicts.flatMap((verdict, index) => {
      if (verdict.kind !== "defer" || policy.severity !== "blocking") return [];
      const id = `policy ${policy.name} ${index}`;
      const places = new Set(
        plan.obligations.flatMap((obligation) => (obligation.id === id ? obligation.nodes : [])),
      );
      return [
        factClaim({
          says: `${id} defers`,
          contradicts: (run) =>
            first(actsOf(run), (act) =>
              first(act.begins, (begin) => denied(run, policy, verdict, places, act, begin)),
            ),
        }),
      ];
    }),
  );

type Decidable = Extract<Verdict, { kind: "deny" | "defer" | "allow" | "warn" }>;

/** A condition about the chosen member can't be read from the events of a beginning. */
function isDecidable(verdict: Verdict): verdict is Decidable {
  if (!("when" in verdict)) return false;
  return freeReads(verdict.when).every(({ name }) => name !== "resource");
}

function denied(
  run: SimulatedRun,
  policy: Policy,
  verdict: Decidable,
  places: ReadonlySet<string>,
  act: Act,
  begin: Begin,
): string | undefined {
  const call = placeAt(act, begin.seq);
  if (act.role === "undo" || act.role === "confirm") return undefined;
  if (!places.has(`${routineOf(call.routine)}/${call.node}`)) return undefined;
  if (!policy.on.some((selector) => selects(run.file.plan, selector, act.name))) return undefined;
  const truth = truthAt(run, verdict.when, act, begin);
  if (verdict.kind === "allow" ? truth === true || isAllowed(run, act, begin) : truth === false)
    return undefined;
  // A `warn` with an unknown condition reports nothing.
  if (verdict.kind === "warn" && truth === "unknown") return undefined;
  const when = truth === "unknown" ? "is not known" : truth ? "holds" : "does not hold";
  return `${act.name} began at event ${begin.seq}, where the condition ${when}`;
}

/** If several policies allow, at least one has to (semantics, rule 13). */
function isAllowed(run: SimulatedRun, act: Act, begin: Begin): boolean {
  return run.file.plan.policies
    .filter(({ on }) => on.some((selector) => selects(run.file.plan, selector, act.name)))
    .some(({ verdicts }) =>
      verdicts.some((one) => one.kind === "allow" && truthAt(run, one.when, act, begin) === true),
    );
}

function truthAt(run: SimulatedRun, condition: Expression, act: Act, begin: Begin): Truth {
  const start = startOf(run);
  const { routine, node } = placeAt(act, begin.seq);
  const locals: Record<string, Json> = {
    ...withArgs(act),
    step: { name: node, attempt: act.begins.indexOf(begin) + 1, capability: act.name },
    run: {
      id: start?.run ?? "",
      plan: routine,
      started: formatInstant(start?.at ?? run.started),
      input: start?.input ?? null,
    },
    user: start?.user ?? null,
  };
  return truthOf(run, condition, begin, locals);
}
