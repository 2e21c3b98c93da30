import type { LabelsCertificate, RoutineLabels } from "@orchlang/plan";
import { Flow, type LabelClaim, merge, reached } from "@orchlang/plan/certificate";

const nothing: RoutineLabels = {
  params: {},
  result: { confidentiality: "public" },
  called: { confidentiality: "public" },
  ends: { confidentiality: "public" },
  fails: { confidentiality: "public" },
  nodes: {},
  variables: {},
};

/** The least labels beyond which nothing leads: each pass adds what follows, until nothing more does. */
export function labelsCertificate(claim: LabelClaim, kinds: LabelsCertificate["kinds"]): LabelsCertificate {
  const scope = reached(claim.program, claim.roots);
  let routines: Record<string, RoutineLabels> = {};
  for (const { routine } of scope) {
    const empty = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, nothing.result]));
    const nodes = routine.nodes.map(({ id }) => id);
    const params = routine.params.map(({ name }) => name);
    const named = routine.nodes.filter(({ kind }) => kind === "loop" || kind === "hold").map(({ id }) => id);
    routines[routine.name] = {
      ...nothing,
      params: empty(params),
      nodes: empty(nodes),
      variables: empty(named),
    };
  }
  for (let before = ""; before !== JSON.stringify(routines); ) {
    before = JSON.stringify(routines);
    const flow = new Flow(claim.program, { kind: "labels", routines, kinds }, !("cleared" in claim.to));
    const next: Record<string, RoutineLabels> = {};
    for (const within of scope) {
      const old = routines[within.routine.name] ?? nothing;
      next[within.routine.name] = joined(old, flow.step(within, scope));
    }
    routines = next;
  }
  return { kind: "labels", routines, kinds };
}

function joined(old: RoutineLabels, more: RoutineLabels): RoutineLabels {
  const each = (part: "params" | "nodes" | "variables") =>
    Object.fromEntries(
      Object.entries(more[part]).map(([name, shape]) => {
        const before = old[part][name];
        return [name, before === undefined ? shape : merge([before, shape])];
      }),
    );
  return {
    params: each("params"),
    nodes: each("nodes"),
    variables: each("variables"),
    result: merge([old.result, more.result]),
    called: merge([old.called, more.called]),
    ends: merge([old.ends, more.ends]),
    fails: merge([old.fails, more.fails]),
  };
}
