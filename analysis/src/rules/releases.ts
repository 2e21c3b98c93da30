import { type Finding, nodeName } from "./finding.ts";
import type { Run } from "./run.ts";

/** Every `redact`, `declassify` and `endorse`: a label that an author took away, for a reviewer to see. */
export function releaseFindings(run: Run): readonly Finding[] {
  return run.reached.flatMap((routine) =>
    routine.tree.all.flatMap((located) =>
      (located.statement.releases ?? []).map((release, index) => {
        const name = nodeName(routine, located);
        const from = `${release.from.confidentiality} ${release.from.integrity}`;
        const to = `${release.to.confidentiality} ${release.to.integrity}`;
        const because = release.because === undefined ? "" : `: ${release.because}`;
        return {
          obligation: {
            id: `${release.kind} ${name} ${index}`,
            source: { step: name, clause: release.kind },
            rule: `${release.kind} at ${located.id}`,
            severity: "informational" as const,
            verdict: "proved" as const,
            assumes: [],
            nodes: [name],
          },
          evidence: `${from} becomes ${to}${because}`,
          gates: [],
          diagnostics: [],
        };
      }),
    ),
  );
}
