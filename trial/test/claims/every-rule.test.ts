import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { planFileSchema } from "@orchlang/plan";
import type { GuardrailRule } from "@orchlang/plan/rules";
import { expect, test } from "vitest";
import type { ClaimKind, Subject } from "../../src/claim.ts";
import { claimsOf, monitors } from "../../src/monitors.ts";
import { declared } from "./declared.ts";
import { allProved, subjectOf } from "./play.ts";

/*
 * A rule that no monitor holds against runs could be proved wrongly for ever: the trial would find nothing. So a kind of
 * rule that is new needs a line here, and a monitor.
 */
const rules: Readonly<Record<GuardrailRule["kind"], readonly [rule: string, claim: ClaimKind]>> = {
  before: ["look before send", "order"],
  preceded: ["every send preceded by look", "order"],
  followed: ["every book followed by send", "response"],
  atMost: ["at most 2 send", "count"],
  never: ["never unbook", "never"],
  flow: ["never personal to send", "flow"],
  bound: ["cost <= $5", "cost"],
};

test("the rules are those of the plan file", () => {
  expect(Object.keys(rules).toSorted()).toEqual(kindsOfSchema().toSorted());
});

test.each(Object.entries(rules))("a proof of `%s` is held against runs", (kind, [rule, claim]) => {
  const subject = subjectOf(`${declared}plan p(n: Int in 1..3) {
step l = look(n)
step b = book(n) { after l }
step s = send(n) { after b }
}
guardrail g advisory { ${rule} }
`);
  expect(subject.file.plan.guardrails[0]?.rules[0]?.kind).toBe(kind);
  const claims = (of: Subject) => claimsOf(of).filter((one) => one.kind === claim).length;
  expect(claims(allProved(subject))).toBeGreaterThan(claims(noneProved(subject)));
});

// Two monitors may make claims of one kind, so the claims do not show that one is missing.
test("every monitor that is written is held against runs", () => {
  const folder = fileURLToPath(new URL("../../src/claims/", import.meta.url));
  const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(`${folder}${file}`, "utf8"));
  const written = texts.flatMap((text) =>
    [...text.matchAll(/^export const (\w+): Monitor =/gmu)].map(([, name]) => name),
  );
  expect(monitors.map(({ name }) => name).toSorted()).toEqual(written.toSorted());
});

function noneProved(subject: Subject): Subject {
  const { plan } = allProved(subject).file;
  const obligations = plan.obligations.map((each) => ({ ...each, verdict: "checked" as const }));
  return { ...subject, file: { ...subject.file, plan: { ...plan, obligations } } };
}

function kindsOfSchema(): readonly string[] {
  const { GuardrailRule } = planFileSchema.$defs as unknown as {
    readonly GuardrailRule: {
      readonly oneOf: readonly { readonly properties: { readonly kind: { readonly const: string } } }[];
    };
  };
  return GuardrailRule.oneOf.map(({ properties }) => properties.kind.const);
}
