import { certificatesFormat } from "../shapes/certificate.ts";
import type { JsonObject } from "../shapes/value.ts";
import {
  anything,
  bool,
  count,
  listOf,
  mapOf,
  matching,
  number,
  object,
  oneOf,
  oneWord,
  ref,
  tagged,
  text,
  yes,
} from "./build.ts";
import { capabilitySchemas } from "./capability.ts";
import { nodeSchemas } from "./node.ts";
import { ruleSchemas } from "./rule.ts";

const op = (word: string) => ({ const: word });
const expression = ref("Expression");

/** `shapes/expression.ts` in JSON Schema. */
const expressionSchemas: JsonObject = {
  Expression: tagged(
    "op",
    object({ op: op("constant"), value: anything }, { says: text }),
    object({ op: op("read"), from: oneWord("input", "node", "local", "context"), name: text }),
    object({ op: op("field"), of: expression, name: text }, { optional: yes }),
    object({ op: op("record"), entries: listOf(ref("RecordEntry")) }),
    object({ op: op("list"), items: listOf(expression) }),
    object({ op: op("call"), fn: text, args: listOf(expression) }),
    object({ op: op("fold"), fn: text, list: expression }, { as: text, body: expression }),
    object({ op: oneWord("and", "or"), items: listOf(expression) }),
    object({ op: op("not"), of: expression }),
    object({ op: op("if"), condition: expression, yes: expression, no: expression }),
    object(
      { op: op("match"), subject: expression, arms: listOf(ref("MatchArm")) },
      { otherwise: expression },
    ),
    object({ op: op("coalesce"), left: expression, right: expression }, { orUnknown: yes }),
    object({ op: op("isNone"), of: expression }, { orUnknown: yes }),
    object({ op: op("template"), parts: listOf(ref("TemplatePart")) }),
  ),
  RecordEntry: oneOf(object({ name: text, value: expression }), object({ spread: expression })),
  MatchArm: object({ patterns: listOf(ref("Pattern")), value: expression }),
  Pattern: oneOf(
    object({ is: anything }),
    object({ from: anything, to: anything }),
    object({ present: text }, { orNone: yes }),
    object({ case: text }),
  ),
  TemplatePart: oneOf(text, object({ value: expression, as: matching("^text\\.of_") })),
};

/** `shapes/context.ts` in JSON Schema. */
const contextSchemas: JsonObject = {
  FamilyIndex: listOf(object({ name: text, members: listOf(text) })),
  Signal: object(
    { name: text, schema: ref("Schema"), label: ref("Label"), sources: listOf(text) },
    {
      family: ref("FamilyIndex"),
      domain: text,
      fuse: oneWord("latest", "any", "all", "majority", "median", "mean", "min", "max", "sum", "noisy_or"),
      fresh: expression,
      decay: expression,
      history: expression,
      units: mapOf(ref("ReadingUnit")),
    },
  ),
  ReadingUnit: object({ by: number }, { plus: number }),
  Flag: object(
    { name: text, label: ref("Label"), value: expression },
    { family: ref("FamilyIndex"), confidence: expression, hold: expression },
  ),
  EventDeclaration: object(
    { name: text, fields: listOf(ref("EventField")) },
    {
      category: text,
      priority: ref("Priority"),
      sources: listOf(text),
      dedupe: object({ within: expression }, { by: expression }),
      joins: listOf(object({ event: text, as: text })),
      within: expression,
      near: object({ first: expression, second: expression, within: expression }),
      by: expression,
      where: expression,
      late: expression,
      emit: expression,
    },
  ),
  EventField: object(
    { name: text, schema: ref("Schema"), label: ref("Label") },
    { trusted: yes, default: expression, units: mapOf(ref("ReadingUnit")) },
  ),
};

const kind = (word: string) => ({ const: word });

/** `shapes/certificate.ts` in JSON Schema. */
const certificateSchemas: JsonObject = {
  Certificates: object({ format: { const: certificatesFormat }, of: mapOf(ref("Certificate")) }),
  Figures: mapOf(
    object({}, { begun: number, spent: number, again: number, lasts: number, undoing: number, held: number }),
  ),
  Certificate: tagged(
    "kind",
    object({ kind: kind("order"), points: listOf(text) }),
    object({ kind: kind("response"), by: mapOf(text), figures: ref("Figures") }),
    object({ kind: kind("labels"), labels: mapOf(number), kinds: mapOf(number) }),
    object({ kind: kind("figures"), figures: ref("Figures") }),
    object({ kind: kind("evident") }),
  ),
};

