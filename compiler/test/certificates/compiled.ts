import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plan, PlanFile } from "@orchlang/plan";
import type { Obligation } from "@orchlang/plan/rules";
import { certificatesOf } from "../../src/5-plan/certificates/certificates.ts";
import { compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";

/** A plan of some program with the certificates that the compiler writes for it. */
export interface Certified {
  readonly name: string;
  readonly file: PlanFile;
}

/** Every plan and goal of the programs that a pattern finds, `/` being the repository's root. */
export function certifiedIn(...patterns: readonly string[]): readonly Certified[] {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  return files.flatMap((file) => certifiedOf(file, readFileSync(`${root}${file}`, "utf8")));
}

export function certifiedOf(name: string, text: string): readonly Certified[] {
  const result = compile({ files: ["/main.orch"], root: "/" }, memoryHost({ "/main.orch": text }));
  return result.targets.flatMap((target) => {
    const file = result.plan(target.name);
    const members = result.context(target.name);
    if (file === undefined || members === undefined) return [];
    const certificates = certificatesOf(file.plan, members);
    return [{ name: `${name}#${target.name}`, file: { ...file, certificates } }];
  });
}

/** `guardrail before`, `goal budget latency`, `capability clearance`: what kind of proof an obligation is. */
export function kindOf(plan: Plan, { source }: Obligation): string {
  if ("guardrail" in source) {
    const rule = plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
    return `guardrail ${rule?.kind}${rule?.kind === "bound" ? ` ${rule.of}` : ""}`;
  }
  if ("goal" in source) {
    const of = source.clause === "budget" ? plan.goals[source.goal]?.budget[source.index]?.of : undefined;
    return `goal ${source.clause}${of === undefined ? "" : ` ${of}`}`;
  }
  return "policy" in source ? "policy" : `${Object.keys(source)[0]} ${source.clause}`;
}
