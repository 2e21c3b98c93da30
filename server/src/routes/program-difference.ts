import type { JsonObject, PlanFile } from "@orchlang/plan";
import { type Difference, differenceOf, findingKinds, renderDifference } from "@orchlang/presentation";
import type { Context } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { servedVersions } from "../program-versions.ts";
import type { Route } from "../route.ts";
import { flag, list, oneOf, record, text } from "../schemas.ts";
import { planNamed } from "./workflows.ts";

const step = record(
  {
    kind: oneOf("added", "removed", "changed", "renamed"),
    plan: text,
    node: text,
    title: { ...text, description: "of a statement without a name" },
    key: { ...text, description: "its node in the graph; of one that was removed, in the earlier graph" },
    what: { ...list(text), description: "of a new or removed one: its callee and bounds" },
    says: list(text),
  },
  ["title"],
);
const bound = record(
  {
    of: oneOf("cost", "time", "energy", "tokens"),
    end: oneOf("best", "worst"),
    from: text,
    to: text,
    direction: oneOf("up", "down"),
    by: text,
    within: { ...list(text), description: "proved limits that it still keeps" },
  },
  ["by"],
);
const reach = record({
  kind: oneOf("gained", "lost"),
  of: oneOf(
    ...["scope", "data", "tier", "resource", "person", "failure", "address", "untrusted text", "capability"],
  ),
  name: text,
});
const rule = record({
  kind: oneOf("added", "lost", "weakened", "strengthened", "changed"),
  rule: text,
  says: text,
  nodes: list(text),
});
const duty = record({ kind: oneOf("added", "lost", "changed"), duty: text, says: text, releases: flag });
const declaration = record({ of: text, says: text, weaker: flag });

/** Two versions of a plan or goal, by their meaning. */
export const programDifferenceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/programs/:program/difference",
    operation: "compareVersions",
    summary:
      "The difference of two versions of a plan or goal by its meaning: steps, bounds, reach, rules, duties",
    group: "workflows",
    role: "viewer",
    params: record({ program: text }),
    query: record(
      {
        from: { ...text, description: "a version's plan; left out: the one before `to`" },
        to: { ...text, description: "left out: the version that is served" },
      },
      ["from", "to"],
    ),
    reply: record(
      {
        name: text,
        was: { ...text, description: "its name before" },
        from: text,
        to: text,
        text: { ...text, description: "all of it, as `orch plan --against` prints it" },
        steps: list(step),
        bounds: list(bound),
        reach: list(reach),
        rules: list(rule),
        duties: list(duty),
        declarations: list(declaration),
        findings: list(record({ kind: oneOf(...findingKinds), because: text })),
      },
      ["was"],
    ),
    handle: async (context, { by, params, query }) => {
      const served = planNamed(context.program, by, params.program ?? "");
      const plans = [
        ...new Set(servedVersions(context.orchestrator, served.plan.entry).map(({ plan }) => plan)),
      ];
      const to = typeof query.to === "string" ? query.to : served.id;
      const from = typeof query.from === "string" ? query.from : (plans[plans.indexOf(to) + 1] ?? to);
      const earlier = await versionOf(context, served, plans, from);
      const difference = differenceOf(earlier, await versionOf(context, served, plans, to));
      return { body: view(difference) };
    },
  },
];

/** Only versions of this program: a plan's hash gives nobody access to another one. */
async function versionOf(
  { journal }: Context,
  served: PlanFile,
  plans: readonly string[],
  wanted: string,
): Promise<PlanFile> {
  if (wanted === served.id) return served;
  const known = plans.find((plan) => plan === wanted);
  if (known === undefined)
    throw new ProblemError(
      404,
      "unknown_version",
      "This program had no such version; `faults` lists those it had.",
      plans,
    );
  const file = await journal.planFile(known as PlanFile["id"]);
  if ("refused" in file)
    throw new ProblemError(
      404,
      "version_not_kept",
      "The journal has no plan file of this version: it was served by an older release of orch.",
    );
  return file;
}

function view(difference: Difference): JsonObject {
  return {
    ...(JSON.parse(JSON.stringify(difference)) as JsonObject),
    text: renderDifference(difference, { width: 100 }),
  };
}
