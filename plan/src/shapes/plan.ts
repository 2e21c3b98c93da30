import type { Capability, Parameter } from "./capability.ts";
import type { Certificates } from "./certificate.ts";
import type { Flag, Signal } from "./context.ts";
import type { Expression } from "./expression.ts";
import type { Block, BlockId, Node, NodeId, Priority } from "./node.ts";
import type { Check, Guardrail, Obligation, Policy, Resource } from "./rule.ts";
import type { Confidentiality, JsonObject, Label, Milliseconds, Money, Schema, Tier } from "./value.ts";

/** The document that `orch compile` writes (semantics, rule 54). */
export interface PlanFile {
  readonly format: "orch.plan/1";
  /** `sha256:` and 64 hex digits: the hash of `plan` in canonical JSON (RFC 8785). */
  readonly id: PlanId;
  readonly plan: Plan;
  readonly about: About;
  /** Why each obligation that is proved is, for {@link checkCertificates}; no part of what `id` names. */
  readonly certificates?: Certificates;
}

export type PlanId = `sha256:${string}`;

/** Everything that decides what a run may do. Two plans with the same bytes here are the same plan. */
export interface Plan {
  /** The version of the semantics it is to be run by. */
  readonly semantics: 1;
  /** The entry: the qualified name of a routine or goal below, such as `marketing.campaign.launch`. */
  readonly entry: string;
  readonly routines: Readonly<Record<string, Routine>>;
  readonly goals: Readonly<Record<string, Goal>>;
  readonly capabilities: Readonly<Record<string, Capability>>;
  /** Named types, as `#/$defs/<name>` in every schema of the plan. */
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly roles: Readonly<Record<string, { readonly clearance: Confidentiality }>>;
  readonly pools: Readonly<Record<string, JsonObject>>;
  /** That its routines emit or wait for, and what fusions among them join. */
  readonly events: Readonly<Record<string, JsonObject>>;
  /** That it reads, itself or by way of flags: what `quiet_hours` means is approved with the plan. */
  readonly signals: Readonly<Record<string, Signal>>;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly policies: readonly Policy[];
  readonly guardrails: readonly Guardrail[];
  readonly obligations: readonly Obligation[];
  /** By id. */
  readonly checks: Readonly<Record<string, Check>>;
  /** The bounds of the entry. */
  readonly bounds: RunBounds;
  readonly manifest: Manifest;
  readonly coverage: Coverage;
  readonly settings: Settings;
}

/** Everything that a run may reach. Every list is sorted. */
export interface Manifest {
  readonly scopes: readonly string[];
  readonly labels: readonly Confidentiality[];
  readonly tiers: readonly Tier[];
  readonly pools: readonly string[];
  readonly capabilities: readonly string[];
  readonly humans: readonly string[];
  readonly failures: readonly string[];
  /** Hosts of `http` handlers and names of `mcp` servers. */
  readonly addresses: readonly string[];
  /** `routine/node.parameter` where text of strangers or models reaches an effect. */
  readonly untrusted: readonly string[];
}

export interface Settings {
  /** IANA zone of `.hour .time .date`. */
  readonly zone: string;
  readonly currency: string;
  /** The tier of calls without `at`. */
  readonly engine: Tier;
  readonly clearances: Readonly<Record<Tier, Confidentiality>>;
  readonly journalClearance: Confidentiality;
  readonly limits: {
    readonly redispatch: number;
    readonly rebind: number;
    readonly grace: Milliseconds;
    /** How many deaths of a process the bounds of a run cover; left out, they cover none. */
    readonly deaths?: number;
  };
}

/** Information for readers that does not change a run. */
export interface About {
  readonly compiler: string;
  /** Source files by path, with the hash of their normalised text. */
  readonly files: Readonly<Record<string, string>>;
  /** `routine` or `routine/node` to where it is written: UTF-16 offsets, and lines from 1. */
  readonly map: Readonly<Record<string, SourceMark>>;
  readonly docs: Readonly<Record<string, string>>;
  /** Why each obligation ended as it did, by its id, in words. */
  readonly evidence: Readonly<Record<string, string>>;
  /** By its id, a way through the plan that shows why an obligation ended so: its points and edges in order, in words. */
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  /** How the plans of each goal were weighed: those that are tried, in order, then those that are not. */
  readonly choices: Readonly<Record<string, readonly Weighed[]>>;
}

/** A plan beside the others that achieve the same goal. */
export interface Weighed {
  readonly plan: string;
  /** True if it is among the goal's alternatives. */
  readonly tried: boolean;
  /** The measure by which it was ranked, or why it is not tried, in words. */
  readonly because: string;
}

