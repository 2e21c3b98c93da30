import type {
  About,
  Bounds,
  Capability,
  Goal,
  JsonObject,
  Label,
  Plan,
  Routine,
  RunBounds,
} from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import type { Certificates } from "@orchlang/plan/certificate";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Node } from "@orchlang/plan/nodes";

/**
 * A plan that has everything a plan can have once: each kind of node, expression, rule and check. It is typed, so
 * it can't hold what the shapes don't; a test sees to it that it leaves nothing out that they do hold.
 */
export const label: Label = { confidentiality: "internal", integrity: "trusted" };

export const bounds: Bounds = {
  cost: { best: { amount: "0.03", currency: "USD" }, worst: { value: { amount: "0.351", currency: "USD" } } },
  latency: {
    best: 60_000,
    worst: { unbounded: "`review` waits for a person" },
    parts: {
      work: { value: 1 },
      people: { unbounded: "a person" },
      timers: { value: 0 },
      queue: { value: 0 },
      unwinding: { value: 0 },
    },
  },
  energy: { best: 0, worst: { value: 3_600 } },
  tokens: { best: 0, worst: { value: 4_000 } },
};

const runBounds: RunBounds = {
  cost: { ...bounds.cost, faultless: { value: { amount: "0.1", currency: "USD" } } },
  latency: { ...bounds.latency, faultless: { value: 2 }, compensated: { unbounded: "a person" } },
  energy: { ...bounds.energy, faultless: { value: 600 } },
  tokens: { ...bounds.tokens, faultless: { value: 1_000 } },
};

export const constant = (value: string | number | boolean | null): Expression => ({ op: "constant", value });
export const input = (name: string): Expression => ({ op: "read", from: "input", name });
export const local = (name: string): Expression => ({ op: "read", from: "local", name });
export const context = (name: string): Expression => ({ op: "read", from: "context", name });
export const ofNode = (name: string): Expression => ({ op: "read", from: "node", name });
const yes = constant(true);

/** Every operator once. */
const everyOperator: Expression = {
  op: "record",
  entries: [
    { spread: { op: "record", entries: [] } },
    { name: "sum", value: { op: "call", fn: "number.add", args: [constant(1), input("count")] } },
    { name: "name", value: { op: "field", of: input("product"), name: "id", optional: true } },
    { name: "list", value: { op: "list", items: [constant("a"), constant(null)] } },
    {
      name: "mapped",
      value: {
        op: "fold",
        fn: "map",
        list: { op: "list", items: [constant(1)] },
        as: "x",
        body: { op: "call", fn: "number.negate", args: [local("x")] },
      },
    },
    { name: "flat", value: { op: "fold", fn: "flatten", list: { op: "list", items: [] } } },
    { name: "both", value: { op: "and", items: [yes, { op: "or", items: [context("occupied"), yes] }] } },
    { name: "not", value: { op: "not", of: yes } },
    { name: "if", value: { op: "if", condition: yes, yes: constant(1), no: constant(2) } },
    {
      name: "match",
      value: {
        op: "match",
        subject: input("count"),
        arms: [
          {
            patterns: [{ is: 1 }, { from: 2, to: 3 }, { present: "a", orNone: true }, { case: "a" }],
            value: constant("some"),
          },
        ],
        otherwise: constant("none"),
      },
    },
    { name: "or", value: { op: "coalesce", left: constant(null), right: ofNode("draft"), orUnknown: true } },
    { name: "none", value: { op: "isNone", of: constant(null), orUnknown: true } },
    {
      name: "text",
      value: { op: "template", parts: ["Hi ", { value: input("count"), as: "text.of_number" }] },
    },
  ],
};

const write: Capability = {
  name: "m.write",
  kind: "agent",
  params: [
    { name: "product", schema: schemas.named("m.Product"), label, trusted: true },
    { name: "tone", schema: schemas.string(), label, default: constant("plain") },
  ],
  result: { schema: schemas.record({ id: schemas.string() }), label },
  effect: { kind: "idempotent", for: constant(86_400_000) },
  cost: { op: "constant", value: { amount: "0.03", currency: "USD" } },
  latency: { op: "constant", value: 45_000, says: "45s" },
  energy: constant(1),
  tokens: constant(10),
  fails: ["throttled"],
  ensures: [{ op: "not", of: { op: "isNone", of: local("result") } }],
  scopes: ["campaign.write"],
  clearance: label,
  tiers: ["cloud"],
  uses: [{ kind: "Drone", count: 2 }],
  tags: ["writing"],
  touches: [{ entity: "Product", by: { op: "field", of: local("product"), name: "id" } }],
  undo: { capability: "m.erase", args: { id: { op: "field", of: local("result"), name: "id" } } },
  confirm: { capability: "m.erase", args: { id: constant("1") } },
  irreversible: "it is only text",
  heartbeat: constant(1_000),
  least: {
    cost: { op: "constant", value: { amount: "0", currency: "USD" } },
    latency: constant(1),
    energy: constant(0),
    tokens: constant(0),
  },
  charged: "per request",
  run: { kind: "module", path: "src/m.ts", export: "write" },
};

