import { shortName } from "@orchlang/analysis";
import type { PlanFile, Routine } from "@orchlang/plan";
import type { Obligation } from "@orchlang/plan/rules";
import type { PlanView, Preview, RuleView } from "./model.ts";
import { rowsOf } from "./rows.ts";
import { assumptionsText } from "./words.ts";

/** The contents of `orch plan` for a plan file. */
export function previewOf(file: PlanFile): Preview {
  const { plan } = file;
  const goal = plan.goals[plan.entry];
  const first =
    goal === undefined || plan.routines[plan.entry] !== undefined ? [plan.entry] : goal.alternatives;
  const others = Object.keys(plan.routines).filter((name) => !first.includes(name));
  const rules = plan.obligations.filter(isRule);
  return {
    name: shortName(plan.entry),
    kind: plan.routines[plan.entry] === undefined ? "goal" : "plan",
    routines: [...first, ...others],
    id: file.id,
    bounds: plan.bounds,
    deaths: plan.settings.limits.deaths ?? 0,
    plans: [...first, ...others].flatMap((name) => {
      const routine = plan.routines[name];
      return routine === undefined ? [] : [planView(file, routine)];
    }),
    manifest: plan.manifest,
    rules: rules.map((obligation) => ruleView(file, obligation)),
    duties: plan.obligations.filter((obligation) => !isRule(obligation)).map((each) => ruleView(file, each)),
    untrusted: untrustedWords(file),
    coverage: plan.coverage,
    choices: Object.entries(file.about.choices)
      .filter(([, plans]) => plans.length > 1)
      .map(([name, plans]) => ({ goal: shortName(name), plans })),
  };
}

/** True if an author wrote the rule; all others are requirements of capabilities and steps themselves. */
export function isRule({ source }: Obligation): boolean {
  return "guardrail" in source || "policy" in source || "goal" in source;
}

function planView({ plan }: PlanFile, routine: Routine): PlanView {
  const rows = rowsOf(plan, routine);
  return {
    name: shortName(routine.name),
    ...(routine.achieves === undefined ? {} : { achieves: shortName(routine.achieves) }),
    bounds: routine.bounds,
    steps: stepsIn(routine),
    criticalPath: routine.criticalPath,
    rows: rows.root,
    finally: rows.finally,
  };
}

/** How many steps it has, those of all sides counted. */
export function stepsIn({ nodes }: Routine): number {
  return nodes.filter(({ kind, id }) => steplike.has(kind) && !id.includes("@")).length;
}

const steplike: ReadonlySet<string> = new Set(["call", "loop", "race", "quorum", "wait"]);

function ruleView(file: PlanFile, obligation: Obligation): RuleView {
  const { id, severity, verdict, nodes, assumes } = obligation;
  // A rule for each plan of a goal is listed for each.
  const of = / in (\S+)$/.exec(id)?.[1];
  const rule = of === undefined ? obligation.rule : `${obligation.rule} (${shortName(of)})`;
  const evidence = file.about.evidence[id] ?? "";
  return { rule, severity, verdict, evidence, assumes: assumptionsText(file.plan, assumes), nodes };
}

/** `schedule_campaign.draft`: what text of strangers or models is given to. */
function untrustedWords({ plan }: PlanFile): readonly string[] {
  const words = plan.manifest.untrusted.map((entry) => {
    const slash = entry.lastIndexOf("/");
    const rest = entry.slice(slash + 1);
    const dot = rest.lastIndexOf(".");
    const node = plan.routines[entry.slice(0, slash)]?.nodes.find(({ id }) => id === rest.slice(0, dot));
    const target =
      node?.kind === "call" && "capability" in node.attempt.target ? node.attempt.target.capability : rest;
    return `${shortName(target)}.${rest.slice(dot + 1)}`;
  });
  return [...new Set(words)];
}
