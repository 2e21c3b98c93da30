import type { JsonObject } from "../shapes/value.ts";
import {
  bool,
  count,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  oneWord,
  ref,
  tagged,
  text,
  yes,
} from "./build.ts";

const expression = ref("Expression");
const countOrExpression = oneOf(count, expression);
const kind = (word: string) => ({ const: word });
const rescues = listOf(ref("Rescue"));

function node(
  name: string,
  required: Readonly<Record<string, JsonObject>>,
  optional: Readonly<Record<string, JsonObject>> = {},
): JsonObject {
  return object(
    { kind: kind(name), id: text, block: text, needs: listOf(ref("Need")), ...required },
    optional,
  );
}

/** `shapes/node.ts` in JSON Schema. */
export const nodeSchemas: JsonObject = {
  Priority: oneWord("critical", "high", "normal", "low", "info"),
  Block: object({ id: text, nodes: listOf(text) }, { owner: text }),
  Need: object({ node: text, why: oneWord("data", "after", "order", "branch") }),
  Retry: object(
    { times: count },
    { every: expression, backoff: object({ from: expression, to: expression }), when: expression },
  ),
  AttemptOptions: object(
    {},
    {
      timeout: expression,
      retry: ref("Retry"),
      undo: ref("CallReference"),
      priority: ref("Priority"),
      tier: ref("Tier"),
      accept: expression,
      attempts: object({ times: count }, { every: expression }),
      cache: expression,
      irreversible: text,
      because: text,
    },
  ),
  Attempt: object(
    {
      target: ref("Target"),
      args: mapOf(expression),
      options: ref("AttemptOptions"),
      gate: oneWord("local", "control"),
      checks: listOf(text),
    },
    { using: ref("Pick"), undoChecks: listOf(text), confirmChecks: listOf(text) },
  ),
  Rescue: oneOf(
    object({ attempt: ref("Attempt") }, { when: expression }),
    object({ block: text }, { when: expression }),
  ),
  Pick: object(
    { pool: text },
    {
      nearest: expression,
      distance: expression,
      where: expression,
      at: listOf(oneWord("privacy", "cost", "latency", "energy", "reliability")),
      count: countOrExpression,
      wait: expression,
      rank: number,
    },
  ),
  LoopSource: tagged(
    "kind",
    object({ kind: kind("list"), list: expression, atOnce: countOrExpression }),
    object({ kind: kind("fold"), from: expression }, { until: expression }),
    object(
      { kind: kind("occurrences"), event: text },
      { where: expression, within: expression, until: expression },
    ),
  ),
  WaitedFor: tagged(
    "kind",
    object({ kind: kind("duration"), duration: expression }),
    object({ kind: kind("instant"), instant: expression }),
    object({ kind: kind("condition"), condition: expression }, { held: expression, within: expression }),
    object({ kind: kind("occurrence"), event: text, next: bool }, { where: expression, within: expression }),
    object({ kind: kind("while"), condition: expression }),
  ),
  Node: tagged(
    "kind",
    node("call", { attempt: ref("Attempt"), rescues }, { optional: yes }),
    node("let", { value: expression }),
    node(
      "branch",
      {
        arms: listOf(
          object({ block: text }, { condition: expression, patterns: listOf(ref("Pattern")), as: text }),
        ),
      },
      { subject: expression },
    ),
    node("join", { of: listOf(text) }),
    node(
      "loop",
      { variable: text, over: ref("LoopSource"), upTo: countOrExpression, body: text, rescues },
      { tolerated: expression, optional: yes },
    ),
    node(
      "race",
      {
        winners: count,
        branches: listOf(object({ node: text }, { name: text, nothing: yes })),
        losers: oneWord("cancel", "finish"),
        rescues,
      },
      { rounds: yes, settles: yes, optional: yes },
    ),
    node(
      "quorum",
      { agree: count, attempts: listOf(ref("Attempt")), rescues },
      { rounds: yes, optional: yes },
    ),
    node("wait", { for: ref("WaitedFor"), rescues }, { optional: yes }),
    node(
      "hold",
      { variable: text, pick: ref("Pick"), for: expression, body: text },
      { from: expression, otherwise: text },
    ),
    node("emit", { event: text, fields: mapOf(expression) }),
    node("return", { value: expression }),
    node("yield", { value: expression }),
    node("fail", { message: expression }, { name: text }),
    node("commit", {}),
  ),
  Routine: object(
    {
      name: text,
      params: listOf(ref("Parameter")),
      result: ref("Result"),
      priority: ref("Priority"),
      fails: listOf(text),
      nodes: listOf(ref("Node")),
      blocks: listOf(ref("Block")),
      root: text,
      bounds: ref("RunBounds"),
      criticalPath: listOf(text),
      nodeBounds: mapOf(ref("Bounds")),
    },
    {
      achieves: text,
      timeout: expression,
      overlap: object(
        { mode: oneWord("skip", "queue", "replace", "allow") },
        { by: expression, upTo: count },
      ),
      finally: text,
    },
  ),
  Goal: object({
    name: text,
    params: listOf(ref("Parameter")),
    result: ref("Result"),
    intents: listOf(text),
    success: listOf(object({ says: text, when: expression })),
    budget: listOf(object({ of: ref("Resource"), limit: expression })),
    optimize: oneWord("privacy", "cost", "latency", "comfort", "balanced"),
    keep: listOf(object({ label: ref("Confidentiality"), at: ref("Tier") })),
    fails: listOf(text),
    alternatives: listOf(text),
  }),
};
