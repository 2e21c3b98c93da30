import type { Certificate, GuardrailRule, LabelsCertificate, Obligation } from "@orchlang/plan";
import {
  boundClaim,
  entries,
  type Indexed,
  isKept,
  labelClaim,
  latencyClaim,
  type Program,
  rootsOf,
} from "@orchlang/plan/certificate";
import { boundCertificate, latencyCertificate } from "./bound.ts";
import { countCertificate, demandCertificate } from "./count.ts";
import { dominatorCertificate } from "./dominator.ts";
import { labelsCertificate } from "./labels.ts";

/** What may show an obligation, the simplest first; made one after another, as they are asked for. */
export function* candidates(
  program: Program,
  obligation: Obligation,
  kinds: LabelsCertificate["kinds"],
): Generator<Certificate> {
  yield { kind: "absent" };
  const flow = labelClaim(program, obligation);
  if (flow !== undefined) yield labelsCertificate(flow, kinds);
  const bound = boundClaim(program, obligation);
  const figures = bound && boundCertificate(bound);
  if (figures !== undefined) yield figures;
  const { source } = obligation;
  const held = "step" in source && source.clause === "held" ? source.step.split("/")[0] : undefined;
  const routine = held === undefined ? undefined : program.routines.get(held);
  const timed = latencyClaim(program, obligation)?.roots;
  const lasting = timed
    ? latencyCertificate(program, timed)
    : routine && latencyCertificate(program, [routine], "below");
  if (lasting !== undefined) yield lasting;
  if ("step" in source) yield { kind: "stated" };
  if ("pool" in source) yield demandCertificate({ program, roots: entries(program), pool: source.pool });
  yield { kind: "decided" };
  if ("guardrail" in source) {
    const guardrail = program.plan.guardrails.find(({ name }) => name === source.guardrail);
    const rule = guardrail?.rules[source.rule];
    const roots = rootsOf(program, obligation, `guardrail ${source.guardrail} ${source.rule}`);
    if (rule !== undefined) yield* ofRule(program, roots, rule, isKept(obligation));
  }
}

function* ofRule(
  program: Program,
  roots: readonly Indexed[],
  rule: GuardrailRule,
  kept: boolean,
): Generator<Certificate> {
  const claim = { program, roots };
  switch (rule.kind) {
    case "before":
      yield dominatorCertificate({ ...claim, first: [rule.first], second: rule.second });
      break;
    case "preceded":
      yield dominatorCertificate({ ...claim, first: rule.by, second: rule.every });
      break;
    case "atMost":
      yield countCertificate({ program, roots: entries(program), kept, ...rule });
      break;
    default:
  }
}
