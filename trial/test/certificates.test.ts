import { certificatesOf } from "@orchlang/compiler";
import { checkCertificates, type Plan } from "@orchlang/plan";
import { expect, test } from "vitest";
import { compileText } from "../src/compile.ts";
import { drawProgram } from "../src/program/draw.ts";
import { themeNames } from "../src/program/themes.ts";

/*
 * The checker of certificates against programs that nobody wrote: it rejects nothing that the compiler shows, and a rule
 * that the compiler refuses gets no certificate even where its plan file says that it is proved.
 */

const seeds = Array.from({ length: 20 }, (_, at) => 3_000 + at);

/** Refused rules are noted and stop nothing, so that there is a plan file; nothing else starts the plans. */
function lenient(text: string): string {
  return text.replaceAll(/guardrail (\w+)(\s*:\s*\w+(\s+\w+)?)?\s*\{/g, "guardrail $1 : x warning {");
}

test.each(themeNames)("of %s", (theme) => {
  for (const seed of seeds) {
    const text = drawProgram({ seed, theme });
    for (const each of [text, lenient(text)]) {
      const result = compileText(each);
      for (const { name } of result.targets) {
        const file = result.plan(name);
        const members = result.context(name);
        if (file === undefined || members === undefined) continue;
        const shown = checkCertificates({ ...file, certificates: certificatesOf(file.plan, members) });
        expect(shown.rejected).toEqual([]);
        // What triggers and goals bring along stands in no plan file.
        if (/^(trigger|goal) /m.test(each)) continue;
        const claimed = refusedAsProved(file.plan);
        const certificates = certificatesOf(claimed, members);
        expect({ seed, certificates }).toEqual({ seed, certificates: {} });
      }
    }
  }
});

function refusedAsProved(plan: Plan): Plan {
  const refused = plan.obligations.filter(({ verdict }) => verdict === "refused");
  return { ...plan, obligations: refused.map((each) => ({ ...each, verdict: "proved" as const })) };
}
