import type { LanguageClient } from "vscode-languageclient/node";
import type { Json, Schema } from "./fields.ts";

/* What the server answers beside the protocol. */

export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface Preview {
  readonly name: string;
  readonly plans: readonly { readonly name: string; readonly range: Range }[];
  readonly page?: string;
  readonly picture?: string;
  readonly places: Readonly<Record<string, { readonly uri: string; readonly range: Range }>>;
  /** Of each step, by `plan/step`. */
  readonly anchors?: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly title: string;
  readonly target: string;
  readonly range: Range;
}

export interface Verdict {
  readonly status: "passed" | "failed" | "not carried yet";
  readonly outcome: string;
  readonly took: number;
  readonly unmet: readonly { readonly range: Range; readonly because: string }[];
}

export function previewOf(
  client: LanguageClient,
  asked: { readonly uri: string; readonly name?: string; readonly line?: number },
): Promise<Preview | null> {
  return client.sendRequest("orch/preview", asked);
}

/** As much of a plan file as forms are made of. */
export interface PlanFile {
  readonly plan: {
    readonly entry: string;
    readonly routines: Readonly<Record<string, Callable>>;
    readonly goals: Readonly<Record<string, Callable>>;
    readonly capabilities: Readonly<
      Record<string, { readonly human?: object; readonly result?: { readonly schema: Json } | null }>
    >;
    readonly schemas: Schema;
  };
}

interface Callable {
  readonly params: readonly { readonly name: string; readonly schema: Json; readonly default?: object }[];
}

export function planFileOf(client: LanguageClient, uri: string, name: string): Promise<PlanFile | null> {
  return client.sendRequest("orch/planFile", { uri, name });
}

/** What somebody should know who is asked something by a run. */
export interface Asked {
  readonly leads: readonly { readonly when?: string; readonly does: readonly string[] }[];
  /** What becomes of the plan when there is no answer in time. */
  readonly without: string;
}

/** What a plan asks people, by the node that asks. */
export function askedBy(
  client: LanguageClient,
  uri: string,
  name: string,
): Promise<Readonly<Record<string, Asked>>> {
  return client.sendRequest("orch/questions", { uri, name });
}

export function scenariosOf(client: LanguageClient, uri: string): Promise<readonly Scenario[]> {
  return client.sendRequest("orch/scenarios", { uri });
}

export function play(client: LanguageClient, uri: string, title: string): Promise<Verdict | null> {
  return client.sendRequest("orch/play", { uri, title });
}

/** What becomes of a step at some time of a simulated run. */
export interface Moment {
  readonly at: number;
  readonly anchor: string;
  readonly state: "running" | "done" | "failed" | "undone";
  readonly says: string;
}

export interface Story extends Preview {
  readonly moments: readonly Moment[];
  readonly verdict: Verdict;
}

export function storyOf(client: LanguageClient, uri: string, title: string): Promise<Story | null> {
  return client.sendRequest("orch/story", { uri, title });
}

/** A run that breaks what has to hold. */
export interface Counterexample {
  readonly says: string;
  readonly faults: number;
  readonly moments: readonly Moment[];
  /** As it is written. */
  readonly scenario: string;
  /** Whether the scenario, played by itself, fails as the run did. */
  readonly reproduces: boolean;
}

export interface Verified extends Preview {
  readonly found: readonly Counterexample[];
  /** How far was looked. */
  readonly reach: string;
}

export function verifiedBy(client: LanguageClient, uri: string, name: string): Promise<Verified | null> {
  return client.sendRequest("orch/verify", { uri, name });
}

export interface Difference {
  readonly page?: string;
  readonly because?: string;
}

export function differenceOf(
  client: LanguageClient,
  asked: { readonly uri: string; readonly name: string; readonly earlier: string },
): Promise<Difference> {
  return client.sendRequest("orch/difference", asked);
}
