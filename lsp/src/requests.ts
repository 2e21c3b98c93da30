import type { CompileTarget } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { ApprovalAsked, Lead } from "@orchlang/presentation";
import type {
  CancellationToken,
  Connection,
  Range,
  WorkDoneProgressParams,
} from "vscode-languageserver/node";

/*
 * The server's requests beyond the protocol. Both sides take their shapes from here: the server that answers, the
 * extension that asks, and the tests that hold one against the other.
 */

/** By method: what is asked with it, and what is answered. */
export interface Requests {
  /** The plans and goals of a file. */
  readonly "orch/plans": { readonly asks: OfFile; readonly gets: readonly PlanInFile[] };
  /** The page of a plan; nothing where the file has none. */
  readonly "orch/preview": { readonly asks: PreviewParams; readonly gets: Preview | null };
  /** The structure of a run of a plan; undefined while the plan has a mistake. */
  readonly "orch/planFile": { readonly asks: OfPlan; readonly gets: PlanFile | null };
  /** A plan beside what it was when its file had another text. */
  readonly "orch/difference": { readonly asks: DifferenceParams; readonly gets: Difference };
  /** The questions of a plan to people. */
  readonly "orch/questions": { readonly asks: OfPlan; readonly gets: Questions };
  /** The scenarios of a file, whether they can be played or not. */
  readonly "orch/scenarios": { readonly asks: OfFile; readonly gets: readonly ScenarioInFile[] };
  /** Plays one; nothing where there is none of that title. */
  readonly "orch/play": { readonly asks: OfScenario; readonly gets: ScenarioVerdict | null };
  /** Plays one, and tells it moment by moment; nothing while its plan has a mistake. */
  readonly "orch/story": { readonly asks: OfScenario; readonly gets: Story | null };
  /** Searches for what breaks a plan, with progress and until it is cancelled; nothing while it has a mistake. */
  readonly "orch/verify": { readonly asks: VerifyParams; readonly gets: Verified | null };
}

/** Answers one of them. */
export function answer<Method extends keyof Requests>(
  connection: Connection,
  method: Method,
  handler: (
    asked: Requests[Method]["asks"],
    token: CancellationToken,
  ) => Requests[Method]["gets"] | Promise<Requests[Method]["gets"]>,
): void {
  connection.onRequest(method, (asked: Requests[Method]["asks"], token): unknown => handler(asked, token));
}

interface OfFile {
  readonly uri: string;
}

/** `name`: with its module, `marketing.launch`. */
export interface OfPlan extends OfFile {
  readonly name: string;
}

export interface OfScenario extends OfFile {
  readonly title: string;
}

/** Without a name, the plan around the line, or the first that nothing calls. */
export interface PreviewParams extends OfFile {
  readonly name?: string;
  readonly line?: number;
}

export interface DifferenceParams extends OfPlan {
  /** The file as it was: in git's HEAD, say. */
  readonly earlier: string;
}

export interface VerifyParams extends OfPlan, WorkDoneProgressParams {}

/** A plan or goal of a file, as pictures are asked for. */
export interface PlanInFile {
  readonly name: string;
  readonly kind: CompileTarget["kind"];
  readonly range: Range;
}

/** The page of a plan, its picture alone, and where in the text its steps are written. */
export interface Page {
  /** None while the plan has a mistake: what was shown before stays. */
  readonly page?: string;
  /** SVG. */
  readonly picture?: string;
  /** By the anchor of a step in the page. */
  readonly places: Readonly<Record<string, { readonly uri: string; readonly range: Range }>>;
  /** The steps, by `routine/node`. */
  readonly anchors?: Readonly<Record<string, string>>;
}

export interface Preview extends Page {
  readonly name: string;
  /** All of the file. */
  readonly plans: readonly PlanInFile[];
}

/** `page`: what has changed, as a picture and lists, with where what is otherwise is written now. `because`: why there is none. */
export interface Difference {
  readonly page?: string;
  readonly places?: Page["places"];
  readonly because?: string;
}

/** By the node that asks, `routine/node`. */
export interface Questions {
  readonly answers: Readonly<Record<string, Question>>;
  /** The policies' questions before the step begins, in order. */
  readonly approvals: Readonly<Record<string, readonly ApprovalAsked[]>>;
}

/** Information for a person whom a run asks something. */
export interface Question {
  /** The consequences of the answer. */
  readonly leads: readonly Lead[];
  /** The consequence for the plan if no answer comes in time. */
  readonly without: string;
}

export interface ScenarioInFile {
  readonly title: string;
  readonly target: string;
  readonly range: Range;
}

/** The result of playing a scenario. */
export interface ScenarioVerdict {
  readonly status: "passed" | "failed";
  readonly outcome: string;
  /** ms. */
  readonly took: number;
  /** The failed expectation, and its place. */
  readonly unmet: readonly { readonly range: Range; readonly because: string }[];
}

/** The state of a step at a time of a simulated run. */
export interface Moment {
  /** ms since the run began. */
  readonly at: number;
  /** The step's id in the page. */
  readonly anchor: string;
  readonly state: "running" | "done" | "failed" | "undone";
  readonly says: string;
}

export interface Story extends Page {
  /** The plan's. */
  readonly name: string;
  readonly moments: readonly Moment[];
  readonly verdict: ScenarioVerdict;
}

/** A run that breaks what has to hold, as the smallest that was found. */
export interface Counterexample {
  /** In one sentence, what is the matter. */
  readonly says: string;
  /** How many things go wrong in it. */
  readonly faults: number;
  readonly moments: readonly Moment[];
  /** As it is written. */
  readonly scenario: string;
  /** True if the scenario, played by itself, fails as the run did. */
  readonly reproduces: boolean;
}

/** The result of a search. */
export interface Search {
  readonly found: readonly Counterexample[];
  /** How far was looked. */
  readonly reach: string;
}

export interface Verified extends Page, Search {
  readonly name: string;
}
