import type { Plan } from "@orchlang/plan";
import type { SimulatedRun } from "@orchlang/runtime/simulator";
import type { Monitor, Played } from "../../claim.ts";
import { type Act, actsOf, placeAt } from "../acts.ts";
import { hasClosed, outsideRules } from "../assumptions.ts";
import type { Call, EventOf, RunEvent } from "../journal.ts";
import { covers, nodesAround, routineOf } from "../layout.ts";
import { factClaim, first } from "./fact.ts";

/** `X stays`, `is not taken back`; and that nothing else stays where a failure takes back what was done (rule 46a). */
export const standing: Monitor = ({ file: { plan, about } }) => [
  ...plan.obligations
    .filter((each) => "step" in each.source && each.source.clause === "irreversible")
    .map(({ id, nodes }) => {
      const evidence = about.evidence[id] ?? "";
      // Of a step and its handlers it may be one only that nothing takes back.
      const only = /: (\S+) has no undo/u.exec(evidence)?.[1];
      return factClaim({
        says: `${id}: ${evidence}`,
        contradicts: (run) => takenBack(run, new Set(nodes), only),
      });
    }),
  factClaim({
    says: "nothing but what the plan file lists stays when what is around it fails",
    outside: (played) => outsideRules(played) ?? leftOpen(played),
    contradicts: (run) => leftStanding(run, listed(plan)),
  }),
];

function listed({ obligations }: Plan): ReadonlySet<string> {
  return new Set(
    obligations.flatMap(({ source, nodes }) =>
      "step" in source && source.clause === "irreversible" ? nodes : [],
    ),
  );
}

function nodeName({ routine, node }: Call): string {
  return `${routineOf(routine)}/${node}`;
}

function takenBack(
  run: SimulatedRun,
  nodes: ReadonlySet<string>,
  only: string | undefined,
): string | undefined {
  const byKey = new Map(actsOf(run).map((act) => [act.key, act] as const));
  return first(actsOf(run), ({ role, of, name, begins }) => {
    const target = role === "undo" ? byKey.get(of) : undefined;
    const [begin] = begins;
    if (target === undefined || begin === undefined) return undefined;
    if (only !== undefined && target.name !== only && !target.name.endsWith(`.${only}`)) return undefined;
    const node = nodeName(placeAt(target, begin.seq));
    return nodes.has(node) ? `${name} takes ${node} back at event ${begin.seq}` : undefined;
  });
}

/** A run that waits for an operator is not over, and one that was told to keep what it did has. */
function leftOpen({ run }: Played): string | undefined {
  if (!hasClosed(run)) return "the run is not over";
  const spared = (event: RunEvent): boolean =>
    event.t === "Doubted" ||
    event.t === "Ordered" ||
    (event.t === "Closed" && event.abandoned !== undefined) ||
    (event.t === "Told" && event.say.say === "holdLost");
  return run.events.some(spared) ? "something was left open" : undefined;
}

function leftStanding(run: SimulatedRun, stays: ReadonlySet<string>): string | undefined {
  const { plan } = run.file;
  const stopped = run.events.flatMap((event, seq) => (event.t === "Unwinding" ? [{ event, seq }] : []));
  return first(stopped, ({ event, seq }) =>
    first(actsOf(run), (act) => {
      const call = placeAt(act, seq);
      if (!isEffect(plan, act) || act.undone !== undefined) return undefined;
      // Of what a called plan does it may be said at the step that calls it.
      if (nodesAround(plan, call).some(({ name }) => stays.has(name))) return undefined;
      if (!covers(plan, event.region, call) || isInHandler(event, act, seq)) return undefined;
      return `${nodeName(call)} was done and stays, though what is around it was taken back at event ${seq}`;
    }),
  );
}

function isEffect(plan: Plan, { role, name, end }: Act): boolean {
  const capability = plan.capabilities[name];
  return (
    role === "do" &&
    end?.status === "completed" &&
    capability !== undefined &&
    capability.kind !== "human" &&
    capability.effect.kind !== "pure"
  );
}

/** A handler stands in for what is taken back: it begins later, and is no part of that. */
function isInHandler({ region }: EventOf<"Unwinding">, { begins }: Act, seq: number): boolean {
  return region.node !== undefined && (begins[0]?.seq ?? seq) > seq;
}
