import type { Obligation, PlanFile, Routine } from "@orchlang/plan";
import { listed, shortName } from "../4-analyse/words.ts";
import type { PlanView, Preview, RuleView } from "./model.ts";
import { rowsOf } from "./rows.ts";

/** What `orch plan` shows of a plan file. */
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
    id: file.id,
    bounds: plan.bounds,
    plans: [...first, ...others].flatMap((name) => {
      const routine = plan.routines[name];
      return routine === undefined ? [] : [planView(file, routine)];
    }),
    manifest: plan.manifest,
    rules: rules.map((obligation) => ruleView(file, obligation)),
    duties: plan.obligations.filter((obligation) => !isRule(obligation)).map((each) => ruleView(file, each)),
    untrusted: untrustedWords(file),
  };
}

function isRule({ source }: Obligation): boolean {
  return "guardrail" in source || "policy" in source || "goal" in source;
}

function planView({ plan }: PlanFile, routine: Routine): PlanView {
  const rows = rowsOf(plan, routine);
  const steps = routine.nodes.filter(({ kind, id }) => steplike.has(kind) && !id.includes("@"));
  return {
    name: shortName(routine.name),
    ...(routine.achieves === undefined ? {} : { achieves: shortName(routine.achieves) }),
    bounds: routine.bounds,
    steps: steps.length,
    criticalPath: routine.criticalPath,
    rows: rows.root,
    finally: rows.finally,
  };
}

const steplike: ReadonlySet<string> = new Set(["call", "loop", "race", "quorum", "wait"]);

function ruleView(file: PlanFile, obligation: Obligation): RuleView {
  const { id, rule, severity, verdict, nodes } = obligation;
  return { rule, severity, verdict, evidence: file.about.evidence[id] ?? "", nodes };
}

/** "draft reaches schedule_campaign.draft": the argument that carries it, and what it is given to. */
function untrustedWords({ plan }: PlanFile): readonly string[] {
  const byCapability = new Map<string, string[]>();
  for (const entry of plan.manifest.untrusted) {
    const slash = entry.lastIndexOf("/");
    const routine = plan.routines[entry.slice(0, slash)];
    const rest = entry.slice(slash + 1);
    const dot = rest.lastIndexOf(".");
    const node = routine?.nodes.find(({ id }) => id === rest.slice(0, dot));
    const target =
      node?.kind === "call" && "capability" in node.attempt.target ? node.attempt.target.capability : rest;
    const known = byCapability.get(target) ?? [];
    known.push(`\`${rest.slice(dot + 1)}\``);
    byCapability.set(target, known);
  }
  return [...byCapability].map(
    ([capability, names]) => `reaches ${shortName(capability)} as ${listed(names)}`,
  );
}
