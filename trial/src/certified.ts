import { type CompileResult, certificatesOf } from "@orchlang/compiler";
import { checkCertificates } from "@orchlang/plan/certificate";
import type { Subject } from "./claim.ts";
import { subjectsOf } from "./compile.ts";

/**
 * The same program with rules that stop nothing: a rule that is refused is noted, and no gate keeps a run from breaking it.
 * Triggers are left out, since a plan file does not say what starts it, and no certificate is about that.
 */
export function lenient(text: string): string {
  return text
    .replaceAll(/^trigger .*\n/gmu, "")
    .replaceAll(/guardrail (\w+)(\s*:\s*\w+(\s+\w+)?)?\s*\{/g, "guardrail $1 : x warning {");
}

/**
 * The subjects of a program in which exactly those rules are called proved that a certificate shows, whatever the analyses
 * say of them: so the checker is tried alone.
 *
 * @throws where a certificate that the compiler writes is rejected.
 */
export function certifiedSubjects(text: string, compiled: CompileResult): readonly Subject[] {
  return subjectsOf(text, compiled).map((subject) => {
    const { file, entry } = subject;
    const members = compiled.context(entry);
    const claimed = file.plan.obligations.map((each) => ({ ...each, verdict: "proved" as const }));
    const plan = { ...file.plan, obligations: claimed };
    const certificates = members === undefined ? undefined : certificatesOf(plan, members);
    const { verified, rejected } = checkCertificates({ plan, ...(certificates && { certificates }) });
    const [first] = rejected;
    if (first !== undefined)
      throw new Error(`a certificate is rejected: ${first.obligation}: ${first.because}`);
    const obligations = claimed.map((each) =>
      verified.includes(each.id) ? each : { ...each, verdict: "checked" as const },
    );
    return { ...subject, file: { ...file, plan: { ...plan, obligations } } };
  });
}