const erase: Capability = {
  name: "m.erase",
  kind: "service",
  params: [{ name: "id", schema: schemas.string(), label }],
  result: null,
  effect: { kind: "pure" },
  fails: [],
  ensures: [],
  scopes: [],
  clearance: label,
  tiers: [],
  uses: [],
  tags: [],
  touches: [],
  run: {
    kind: "http",
    method: "post",
    url: "https://{at}.example.com/erase",
    hosts: ["eu.example.com"],
    callback: true,
  },
};

const review: Capability = {
  ...erase,
  name: "m.review",
  kind: "human",
  params: [],
  effect: { kind: "once" },
  run: { kind: "mcp", server: "people", tool: "ask" },
  human: { role: "editor", count: 2, where: yes, show: constant("Look at this") },
  model: { role: "verifier", prompt: constant("Check this") },
};

export const attempt: Attempt = {
  target: { capability: "m.write" },
  args: { product: input("product") },
  using: {
    pool: "drones",
    nearest: constant(1),
    distance: constant(2),
    where: yes,
    count: 1,
    wait: constant(3),
    rank: 90_000.001,
  },
  options: {
    timeout: constant(60_000),
    retry: {
      times: 3,
      every: constant(1),
      backoff: { from: constant(1_000), to: constant(30_000) },
      when: yes,
    },
    undo: { capability: "m.erase", args: { id: constant("1") } },
    priority: "high",
    tier: "edge",
    accept: yes,
    attempts: { times: 2, every: constant(5) },
    cache: constant(6),
    irreversible: "accepted",
    because: "so it was said",
  },
  gate: "control",
  checks: ["c.policy", "c.rule", "c.consent", "c.budget"],
  undoChecks: ["c.rule"],
  confirmChecks: ["c.rule"],
};

const plainOptions: Pick<Attempt, "options" | "gate" | "checks"> = { options: {}, gate: "local", checks: [] };
const ask: Attempt = { target: { capability: "m.review" }, args: {}, ...plainOptions };
const rescues = [
  { when: yes, attempt: ask },
  { when: yes, block: "draft/else" },
] as const;

