import type { Certificate, GuardrailRule, Obligation } from "@orchlang/plan";
import { entries, type Indexed, type Program, rootsOf } from "@orchlang/plan/certificate";
import { countCertificate } from "./count.ts";
import { dominatorCertificate } from "./dominator.ts";

/** What may show an obligation, the simplest first; made one after another, as they are asked for. */
export function* candidates(program: Program, obligation: Obligation): Generator<Certificate> {
  yield { kind: "absent" };
  const { source } = obligation;
  if ("guardrail" in source) {
    const guardrail = program.plan.guardrails.find(({ name }) => name === source.guardrail);
    const rule = guardrail?.rules[source.rule];
    const roots = rootsOf(program, obligation, `guardrail ${source.guardrail} ${source.rule}`);
    if (rule !== undefined) yield* ofRule(program, roots, rule);
  }
}

function* ofRule(program: Program, roots: readonly Indexed[], rule: GuardrailRule): Generator<Certificate> {
  const claim = { program, roots };
  switch (rule.kind) {
    case "before":
      yield dominatorCertificate({ ...claim, first: [rule.first], second: rule.second });
      break;
    case "preceded":
      yield dominatorCertificate({ ...claim, first: rule.by, second: rule.every });
      break;
    case "atMost":
      yield countCertificate({ program, roots: entries(program), ...rule });
      break;
    default:
  }
}
