import type { RunBounds } from "./bounds.ts";
import type { Capability } from "./capability.ts";
import type { Certificates } from "./certificate.ts";
import type { Flag, Signal } from "./context.ts";
import type { Coverage } from "./coverage.ts";
import type { JsonObject, Schema } from "./json.ts";
import type { Confidentiality, Tier } from "./label.ts";
import type { Goal, Routine } from "./routine.ts";
import type { Check, Guardrail, Obligation, Policy } from "./rule.ts";
import type { Milliseconds } from "./value.ts";

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
  /** Whether it is among the goal's alternatives. */
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