const nodes: readonly Node[] = [
  { kind: "call", id: "draft", block: "root", needs: [], attempt, rescues, optional: true },
  { kind: "yield", id: "yield@1", block: "draft/else", needs: [], value: constant(1) },
  { kind: "let", id: "all", block: "root", needs: [{ node: "draft", why: "data" }], value: everyOperator },
  {
    kind: "branch",
    id: "when@1",
    block: "root",
    needs: [{ node: "all", why: "order" }],
    subject: ofNode("all"),
    arms: [
      { block: "when@1/yes", condition: yes, patterns: [{ is: "a" }], as: "v" },
      { block: "when@1/else" },
    ],
  },
  { kind: "fail", id: "fail@1", block: "when@1/yes", needs: [], name: "no_eyes", message: constant("No") },
  {
    kind: "return",
    id: "return@1",
    block: "when@1/else",
    needs: [],
    value: { op: "record", entries: [{ name: "id", value: constant("1") }] },
  },
  {
    kind: "join",
    id: "text",
    block: "root",
    needs: [{ node: "when@1", why: "branch" }],
    of: ["draft", "all"],
  },
  {
    kind: "loop",
    id: "many",
    block: "root",
    needs: [{ node: "draft", why: "after" }],
    variable: "x",
    over: { kind: "list", list: { op: "list", items: [] }, atOnce: 3 },
    upTo: input("count"),
    body: "many/body",
    tolerated: constant(0.05),
    rescues: [],
    optional: true,
  },
  {
    kind: "loop",
    id: "again",
    block: "many/body",
    needs: [],
    variable: "last",
    over: { kind: "fold", from: constant(0), until: yes },
    upTo: 3,
    body: "again/body",
    rescues: [],
  },
  {
    kind: "loop",
    id: "heard",
    block: "root",
    needs: [],
    variable: "e",
    over: { kind: "occurrences", event: "m.shot", where: yes, within: constant(1), until: yes },
    upTo: 9,
    body: "heard/body",
    rescues: [],
  },
  {
    kind: "race",
    id: "first",
    block: "root",
    needs: [],
    winners: 1,
    branches: [{ name: "a", node: "pause", nothing: true }, { node: "answer" }],
    losers: "finish",
    rounds: true,
    rescues: [],
    optional: true,
  },
  {
    kind: "wait",
    id: "pause",
    block: "root",
    needs: [],
    for: { kind: "duration", duration: constant(1) },
    rescues: [],
    optional: true,
  },
  {
    kind: "wait",
    id: "till",
    block: "root",
    needs: [],
    for: { kind: "instant", instant: constant("2026-12-01T10:00:00.000Z") },
    rescues: [],
  },
  {
    kind: "wait",
    id: "quiet",
    block: "root",
    needs: [],
    for: { kind: "condition", condition: context("occupied"), held: constant(1), within: constant(2) },
    rescues: [],
  },
  {
    kind: "wait",
    id: "answer",
    block: "root",
    needs: [],
    for: { kind: "occurrence", event: "m.shot", next: true, where: yes, within: constant(2) },
    rescues: [],
  },
  {
    kind: "quorum",
    id: "agreed",
    block: "root",
    needs: [],
    agree: 1,
    attempts: [ask, { target: { goal: "m.launch" }, args: { product: input("product") }, ...plainOptions }],
    rescues: [],
    optional: true,
  },
  {
    kind: "hold",
    id: "with@1",
    block: "root",
    needs: [],
    variable: "d",
    pick: { pool: "drones", count: input("count") },
    from: constant("2026-12-01T10:00:00Z"),
    for: constant(1),
    body: "with@1/body",
    otherwise: "with@1/else",
  },
  { kind: "emit", id: "emit@1", block: "root", needs: [], event: "m.shot", fields: { place: constant("a") } },
];

const main: Routine = {
  name: "m.main",
  params: [
    { name: "product", schema: schemas.named("m.Product"), label },
    { name: "count", schema: schemas.int({ min: 1, max: 9 }), label, default: constant(3) },
  ],
  result: { schema: schemas.record({ id: schemas.string() }), label },
  priority: "normal",
  timeout: constant(1_800_000),
  fails: ["no_eyes"],
  overlap: { mode: "queue", by: input("product"), upTo: 3 },
  nodes,
  blocks: [
    {
      id: "root",
      nodes: nodes.filter(({ block }) => block === "root").map(({ id }) => id),
    },
    { id: "draft/else", owner: "draft", nodes: ["yield@1"] },
    { id: "when@1/yes", owner: "when@1", nodes: ["fail@1"] },
    { id: "when@1/else", owner: "when@1", nodes: ["return@1"] },
    { id: "many/body", owner: "many", nodes: ["again"] },
    { id: "again/body", owner: "again", nodes: [] },
    { id: "heard/body", owner: "heard", nodes: [] },
    { id: "with@1/body", owner: "with@1", nodes: [] },
    { id: "with@1/else", owner: "with@1", nodes: [] },
    { id: "finally", nodes: [] },
  ],
  root: "root",
  finally: "finally",
  bounds: runBounds,
  criticalPath: ["draft", "all"],
  nodeBounds: { draft: bounds },
};

const launch: Routine = {
  name: "m.launcher",
  params: [{ name: "product", schema: schemas.named("m.Product"), label }],
  result: null,
  achieves: "m.launch",
  priority: "critical",
  fails: [],
  nodes: [
    {
      kind: "call",
      id: "send",
      block: "root",
      needs: [],
      attempt: {
        target: { routine: "m.sender" },
        args: {},
        ...plainOptions,
      },
      rescues: [],
    },
  ],
  blocks: [{ id: "root", nodes: ["send"] }],
  root: "root",
  bounds: runBounds,
  criticalPath: [],
  nodeBounds: {},
};

