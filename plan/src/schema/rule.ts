import type { JsonObject } from "../shapes/value.ts";
import { count, listOf, object, oneOf, oneWord, ref, tagged, text, yes } from "./build.ts";

const expression = ref("Expression");
const action = ref("Action");
const kind = (word: string) => ({ const: word });

/** `shapes/rule.ts` in JSON Schema. */
export const ruleSchemas: JsonObject = {
  Severity: oneWord("blocking", "warning", "advisory", "informational"),
  Resource: oneWord("cost", "latency", "energy", "tokens"),
  Selector: oneOf(
    object({ name: text }),
    object({ tagged: text }),
    object({ kind: text }),
    object({ any: yes }),
  ),
  Action: object(
    { selector: ref("Selector") },
    { outcome: oneWord("granted", "completed", "failed"), when: expression },
  ),
  Policy: object(
    { name: text, severity: ref("Severity"), on: listOf(ref("Selector")), verdicts: listOf(ref("Verdict")) },
    { category: text },
  ),
  Verdict: tagged(
    "kind",
    object({ kind: oneWord("deny", "allow", "warn"), when: expression }, { because: text }),
    object({ kind: kind("defer"), when: expression, within: count }, { because: text }),
    object({ kind: kind("consent"), scope: text }),
    object({ kind: kind("approval"), role: text }, { within: expression }),
    object({ kind: kind("limit"), count, per: expression }, { by: expression }),
    object({ kind: kind("record"), value: expression }),
  ),
  Guardrail: object(
    { name: text, severity: ref("Severity"), rules: listOf(ref("GuardrailRule")) },
    { category: text },
  ),
  GuardrailRule: tagged(
    "kind",
    object({ kind: kind("before"), first: action, second: action }),
    object({ kind: kind("preceded"), every: action, by: listOf(action) }),
    object({ kind: kind("followed"), every: action, by: listOf(action) }, { within: expression }),
    object({ kind: kind("atMost"), count, of: action }, { per: expression }),
    object({ kind: kind("never"), of: ref("Selector") }, { when: expression }),
    object({
      kind: kind("flow"),
      label: oneWord("public", "internal", "personal", "secret", "untrusted"),
      to: oneOf(object({ tier: ref("Tier") }), object({ selector: ref("Selector") })),
    }),
    object({ kind: kind("bound"), of: ref("Resource"), limit: expression }),
  ),
  RuleSource: oneOf(
    object({ guardrail: text, rule: count }),
    object({ policy: text, verdict: count }),
    object({ goal: text, clause: oneWord("success", "budget", "keep"), index: count }),
    object({ capability: text, clause: oneWord("ensures", "scope", "clearance"), index: count }),
    object({ step: text, clause: oneWord("endorse", "declassify", "redact", "irreversible", "held") }),
    object({ pool: text, clause: kind("demand") }),
  ),
  Obligation: object({
    id: text,
    source: ref("RuleSource"),
    rule: text,
    severity: ref("Severity"),
    verdict: oneWord("proved", "checked", "refused"),
    assumes: listOf(
      oneWord(
        "declared bounds kept",
        "no redispatch",
        "process deaths within limit",
        "undo succeeds",
        "nothing in doubt",
        "no member lost",
        "process up",
        "consent given",
        "pool not shared",
        "effect as declared",
      ),
    ),
    nodes: listOf(text),
  }),
  Check: tagged(
    "kind",
    object({ id: text, kind: kind("policy"), policy: text, verdict: count }),
    object({ id: text, kind: kind("guardrail"), guardrail: text, rule: count }),
    object({ id: text, kind: kind("consent"), scope: text }),
    object(
      {
        id: text,
        kind: kind("budget"),
        of: ref("Resource"),
        limit: expression,
        severity: ref("Severity"),
      },
      { name: text },
    ),
  ),
};