export interface SourceMark {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** A plan of the language, ready to run: its nodes by id, the blocks they stand in, the order between them. */
export interface Routine {
  readonly name: string;
  readonly params: readonly Parameter[];
  readonly result: { readonly schema: Schema; readonly label: Label } | null;
  readonly achieves?: string;
  readonly priority: Priority;
  readonly timeout?: Expression;
  readonly fails: readonly string[];
  readonly overlap?: {
    readonly mode: "skip" | "queue" | "replace" | "allow";
    readonly by?: Expression;
    readonly upTo?: number;
  };
  /** In source order. */
  readonly nodes: readonly Node[];
  readonly blocks: readonly Block[];
  readonly root: BlockId;
  readonly finally?: BlockId;
  readonly bounds: RunBounds;
  /** Worst-case longest path, by name. */
  readonly criticalPath: readonly NodeId[];
  /** Bounds of single nodes, all their attempts counted. */
  readonly nodeBounds: Readonly<Record<NodeId, Bounds>>;
}

/** A goal: its contract, and the routines that fulfil it, best first (at most three). */
export interface Goal {
  readonly name: string;
  readonly params: readonly Parameter[];
  readonly result: { readonly schema: Schema; readonly label: Label } | null;
  readonly intents: readonly string[];
  /** Conditions read the parameters and `result`. */
  readonly success: readonly { readonly says: string; readonly when: Expression }[];
  readonly budget: readonly { readonly of: Resource; readonly limit: Expression }[];
  readonly optimize: "privacy" | "cost" | "latency" | "comfort" | "balanced";
  readonly keep: readonly { readonly label: Confidentiality; readonly at: Tier }[];
  readonly fails: readonly string[];
  readonly alternatives: readonly string[];
}

/** An upper bound, or none with the reason in the user's words. */
export type Limit<T> = { readonly value: T } | { readonly unbounded: string };

/** From what every run uses to what none exceeds (semantics, rule 42). */
export interface Range<T> {
  readonly best: T;
  readonly worst: Limit<T>;
}

/** The bounds of a whole run. */
export interface RunRange<T> extends Range<T> {
  /** The maximum over runs in which nothing fails, is denied, late or lost. */
  readonly faultless?: Limit<T>;
}

/** Latency is five parts, shown apart; their worst cases need not fall together. Milliseconds. */
export interface LatencyParts {
  readonly work: Limit<Milliseconds>;
  readonly people: Limit<Milliseconds>;
  readonly timers: Limit<Milliseconds>;
  readonly queue: Limit<Milliseconds>;
  readonly unwinding: Limit<Milliseconds>;
}

/** Bounds of a node or a routine. Energy in joules. */
export interface Bounds {
  readonly cost: Range<Money>;
  readonly latency: Range<Milliseconds> & { readonly parts: LatencyParts };
  readonly energy: Range<number>;
  readonly tokens: Range<number>;
}

/** Bounds of a whole run. The worst case covers as many deaths of a process as `limits.deaths` in the settings says. */
export interface RunBounds {
  readonly cost: RunRange<Money>;
  readonly latency: RunRange<Milliseconds> & {
    readonly parts: LatencyParts;
    /** The worst case of a run that is undone in the end, undoing included. */
    readonly compensated?: Limit<Milliseconds>;
  };
  readonly energy: RunRange<number>;
  readonly tokens: RunRange<number>;
}

/** On how many of the paths to risky calls a rule stands guard. */
export interface Coverage {
  /** The ways to all that is risky, counted together; of 0 nothing is uncovered. */
  readonly paths: number;
  readonly guarded: number;
  /** By name. */
  readonly capabilities: readonly CapabilityCoverage[];
}

/** A capability counts as risky for its `once` effect, its tags, or data above `internal` that it takes or gives. */
export type Risk = "once" | "tagged" | "labelled";

/**
 * The ways to one capability: each chain of calls from the entry down to an attempt of it, handlers included. A way is
 * guarded where a blocking guardrail or policy that can refuse the call, or demands something after it, is for it.
 */
export interface CapabilityCoverage {
  readonly capability: string;
  readonly risks: readonly Risk[];
  readonly paths: number;
  readonly guarded: number;
  /** The rules that guard any of its ways, by qualified name. */
  readonly rules: readonly string[];
  /** Ways without a guard, as `routine/node` from the entry down; the first few of them. */
  readonly uncovered: readonly (readonly string[])[];
}
