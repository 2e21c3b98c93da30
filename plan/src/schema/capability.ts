import type { JsonObject } from "../shapes/value.ts";
import { count, listOf, mapOf, object, oneOf, oneWord, orNull, ref, tagged, text, yes } from "./build.ts";

const expression = ref("Expression");
const kind = (word: string) => ({ const: word });

/** `shapes/{value,capability}.ts` in JSON Schema. */
export const capabilitySchemas: JsonObject = {
  Confidentiality: oneWord("public", "internal", "personal", "secret"),
  Tier: oneWord("device", "edge", "cloud"),
  Label: object({ confidentiality: ref("Confidentiality"), integrity: oneWord("trusted", "untrusted") }),
  Money: object({
    amount: { type: "string", pattern: "^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$" },
    currency: { type: "string", pattern: "^[A-Z]{3}$" },
  }),
  Schema: { type: ["object", "boolean"] },
  Parameter: object(
    { name: text, schema: ref("Schema"), label: ref("Label") },
    { trusted: { enum: [true, "value"] }, default: expression },
  ),
  Result: orNull(object({ schema: ref("Schema"), label: ref("Label") })),
  CallReference: object({ capability: text, args: mapOf(expression) }),
  Capability: object(
    {
      name: text,
      kind: oneWord("tool", "agent", "service", "llm", "human"),
      params: listOf(ref("Parameter")),
      result: ref("Result"),
      effect: tagged(
        "kind",
        object({ kind: kind("pure") }),
        object({ kind: kind("idempotent") }, { for: expression }),
        object({ kind: kind("once") }),
      ),
      fails: listOf(text),
      ensures: listOf(expression),
      scopes: listOf(text),
      clearance: ref("Label"),
      tiers: listOf(ref("Tier")),
      uses: listOf(object({ kind: text, count })),
      tags: listOf(text),
      touches: listOf(object({ entity: text, by: expression })),
    },
    {
      cost: expression,
      latency: expression,
      energy: expression,
      tokens: expression,
      least: object({}, { cost: expression, latency: expression, energy: expression, tokens: expression }),
      charged: { const: "per request" },
      undo: ref("CallReference"),
      confirm: ref("CallReference"),
      irreversible: text,
      heartbeat: expression,
      run: tagged(
        "kind",
        object({ kind: kind("module"), path: text, export: text }),
        object({ kind: kind("http"), method: text, url: text }, { hosts: listOf(text), callback: yes }),
        object({ kind: kind("mcp"), server: text, tool: text }),
      ),
      human: object({ role: text, count, show: expression }, { where: expression }),
      model: object({ role: text, prompt: expression }),
    },
  ),
  Target: oneOf(object({ capability: text }), object({ routine: text }), object({ goal: text })),
};
