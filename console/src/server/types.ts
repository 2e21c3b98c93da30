import type { Json, JsonObject, Limit, Money } from "@orchlang/plan";

/* The shapes of the API that the console reads. Times are ms since 1970, durations ms. */

export interface Waiting {
  readonly step: string;
  readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "operator";
  readonly why?: string;
  readonly role?: string;
  readonly until?: number;
  readonly pool?: string;
  readonly event?: string;
  readonly about?: "doubt" | "undo" | "debt";
  readonly orders?: readonly { readonly order: string; readonly step?: string }[];
}

/** The worst case of what is still to come. */
export interface Remaining {
  readonly time: Limit<number>;
  /** If all of it is undone in the end. */
  readonly compensated: Limit<number>;
  readonly cost: Limit<Money>;
}

export interface Progress {
  readonly done: number;
  readonly all: number;
}

export interface RunSummary {
  readonly run: string;
  readonly entry: string;
  readonly plan: string;
  readonly started: number;
  readonly events: number;
  readonly status: string;
  readonly attention: boolean;
  readonly paused: boolean;
  readonly waiting: readonly Waiting[];
  readonly progress?: Progress;
  readonly remaining?: Remaining;
}

export interface RunsPage {
  readonly runs: readonly RunSummary[];
  readonly next?: string;
  readonly total: number;
}

export interface Failure {
  readonly class: string;
  readonly name: string;
  readonly message: string;
}

export interface RunStep {
  readonly step: string;
  readonly capability?: string;
  readonly status: string;
  readonly standing: "none" | "maybe" | "applied" | "undone";
  readonly attempts: number;
  readonly began: number;
  readonly ended?: number;
  readonly value?: Json;
  readonly failure?: Failure;
  readonly cost: readonly Money[];
}

export interface Run extends RunSummary {
  /** The last event that is folded in. */
  readonly at: number;
  readonly ended?: number;
  readonly input?: JsonObject;
  readonly value?: Json;
  readonly failure?: Failure;
  readonly steps: readonly RunStep[];
  readonly spent: { readonly cost: readonly Money[]; readonly energy: number; readonly tokens: number };
}

export interface TimelineEntry {
  readonly type: string;
  readonly at?: number;
  readonly seq?: number;
  readonly step?: string;
  readonly output?: Json;
  readonly status?: string;
  readonly failure?: Failure;
  readonly duration?: number;
}

export interface Timeline {
  readonly run: string;
  readonly entries: readonly TimelineEntry[];
}

export interface NodeState {
  readonly status: string;
  readonly instances: number;
  readonly attempts: number;
  readonly began?: number;
  readonly ended?: number;
  readonly waiting?: Waiting;
}

export interface GraphNode {
  readonly id: string;
  readonly routine: string;
  readonly node: string;
  readonly kind: string;
  readonly form: string;
  readonly label: string;
  readonly lines: readonly { readonly text: string; readonly role: "title" | "what" | "worst" | "note" }[];
  readonly group?: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly source?: { readonly file: string; readonly line: number };
  readonly capability?: { readonly name: string; readonly kind: string; readonly effect: string };
  readonly calls?: string;
  readonly undo?: string;
  readonly bounds?: {
    readonly cost: { readonly best: Money; readonly worst: Limit<Money> };
    readonly latency: { readonly best: number; readonly worst: Limit<number> };
  };
  readonly critical: boolean;
  readonly rules: readonly { readonly rule: string; readonly verdict: string }[];
  readonly state?: NodeState;
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: "order" | "data" | "failure" | "compensation";
  readonly label?: string;
  readonly critical: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface GraphGroup {
  readonly id: string;
  readonly kind: "plan" | "hold" | "loop" | "race";
  readonly label: string;
  readonly parent?: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Graph {
  readonly workflow: string;
  readonly plan: string;
  readonly says: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly groups: readonly GraphGroup[];
}

export interface Forecast {
  readonly undone: readonly {
    readonly step: string;
    readonly capability: string;
    readonly args: Json;
    readonly cost: Limit<Money>;
    readonly time: Limit<number>;
  }[];
  readonly stays: readonly Left[];
  readonly doubtful: readonly Left[];
  readonly begins: readonly { readonly step: string; readonly capability: string; readonly args: Json }[];
  readonly ends?: { readonly status: string; readonly failure?: Failure };
  readonly remaining?: Remaining;
  /** More may follow than is listed. */
  readonly partial: boolean;
}

export interface Left {
  readonly step: string;
  readonly capability: string;
  readonly why: string;
}

export interface Verdict {
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly verdict: "proved" | "checked" | "refused";
  readonly assumes: readonly string[];
  readonly nodes: readonly string[];
  readonly message?: string;
}

export interface Bounds {
  readonly cost: { readonly best: Money; readonly worst: Limit<Money>; readonly faultless?: Limit<Money> };
  readonly latency: {
    readonly best: number;
    readonly worst: Limit<number>;
    readonly faultless?: Limit<number>;
    readonly compensated?: Limit<number>;
    readonly parts: Readonly<Record<"work" | "people" | "timers" | "queue" | "unwinding", Limit<number>>>;
  };
}

export interface Workflow {
  readonly name: string;
  readonly plan: string;
  readonly parameters: readonly { readonly name: string; readonly schema: JsonObject }[];
  readonly bounds: Bounds;
  readonly triggers: readonly string[];
}

export interface WorkflowDetail extends Workflow {
  readonly guardrails: readonly { readonly name: string; readonly severity: string }[];
  readonly verdicts: readonly Verdict[];
  readonly capabilities: readonly { readonly name: string; readonly kind: string }[];
}

export interface Status {
  readonly runs: Readonly<Record<string, number>>;
  readonly armed: boolean;
  readonly attention?: number;
  readonly flags: readonly Flag[];
  readonly signals: readonly Signal[];
  readonly tallies: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
}

export interface Flag {
  readonly name: string;
  readonly value?: Json;
  readonly since?: number;
}

export interface Signal {
  readonly name: string;
  readonly value?: Json;
  readonly confidence?: number;
  readonly age?: number;
  readonly sources: readonly string[];
}
