import { stepName } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { QuorumNode } from "@orchlang/plan/nodes";
import type { SeenCall, Trial } from "../case.ts";
import { nodeOf } from "../plan-facts.ts";
import { short, type Violation } from "../violation.ts";

/** A quorum's value has enough different voters: nobody who was asked twice counts twice. */
export function agreed(trial: Trial): readonly Violation[] {
  const { run, calls } = trial;
  const { plan } = run.file;
  return run.events.flatMap((event): readonly Violation[] => {
    if (event.t !== "Settled" || event.status !== "completed") return [];
    const { routine, node: id, site } = event.call;
    const node = nodeOf(plan, routine, id)?.node;
    if (node?.kind !== "quorum") return [];
    const place = JSON.stringify(site);
    const asked = calls.filter(
      ({ intent: { call } }) =>
        call.routine === routine && call.node === id && JSON.stringify(call.site) === place,
    );
    const saying = asked.filter(({ key }) => {
      const intent = run.state.intents.get(key);
      return intent?.outcome === "completed" && equal(intent.result ?? null, event.value ?? null);
    });
    const [twice] = saying.filter((one, index) =>
      saying.slice(0, index).some((other) => voice(one) === voice(other)),
    );
    const voices = new Set(saying.map(voice)).size;
    if (twice === undefined || voices >= node.agree || asksAgain(plan, node)) return [];
    return [
      {
        property: "agreed",
        about: `${routine}/${id}`,
        says: `${stepName(event.call)} takes what ${voices} of ${node.agree} ${voices === 1 ? "says" : "say"}: ${short(twice.capability)} is asked the same twice, and agrees with itself.`,
        expect: { kind: "expect", expects: "once", target: twice.capability, each: false },
      },
    ];
  });
}

function voice({ capability, args }: SeenCall): string {
  return `${capability} ${canonical(args)}`;
}

/** A model may be asked the same several times on purpose, since it answers otherwise: then nobody else is asked. */
function asksAgain(plan: Plan, { attempts }: QuorumNode): boolean {
  const names = new Set(attempts.map(({ target }) => ("capability" in target ? target.capability : "")));
  const [only = ""] = names;
  const kind = plan.capabilities[only]?.kind;
  return names.size === 1 && (kind === "llm" || kind === "agent");
}