const sender: Routine = {
  name: "m.sender",
  params: [],
  result: null,
  priority: "info",
  fails: [],
  nodes: [
    {
      kind: "race",
      id: "sent",
      block: "root",
      needs: [],
      winners: 1,
      branches: [{ node: "sent.do" }, { node: "sent.until" }],
      settles: true,
      losers: "cancel",
      rescues: [],
    },
    { kind: "branch", id: "sent.do", block: "sent/do", needs: [], arms: [{ block: "sent.do/do" }] },
    { kind: "branch", id: "sent.until", block: "sent/until", needs: [], arms: [{ block: "sent.until/do" }] },
    {
      kind: "wait",
      id: "until@1",
      block: "sent.until/do",
      needs: [],
      for: { kind: "occurrence", event: "m.shot", next: false },
      rescues: [],
    },
    {
      kind: "let",
      id: "after",
      block: "sent.until/do",
      needs: [{ node: "until@1", why: "order" }],
      value: constant(1),
    },
  ],
  blocks: [
    { id: "root", nodes: ["sent"] },
    { id: "sent/do", owner: "sent", nodes: ["sent.do"] },
    { id: "sent.do/do", owner: "sent.do", nodes: [] },
    { id: "sent/until", owner: "sent", nodes: ["sent.until"] },
    { id: "sent.until/do", owner: "sent.until", nodes: ["until@1", "after"] },
  ],
  root: "root",
  bounds: runBounds,
  criticalPath: [],
  nodeBounds: {},
};

const goal: Goal = {
  name: "m.launch",
  params: [{ name: "product", schema: schemas.named("m.Product"), label }],
  result: null,
  intents: ["launch it"],
  success: [{ says: "It is out", when: yes }],
  budget: [{ of: "cost", limit: { op: "constant", value: { amount: "1", currency: "USD" } } }],
  optimize: "balanced",
  keep: [{ label: "personal", at: "device" }],
  fails: [],
  alternatives: ["m.launcher"],
};

const byName = { name: "m.write" };

const shot: EventDeclaration = {
  name: "m.shot",
  fields: [
    { name: "level", schema: schemas.int(), label, trusted: true, default: constant(1) },
    { name: "height", schema: schemas.int(), label, units: { km: { by: 1_000, plus: 0 } } },
  ],
  category: "seen",
  priority: "high",
  sources: ["shots"],
  dedupe: { within: constant(1), by: constant("a") },
  joins: [{ event: "m.shot", as: "first" }],
  within: constant(1),
  near: { first: constant("a"), second: constant("b"), within: constant(1) },
  by: constant("a"),
  where: yes,
  late: constant(1),
  emit: constant(1),
};