function limit(value: JsonObject): JsonObject {
  return oneOf(object({ value }), object({ unbounded: text }));
}

function range(value: JsonObject): Readonly<Record<string, JsonObject>> {
  return { best: value, worst: limit(value) };
}

const boundsSchemas: JsonObject = {
  LatencyParts: object({
    work: limit(number),
    people: limit(number),
    timers: limit(number),
    queue: limit(number),
    unwinding: limit(number),
  }),
  Bounds: object({
    cost: object(range(ref("Money"))),
    latency: object({ ...range(number), parts: ref("LatencyParts") }),
    energy: object(range(number)),
    tokens: object(range(number)),
  }),
  RunBounds: object({
    cost: object(range(ref("Money")), { faultless: limit(ref("Money")) }),
    latency: object(
      { ...range(number), parts: ref("LatencyParts") },
      { faultless: limit(number), compensated: limit(number) },
    ),
    energy: object(range(number), { faultless: limit(number) }),
    tokens: object(range(number), { faultless: limit(number) }),
  }),
};

const planSchemas: JsonObject = {
  Manifest: object({
    scopes: listOf(text),
    labels: listOf(ref("Confidentiality")),
    tiers: listOf(ref("Tier")),
    pools: listOf(text),
    capabilities: listOf(text),
    humans: listOf(text),
    failures: listOf(text),
    addresses: listOf(text),
    untrusted: listOf(text),
  }),
  Coverage: object({ paths: count, guarded: count, capabilities: listOf(ref("CapabilityCoverage")) }),
  CapabilityCoverage: object({
    capability: text,
    risks: listOf(oneWord("once", "tagged", "labelled")),
    paths: count,
    guarded: count,
    rules: listOf(text),
    uncovered: listOf(listOf(text)),
  }),
  Settings: object({
    zone: text,
    currency: matching("^[A-Z]{3}$"),
    engine: ref("Tier"),
    clearances: object({
      device: ref("Confidentiality"),
      edge: ref("Confidentiality"),
      cloud: ref("Confidentiality"),
    }),
    journalClearance: ref("Confidentiality"),
    limits: object({ redispatch: count, rebind: count, grace: number }, { deaths: count }),
  }),
  Plan: object({
    semantics: { const: 1 },
    entry: text,
    routines: mapOf(ref("Routine")),
    goals: mapOf(ref("Goal")),
    capabilities: mapOf(ref("Capability")),
    schemas: mapOf(ref("Schema")),
    roles: mapOf(object({ clearance: ref("Confidentiality") })),
    pools: mapOf({ type: "object" }),
    events: mapOf(ref("EventDeclaration")),
    signals: mapOf(ref("Signal")),
    flags: mapOf(ref("Flag")),
    policies: listOf(ref("Policy")),
    guardrails: listOf(ref("Guardrail")),
    obligations: listOf(ref("Obligation")),
    checks: mapOf(ref("Check")),
    bounds: ref("RunBounds"),
    manifest: ref("Manifest"),
    coverage: ref("Coverage"),
    settings: ref("Settings"),
  }),
  SourceMark: object({ file: text, start: count, end: count, line: count }),
  Weighed: object({ plan: text, tried: bool, because: text }),
  About: object(
    {
      compiler: text,
      files: mapOf(text),
      map: mapOf(ref("SourceMark")),
      docs: mapOf(text),
      evidence: mapOf(text),
      choices: mapOf(listOf(ref("Weighed"))),
    },
    { paths: mapOf(listOf(text)) },
  ),
};

/** JSON Schema (draft 2020-12) of a plan file, `orch.plan/1`. `orch.plan.schema.json` is this, written out. */
export const planFileSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:orch:plan:1",
  title: "An orch plan file",
  ...object(
    {
      format: { const: "orch.plan/1" },
      id: matching("^sha256:[0-9a-f]{64}$"),
      plan: ref("Plan"),
      about: ref("About"),
    },
    { certificates: ref("Certificates") },
  ),
  $defs: {
    ...planSchemas,
    ...boundsSchemas,
    ...nodeSchemas,
    ...capabilitySchemas,
    ...ruleSchemas,
    ...expressionSchemas,
    ...contextSchemas,
    ...certificateSchemas,
  },
};
