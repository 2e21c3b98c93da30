import type { operations } from "./api.generated.ts";

/* Names for the shapes of the API. All of them come from the server's OpenAPI document. */

/** The body of an operation's response. */
type Reply<Id extends keyof operations> =
  operations[Id]["responses"] extends Readonly<
    Record<200, { content: { readonly "application/json": infer Body } }>
  >
    ? Body
    : never;

type Item<List extends readonly unknown[] | undefined> = NonNullable<List>[number];

export type RunsPage = Reply<"listRuns">;
export type RunSummary = Item<RunsPage["runs"]>;
export type Waiting = Item<RunSummary["waiting"]>;
/** The worst case of what is still to come. */

export type Run = Reply<"getRun">;
export type RunStep = Item<Run["steps"]>;

export type Timeline = Reply<"getTimeline">;
export type TimelineEntry = Item<Timeline["entries"]>;

/** A plan's graph; a run's has states as well. */
export type Graph = Reply<"getWorkflowGraph">;
export type GraphNode = Item<Graph["nodes"]>;
export type GraphGroup = Item<Graph["groups"]>;
export type NodeState = NonNullable<GraphNode["state"]>;
export type NodeStates = Reply<"getNodeStates">;

export type Forecast = Reply<"forecastAnswer">;
export type Left = Item<Forecast["stays"]>;

export type WorkflowDetail = Reply<"getWorkflow">;
export type Workflow = Item<Reply<"listWorkflows">["workflows"]>;
export type Verdict = Item<WorkflowDetail["verdicts"]>;
export type Bounds = Workflow["bounds"];

export type Tasks = Reply<"listTasks">;
/** A question that somebody is asked and has not answered. */
export type Task = Item<Tasks["tasks"]>;

/** The person who is signed in. */
export type Session = Reply<"readSession">;

export type Status = Reply<"getStatus">;

/** Two runs step by step. */
export type Difference = Reply<"compareRuns">;
export type DifferenceStep = Item<Difference["steps"]>;
export type SimulatedRun = Reply<"simulateRun">;

export type RunSpans = Reply<"listRunSpans">;
/** A run, and when its steps began and ended. */
export type RunSpan = Item<RunSpans["runs"]>;

export type EventsPage = Reply<"listEvents">;
/** An event, a reading, a firing: what came from outside, and what control made of it. */
export type LoggedEvent = Item<EventsPage["events"]>;
/** A declared event. */
export type Channel = Item<Reply<"listChannels">["events"]>;

export type ActiveRuns = Reply<"listActiveRuns">;
export type Resources = Reply<"listResources">;
export type Pool = Item<Resources["pools"]>;
/** How many members were held over the last hours. */
export type UtilizationHistory = Reply<"getUtilizationHistory">;
/** A member of a pool. */
export type Member = Item<Resources["members"]>;

/** A trigger. */
export type Trigger = Item<Reply<"listTriggers">["triggers"]>;
export type Rule = Item<Reply<"listRoutingRules">["rules"]>;
/** The way from a source to a plan. */
export type Pipeline = Item<Reply<"listPipelines">["pipelines"]>;
export type Decisions = Reply<"listTriggerDecisions">;
export type PolicyBinding = Item<Reply<"listPolicyBindings">["bindings"]>;

/** A signal or a flag. */
export type Known = Item<Reply<"listContext">["known"]>;
export type KnownHistory = Reply<"getContextHistory">;

/** The rules of a plan by the verdict that the compiler came to. */
export type Compliance = Item<Reply<"getCompliance">["plans"]>;
/** Decisions of rules and of people over some days. */
export type Moderation = Reply<"reportModeration">;
export type ProgramVersions = Reply<"getProgram">;
export type VersionDifference = Reply<"compareVersions">;
export type ScenarioList = Reply<"listScenarios">;
export type PlayedScenario = Reply<"playScenario">;
export type Coverage = Reply<"coverProgram">;
/** The result of a search for a counterexample. */
export type VerifiedProgram = Reply<"verifyProgram">;
/** A simulated run, event by event. */
export type Story = NonNullable<PlayedScenario["story"]>;
export type PolicyVerdicts = Reply<"checkPolicy">;
export type PolicyDecision = Item<Reply<"auditPolicy">["decisions"]>;

export type AskedGoals = Reply<"askGoal">;
/** A sentence read as a phrase of a goal. */
export type GoalReading = Item<AskedGoals["readings"]>;

/** Stopped and paused parts of the installation. */
export type Closures = Reply<"listClosures">;
export type Closure = Item<Closures["closures"]>;
export type Settings = Reply<"listSettings">;
export type Setting = Item<Settings["settings"]>;
export type SettingVersions = Reply<"getSetting">;
export type OperatorDecisions = Reply<"listDecisions">;
export type OperatorDecision = Item<OperatorDecisions["decisions"]>;

export type Report = Reply<"reportRuns">;
export type Scores = Reply<"reportScores">;
export type Score = Item<Scores["scores"]>;
/** Confidences beside the share of them that was right. */
export type Reliability = Reply<"reportReliability">;

/** The servers that share the journal. */
export type Nodes = Reply<"listNodes">;
export type Node = Item<Nodes["nodes"]>;
/** Those that run steps elsewhere. */
export type Workers = Reply<"listWorkers">;
export type Worker = Item<Workers["workers"]>;

export type Consents = Reply<"listConsents">;
export type Consent = Item<Consents["given"]>;
export type Delegations = Reply<"listDelegations">;
export type Delegation = Item<Delegations["delegations"]>;
export type CapabilityGraph = Reply<"getCapabilityGraph">;

/** The program as its author wrote it. */
export type ProgramText = Reply<"readProgramText">;