export const samplePlan: Plan = {
  semantics: 1,
  entry: "m.main",
  routines: { "m.main": main, "m.launcher": launch, "m.sender": sender },
  goals: { "m.launch": goal },
  capabilities: { "m.write": write, "m.erase": erase, "m.review": review },
  schemas: { "m.Product": schemas.record({ id: schemas.string(), price: schemas.money("USD") }) },
  roles: { editor: { clearance: "personal" } },
  pools: { drones: { kind: "Drone", size: 4 } },
  events: { "m.shot": shot as unknown as JsonObject },
  policies: [
    {
      name: "m.hours",
      category: "privacy",
      severity: "advisory",
      on: [byName, { tagged: "writing" }, { kind: "agent" }, { any: true }],
      verdicts: [
        { kind: "deny", when: yes, because: "it is night" },
        { kind: "allow", when: yes },
        { kind: "warn", when: context("occupied") },
        { kind: "consent", scope: "campaign.write" },
        { kind: "approval", role: "editor", within: constant(1) },
        { kind: "limit", count: 3, per: constant(1), by: yes },
        { kind: "record", value: local("args") },
      ],
    },
  ],
  guardrails: [
    {
      name: "m.reviewed",
      category: "operational",
      severity: "blocking",
      rules: [
        { kind: "before", first: { selector: byName, outcome: "granted" }, second: { selector: byName } },
        { kind: "preceded", every: { selector: byName }, by: [{ selector: byName, outcome: "completed" }] },
        {
          kind: "followed",
          every: { selector: byName, when: yes },
          by: [{ selector: byName, outcome: "failed" }],
          within: constant(1),
        },
        { kind: "atMost", count: 2, of: { selector: byName }, per: constant(1) },
        { kind: "never", of: byName, when: yes },
        { kind: "flow", label: "untrusted", to: { tier: "cloud" } },
        { kind: "flow", label: "secret", to: { selector: byName } },
        { kind: "bound", of: "latency", limit: constant(1) },
      ],
    },
  ],
  obligations: [
    obligation("o1", { guardrail: "m.reviewed", rule: 0 }, "proved"),
    obligation("o2", { policy: "m.hours", verdict: 0 }, "checked"),
    obligation("o3", { goal: "m.launch", clause: "success", index: 0 }, "refused"),
    obligation("o4", { goal: "m.launch", clause: "budget", index: 0 }, "checked"),
    obligation("o5", { goal: "m.launch", clause: "keep", index: 0 }, "checked"),
    obligation("o6", { capability: "m.write", clause: "ensures", index: 0 }, "checked"),
    obligation("o7", { capability: "m.write", clause: "scope", index: 0 }, "checked"),
    obligation("o8", { capability: "m.write", clause: "clearance", index: 0 }, "checked"),
    obligation("o9", { pool: "m.vans", clause: "demand" }, "checked"),
    ...(["endorse", "declassify", "redact", "irreversible", "held"] as const).map((clause) =>
      obligation(clause, { step: "draft", clause }, "checked"),
    ),
  ],
  checks: {
    "c.policy": { id: "c.policy", kind: "policy", policy: "m.hours", verdict: 6 },
    "c.rule": { id: "c.rule", kind: "guardrail", guardrail: "m.reviewed", rule: 7 },
    "c.consent": { id: "c.consent", kind: "consent", scope: "campaign.write" },
    "c.budget": {
      id: "c.budget",
      kind: "budget",
      name: "c",
      of: "energy",
      limit: constant(1),
      severity: "warning",
    },
  },
  bounds: runBounds,
  manifest: {
    scopes: ["campaign.write"],
    labels: ["public", "internal", "personal", "secret"],
    tiers: ["device", "edge", "cloud"],
    pools: ["drones"],
    capabilities: ["m.erase", "m.review", "m.write"],
    humans: ["editor"],
    failures: ["no_eyes"],
    addresses: ["example.com"],
    untrusted: ["m.main/draft.product"],
  },
  signals: {
    "m.heat": {
      name: "m.heat",
      schema: { type: "number" },
      label: { confidentiality: "internal", integrity: "trusted" },
      family: [{ name: "room", members: ["hall", "kitchen"] }],
      domain: "climate",
      sources: ["sensor.heat"],
      fuse: "noisy_or",
      fresh: constant(30_000),
      decay: constant(0.1),
      history: constant(86_400_000),
      units: { C: { by: 1, plus: 273.15 }, K: { by: 1 } },
    },
  },
  flags: {
    "m.hot": {
      name: "m.hot",
      label: { confidentiality: "internal", integrity: "trusted" },
      family: [{ name: "room", members: ["hall", "kitchen"] }],
      value: yes,
      confidence: constant(0.7),
      hold: constant(60_000),
    },
  },
  coverage: {
    paths: 3,
    guarded: 2,
    capabilities: [
      {
        capability: "m.write",
        risks: ["once", "tagged", "labelled"],
        paths: 3,
        guarded: 2,
        rules: ["m.reviewed"],
        uncovered: [["m.main/draft"]],
      },
    ],
  },
  settings: {
    zone: "Europe/Berlin",
    currency: "USD",
    engine: "device",
    clearances: { device: "secret", edge: "personal", cloud: "internal" },
    journalClearance: "personal",
    limits: { redispatch: 3, rebind: 2, grace: 5_000, deaths: 1 },
  },
};

export const sampleAbout: About = {
  compiler: "0.1.0",
  files: { "m.orch": "0".repeat(64) },
  map: { "m.main/draft": { file: "m.orch", start: 0, end: 12, line: 1 } },
  docs: { "m.main": 'Says "hello" → and é.' },
  evidence: { o1: "it stands before" },
  choices: { "m.wanted": [{ plan: "m.main", tried: true, because: "the only one" }] },
};

export const sampleCertificates: Certificates = {
  format: "orch.certificates/2",
  of: {
    o1: { kind: "order", points: ["m.main/draft!", "m.main/mind"] },
    o2: { kind: "figures", figures: { "m.main": { begun: 1, held: 2 } } },
    o3: { kind: "figures", figures: { "m.main": { spent: 1, again: 1, undoing: 0 } } },
    o4: { kind: "labels", labels: { "m.main#text": 11 }, kinds: { "m.Member": 1 } },
    o5: { kind: "evident" },
    o6: {
      kind: "response",
      by: { "m.main/draft": "mind" },
      figures: { "m.main": { lasts: 1_000, undoing: 0 } },
    },
  },
};

function obligation(
  id: string,
  source: Plan["obligations"][number]["source"],
  verdict: Plan["obligations"][number]["verdict"],
): Plan["obligations"][number] {
  return {
    id,
    source,
    rule: "reviewed",
    severity: "informational",
    verdict,
    assumes: [
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
    ],
    nodes: ["m.main/draft"],
  };
}
