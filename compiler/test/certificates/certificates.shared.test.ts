import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkCertificates } from "@orchlang/plan/certificate";
import { expect, test } from "vitest";
import { certifiedOf, kindOf } from "./compiled.ts";

/* What others have written: each certificate is verified, and what has none is counted by kind. */

const cwd = join(process.env.SHARED ?? "", "programs");
const all = globSync("*.orch", { cwd })
  .sort()
  .flatMap((name) => certifiedOf(name, readFileSync(join(cwd, name), "utf8")));

test("the programs", () => {
  const missing: Record<string, number> = {};
  expect(all).not.toEqual([]);
  for (const { file } of all) {
    const report = checkCertificates(file);
    expect(report.rejected).toEqual([]);
    for (const obligation of file.plan.obligations)
      if (report.missing.includes(obligation.id)) {
        const kind = kindOf(file.plan, obligation);
        missing[kind] = (missing[kind] ?? 0) + 1;
      }
  }
  expect(missing).toEqual({});
});
