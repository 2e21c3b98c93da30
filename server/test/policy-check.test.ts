import { expect, test } from "vitest";
import { permission } from "../src/policy-check.ts";

/* What the verdicts of policies come to for one action. */

type Judged = Parameters<typeof permission>[0][number];

const judged = (
  kind: Judged["kind"],
  holds: Judged["holds"],
  severity: Judged["severity"] = "blocking",
): Judged => ({
  kind,
  holds,
  severity,
  verdict: kind,
});

test.each<readonly [string, readonly Judged[], ReturnType<typeof permission>]>([
  ["nothing", [], { allowed: true, needs: [] }],
  ["a denial", [judged("deny", false)], { allowed: false, needs: [] }],
  ["a denial that only warns", [judged("deny", false, "warning")], { allowed: true, needs: [] }],
  ["a warning", [judged("warn", false)], { allowed: true, needs: [] }],
  ["a denial that is unknown", [judged("deny", "unknown")], { allowed: "unknown", needs: [] }],
  ["a deferral, which only lets it wait", [judged("defer", false)], { allowed: true, needs: ["defer"] }],
  ["a deferral that may hold", [judged("defer", "unknown")], { allowed: true, needs: ["defer"] }],
  ["a deferral that is over", [judged("defer", true)], { allowed: true, needs: [] }],
  [
    "a deferral beside a denial",
    [judged("defer", false), judged("deny", false)],
    { allowed: false, needs: ["defer"] },
  ],
  ["an approval", [judged("approval", true)], { allowed: true, needs: ["approval"] }],
  ["no permission", [judged("allow", false)], { allowed: false, needs: [] }],
  ["one permission of two", [judged("allow", false), judged("allow", true)], { allowed: true, needs: [] }],
  ["a consent that is missing", [judged("consent", false)], { allowed: false, needs: ["consent"] }],
])("%s", (_, verdicts, found) => {
  expect(permission(verdicts)).toEqual(found);
});
