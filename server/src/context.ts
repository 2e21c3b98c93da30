import type { JsonObject, PlanFile } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import type { Scenario, ScenarioContext } from "@orchlang/plan/scenarios";
import type { Journal, Orchestrator } from "@orchlang/runtime";
import type { SimulationThread } from "@orchlang/simulator";
import type { TrialThread } from "@orchlang/simulator/trials";
import type { Cluster } from "./cluster/cluster.ts";
import type { Doubles } from "./doubles/doubles.ts";
import type { EventLog } from "./event-log.ts";
import type { Allowance } from "./identity/allowance.ts";
import type { Denials } from "./identity/denials.ts";
import type { JwtVerifier } from "./identity/machine-jwt.ts";
import type { Oidc } from "./identity/oidc.ts";
import type { Action } from "./identity/roles.ts";
import type { Sessions } from "./identity/sessions.ts";
import type { TokenStore } from "./identity/token-store.ts";
import type { Sources } from "./ingest/sources.ts";
import type { Feed } from "./live/feed.ts";
import type { Notifier } from "./notify/notifier.ts";
import type { Tracer } from "./observability/tracer.ts";
import type { Retention } from "./retention.ts";
import type { RunIndex } from "./run-index.ts";
import type { UsedKeys } from "./used-keys.ts";
import type { Work } from "./work/work.ts";

/** A sentence read as goals, the likeliest first. */
export interface Understood {
  /** `goal`: the only reading is certain. */
  readonly kind: "goal" | "unsure" | "nothing";
  readonly readings: readonly {
    readonly goal: string;
    readonly phrase: string;
    readonly input: JsonObject;
    readonly lacks: readonly {
      readonly parameter: string;
      readonly said?: string;
      readonly oneOf: readonly string[];
    }[];
    readonly extra: readonly string[];
    readonly missing: readonly string[];
  }[];
  /** The phrases that goals have, as the program writes them. */
  readonly phrases: readonly { readonly goal: string; readonly text: string }[];
}

/** A program as its author wrote it. Paths are those that the compiler was given, and `root` is what they are below. */
export interface ProgramText {
  readonly root: string;
  /** Paths of the files that are compiled; others of `files` are there because these need them. */
  readonly given: readonly string[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The modules of the standard library. */
  readonly standard: readonly { readonly name: string; readonly path: string; readonly text: string }[];
}

/** The limits and the strategy of one request, as the clauses of a goal: `cost <= $5, latency <= 10m`, and `privacy`. */
interface GoalClauses {
  readonly budget?: string;
  readonly optimize?: string;
  readonly alternatives?: string;
}

/** `faults`: the clauses can't be read (`unreadable`), or no plan of the goal keeps them. */
type Requested =
  | { readonly plan: PlanFile; readonly without: readonly string[] }
  | { readonly why: "unreadable" | "over_limits"; readonly faults: readonly string[] };

/** A scenario of a program, and where it is written. */
export interface ProgramScenario {
  readonly scenario: Scenario;
  /** The kind of its subject. */
  readonly kind: "plan" | "goal" | "trigger";
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As it is written. */
  readonly text: string;
  readonly context: ScenarioContext;
  /** The plan that runs; undefined: it has a mistake. */
  plan(): PlanFile | undefined;
  /** A clause by its place: as it is written, and in which line. */
  written(clause: number): { readonly text: string; readonly line: number };
}

/** The parts of a program by which its plans are tried in simulated worlds. */
export interface ProgramTrials {
  /** In the order of the source. */
  readonly scenarios: readonly ProgramScenario[];
  /** Knowledge that the search for a counterexample needs of a plan or goal beside its plan file. */
  search(entry: string):
    | {
        readonly context: ScenarioContext;
        readonly unreachable: readonly { readonly place: string; readonly why: string }[];
      }
    | undefined;
}

/** The names of a program that tokens and delegations are about. */
export interface DeclaredNames {
  readonly roles: readonly string[];
  readonly consents: readonly string[];
}

/** A program that the server runs: its plans, what is around them, and where its handlers are. */
export interface Program {
  /** Every plan and goal that can be started. */
  readonly plans: readonly PlanFile[];
  readonly world: World;
  /**
   * Roles of people, by their qualified names, and scopes of consent. Left out: those of `plans`; plans that only triggers
   * start may have more.
   */
  readonly names?: DeclaredNames;
  /** Absolute directory that handler paths are relative to. */
  readonly root: string;
  /**
   * Reads a sentence as goals of the program, with parameters that are given beside it. Left out: the program is not at
   * hand as text.
   */
  understand?(sentence: string, given: JsonObject): Understood;
  /** Compiles the plan of a goal for one request. Left out: the program is not at hand as text. */
  forRequest?(goal: string, asked: GoalClauses): Requested;
  /** Left out: the program is not at hand as text. */
  readonly text?: ProgramText;
  /** The same. */
  readonly trials?: ProgramTrials;
  /** Runs start only with a verified certificate of each rule that is called proved. */
  readonly certificates?: "required";
}

/** The parts that routes work with. All state is the runtime's and its journal's. */
export interface Context {
  readonly orchestrator: Orchestrator;
  readonly journal: Journal;
  readonly program: Program;
  readonly tokens: TokenStore;
  readonly sessions: Sessions;
  /** Undefined: machines have tokens alone. */
  readonly jwt: JwtVerifier | undefined;
  /** Undefined: people sign in by token or link alone. */
  readonly oidc: Oidc | undefined;
  readonly denials: Denials;
  readonly keys: UsedKeys;
  /** Requests of each principal. */
  readonly requests: Allowance;
  /** Kinds of actions that two people have to agree to. */
  readonly twoPersons: ReadonlySet<Action>;
  readonly runs: RunIndex;
  readonly feed: Feed;
  readonly notifier: Notifier;
  readonly sources: Sources;
  readonly tracer: Tracer;
  readonly retention: Retention;
  readonly events: EventLog;
  /** Workers elsewhere; undefined: none may connect. */
  readonly work: Work | undefined;
  /** Undefined: the handlers are real. */
  readonly doubles: Doubles | undefined;
  readonly simulations: SimulationThread;
  /** Plans that authors try: longer than simulations, and one at a time. */
  readonly trials: TrialThread;
  /** How long a simulation may take, ms. */
  readonly simulateMs: number;
  /** ms since 1970. */
  now(): number;
  /** `false` once the server is closing, and while another may have the journal. */
  isReady(): boolean;
  /** Undefined: the journal is this process's alone. */
  readonly cluster: Cluster | undefined;
}
