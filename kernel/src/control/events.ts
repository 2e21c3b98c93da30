import type { Json, JsonObject, PlanId, Schema } from "@orchlang/plan";
import type { EventDeclaration, Flag, Signal, World } from "@orchlang/plan/context";
import type { Instant, Ref, RunId, Seq } from "../machine.ts";
import type { Need, Occurrence, Reads, ToControl, ToRun, User } from "../messages.ts";
import type { ToldHealth } from "./holds/pool.ts";
import type { Reach } from "./reach.ts";
import type { AdmissionScope, Firing } from "./state.ts";
import type { Slot } from "./world/slot.ts";

/** Observed by control: an input, whole. */
type ControlObserved =
  /** A message of a run. `ack`: the last of control's messages that the run has consumed. */
  | { readonly t: "Heard"; readonly from: Ref; readonly ack: Seq; readonly ask: ToControl }
  /**
   * Somebody asks for a run. The request's id makes the run's id, so asking twice admits once. `among`: what its plan says
   * of its own runs; left out of what a trigger asks for, which has its place. `awaits`: the events that its plan waits for.
   * `seen`: the newest word about the admission of runs that the asker has looked at; left out: none.
   */
  | {
      readonly t: "Requested";
      readonly request: string;
      readonly plan: PlanId;
      readonly entry: string;
      readonly by: User;
      readonly among?: Slot;
      readonly awaits?: readonly string[];
      readonly seen?: string;
    }
  /** A person's answer to a task, as it came in. */
  | { readonly t: "Answer"; readonly id: string; readonly task: Ref; readonly value: Json; readonly by: User }
  /**
   * Somebody keeps an open task for one person, who alone answers it then. Without `holder` it is for everybody again.
   * `instead`: the person for whom it was kept before.
   */
  | {
      readonly t: "Claimed";
      readonly id: string;
      readonly task: Ref;
      readonly holder?: string;
      readonly instead?: string;
      readonly by: User;
    }
  /**
   * Whether runs begin: always, or (`stopped`, `paused`) none. `held`: the runs that were paused with it; with `open`, those
   * that go on from now on, one after the other, and a second word `of` this one says that all of them do. `moved`: those
   * of them that were not paused before; left out: all. `scope`: it is about these runs alone. A second word `of` a pause
   * has the runs that were admitted while the first was on its way.
   */
  | {
      readonly t: "Admission";
      readonly id: string;
      readonly mode: "open" | "stopped" | "paused";
      readonly scope?: AdmissionScope;
      readonly by: User;
      readonly why: string;
      readonly held?: readonly RunId[];
      readonly moved?: readonly RunId[];
      readonly of?: string;
    }
  /**
   * Somebody gives a setting a value from now on; without one it has none. A setting with the name of a signal is its
   * reading. `trigger NAME`: `false` disables the trigger. `expects`: the event of the version that it is to replace, or 0
   * for none; nothing is set where it is another.
   */
  | {
      readonly t: "Set";
      readonly id: string;
      readonly name: string;
      readonly value?: Json;
      readonly expects?: Seq;
      readonly by: User;
      readonly why: string;
    }
  /** Something that was done outside of runs, kept for whoever reads the journal. Nothing follows from it. */
  | { readonly t: "Noted"; readonly id: string; readonly about: string; readonly fields: JsonObject }
  /** The declarations of a plan that control needs. */
  | ({ readonly t: "Provided"; readonly pools: Readonly<Record<string, JsonObject>> } & ContextDeclarations)
  /**
   * A program's triggers count from now on, as long as the process lives that says so. `user`: on whose behalf.
   * `root`: of its handlers.
   */
  | {
      readonly t: "Armed";
      readonly id: string;
      readonly world: World;
      /** How long is remembered what a signal or flag was, ms by name. */
      readonly keeps?: Readonly<Record<string, number>>;
      /** The events that the plans of triggers wait for, by plan. */
      readonly awaits?: Readonly<Record<PlanId, readonly string[]>>;
      /** The labels and sites of the plans of triggers. */
      readonly reaches?: Readonly<Record<PlanId, Reach>>;
      readonly root: string;
      readonly user: User;
    }
  /** The process that armed them has gone. */
  | { readonly t: "Disarmed" }
  /** A run that a trigger wanted can't be started. */
  | { readonly t: "Unstarted"; readonly run: RunId; readonly why: string }
  /** Somebody asks at a path that triggers listen to. */
  | { readonly t: "Called"; readonly id: string; readonly path: string; readonly request: Json }
  /** Somebody sets a trigger off by hand. */
  | { readonly t: "Pulled"; readonly id: string; readonly trigger: string }
  /**
   * Word of one member of a pool: what is known of it, whether it can be used; by itself a sign of life. `beats`: it
   * promises one so often, in ms; 0: no longer. `fences`: whether it looks at fencing tokens. `idle`: nobody is using it.
   * `gone`: it is taken out of the pool. `registry`: the one that says so. `by` and `why`: somebody has decided it by hand.
   */
  | {
      readonly t: "Member";
      readonly id: string;
      readonly pool: string;
      readonly member: string;
      readonly fields?: JsonObject;
      readonly health?: ToldHealth;
      readonly beats?: number;
      readonly fences?: boolean;
      readonly idle?: true;
      readonly gone?: true;
      readonly registry?: string;
      readonly by?: User;
      readonly why?: string;
    }
  /**
   * So many members of a pool can be held at once; left out: all that there are. `open`: its members come by themselves, so
   * that another may come for one that is lost.
   */
  | {
      readonly t: "Pool";
      readonly id: string;
      readonly pool: string;
      readonly capacity?: number;
      readonly open?: true;
    }
  /**
   * A reading, under the name of a source, a signal or a flag. `when`: it was measured; left out: now. `until`: it
   * counts that long. Without a value: nothing is known any more.
   */
  | {
      readonly t: "Sensed";
      readonly id: string;
      readonly name: string;
      readonly value?: Json;
      readonly confidence?: number;
      readonly when?: Instant;
      readonly until?: Instant;
    }
  /** A user's roles and trust level. Fields that are absent keep their values. `gone`: the user was removed. */
  | {
      readonly t: "User";
      readonly id: string;
      readonly user: string;
      readonly roles?: readonly string[];
      readonly trust?: string;
      readonly gone?: true;
    }
  /**
   * Somebody agrees to a capability's permission, until then or for good. `by`: the person who said so in the user's name;
   * left out: nobody else, or it is not known. `under`: the delegation by which they may.
   */
  | {
      readonly t: "Consented";
      readonly id: string;
      readonly user: string;
      readonly scope: string;
      readonly until?: Instant;
      readonly by?: string;
      readonly under?: string;
    }
  /** Somebody withdraws a consent: `scope` is a capability's permission. `by`, `under`: as above. */
  | {
      readonly t: "Withdrew";
      readonly id: string;
      readonly user: string;
      readonly scope: string;
      readonly by?: string;
      readonly under?: string;
    }
  /**
   * `when`: the time stated by the occurrence; absent: now. `source`: the reporting source, if it is debounced.
   * `repeated`: an equal occurrence was reported within the `dedupe` time, so nothing follows; computed anew whenever
   * this is decided.
   */
  | {
      readonly t: "Occurred";
      readonly id: string;
      readonly event: string;
      readonly fields: Json;
      readonly when?: Instant;
      readonly source?: string;
      readonly repeated?: true;
    }
  /**
   * A source repeated an event before its debounce time had passed. Only some of a long series are recorded, so that a
   * restart knows.
   */
  | { readonly t: "Debounced"; readonly source: string; readonly event: string }
  /** Replaces what the run needs an operator for; an empty list: no operator is needed any more. */
  | { readonly t: "Attention"; readonly run: RunId; readonly needs: readonly Need[] }
  /** The state after so many events is kept beside the journal, as a text of this digest (SHA-256, hex). */
  | { readonly t: "Snapshotted"; readonly after: Seq; readonly digest: string }
  | { readonly t: "Woke" };

/** Decided by control. `prev`: the message before this one to the same run. */
export type ControlDecided =
  | {
      readonly t: "Admitted";
      readonly run: RunId;
      readonly plan: PlanId;
      readonly entry: string;
      /** On whose behalf. */
      readonly user: string;
      /** The runs of its plan among which it counts; left out of what a trigger has started. */
      readonly among?: string;
      /** The events that its plan waits for; left out of what a trigger has started. */
      readonly awaits?: readonly string[];
    }
  /**
   * A run that was asked for does not come about: of its plan as many go on as may (`among`), or there is another word about
   * the admission of runs than its asker has seen, who looks again.
   */
  | { readonly t: "TurnedAway"; readonly run: RunId; readonly among?: string }
  /** A consent has come to its end. */
  | { readonly t: "Lapsed"; readonly user: string; readonly scope: string }
  /** A withdrawn consent, sent to a run of that user. */
  | { readonly t: "Retracted"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  | { readonly t: "Opened"; readonly task: Ref }
  | { readonly t: "Withdrawn"; readonly task: Ref }
  | { readonly t: "Answered" | "Signed"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  | { readonly t: "Refused"; readonly id: string; readonly why: string }
  | { readonly t: "Granted"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  /** A hold that nobody can be given, or that was lost. */
  | { readonly t: "Declined" | "Revoked"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  /** An answer to a run's `read`, or an occurrence it subscribed to. */
  | { readonly t: "Read" | "Matched"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  /** An occurrence is kept for a run that waits for the event and has not subscribed to it yet. */
  | { readonly t: "Kept"; readonly run: RunId; readonly occurrence: Occurrence }
  /** Old values were removed from the history. */
  | { readonly t: "Pruned"; readonly name: string }
  /** The reading expired. */
  | { readonly t: "Faded"; readonly name: string }
  /** One more of those who have to agree has. */
  | { readonly t: "Approved"; readonly gate: string }
  /** A place in a window, by the gate that took it; given back if nothing begins. */
  | { readonly t: "Took"; readonly limit: string; readonly per: number; readonly gate: string }
  | { readonly t: "GaveBack"; readonly gate: string }
  /** Members are kept for a hold that begins later. */
  | {
      readonly t: "Reserved";
      readonly hold: string;
      readonly members: readonly { readonly pool: string; readonly id: string }[];
      readonly from: Instant;
      readonly until: Instant;
    }
  /** The time has come to a hold that was asked for in advance. */
  | { readonly t: "CameDue"; readonly hold: string }
  /** Members are free again: let go of, for all that is known or not quite so sure; or past their time. */
  | { readonly t: "Freed"; readonly hold: string; readonly why: "released" | "doubtful" | "expired" }
  /** Those who wait for members of a pool were looked at together, and given what there is. */
  | { readonly t: "Served"; readonly pool: string }
  | { readonly t: "Forgot"; readonly run: RunId }
  /**
   * A change of health that follows from silence or from the past: a member fell silent, is flapping, or is steady
   * again.
   */
  | {
      readonly t: "Judged";
      readonly pool: string;
      readonly member: string;
      readonly health: ToldHealth;
      readonly why: "silent" | "flapping" | "steady";
    }
  /** A flag, or what a trigger watches, is something else; or stays true until it lapses. `because`: as it was read. */
  | {
      readonly t: "Turned";
      readonly name: string;
      readonly value?: boolean;
      readonly confidence?: number;
      readonly lapses?: Instant;
      readonly because: Reads;
    }
  /** It was looked at, and is as it was. */
  | { readonly t: "Looked"; readonly name: string }
  /** A watched condition has been true for as long as its trigger asks. */
  | { readonly t: "Stood"; readonly name: string }
  /** Nothing older is waited for. */
  | { readonly t: "Released"; readonly fusion: string; readonly id: string }
  /** Several occurrences are one: which, and what came of them. */
  | {
      readonly t: "Fused";
      readonly fusion: string;
      readonly key: string;
      readonly id: string;
      readonly fields: JsonObject;
      readonly when: Instant;
      readonly of: readonly { readonly event: string; readonly id: string }[];
    }
  /** A schedule or a period has come, and comes next at `due`. */
  | { readonly t: "Ticked"; readonly timer: string; readonly due?: Instant }
  /** A trigger wants a run. */
  | ({ readonly t: "Fired" } & Firing)
  /**
   * It waits until others have ended; `instead`: of all that wait. `among`: which; left out: those of its trigger. `left`:
   * among which it has waited before. `behind`: runs of these that go on only once an operator has spoken.
   */
  | {
      readonly t: "Queued";
      readonly firing: Firing;
      readonly instead?: true;
      readonly among?: string;
      readonly left?: string;
      readonly behind?: readonly RunId[];
    }
  /** A run is to end, so that another may take its place. */
  | { readonly t: "Replaced"; readonly run: RunId; readonly by: RunId }
  /**
   * Something set a trigger off, and led to nothing. `left`: among which the run has waited in vain. `parts`: the values of
   * what `and` joins in a condition that was not true; `null`: unknown.
   */
  | {
      readonly t: "Skipped";
      readonly trigger: string;
      readonly firing: string;
      readonly why: string;
      readonly left?: { readonly run: RunId; readonly group: string };
      readonly key?: string;
      readonly count?: number;
      readonly parts?: readonly (boolean | null)[];
      /** Runs in whose place it would be, and that go on only once an operator has spoken. */
      readonly behind?: readonly RunId[];
    };

/** Declarations of the context and of events, by qualified name. */
export interface ContextDeclarations {
  readonly signals?: Readonly<Record<string, Signal>>;
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly events?: Readonly<Record<string, EventDeclaration>>;
  /** Named types of theirs. */
  readonly schemas?: Readonly<Record<string, Schema>>;
}

/** An event in control's journal. `at`: ms since 1970. */
export type ControlEvent = { readonly at: Instant } & (ControlObserved | ControlDecided);
export type ControlInput = { readonly at: Instant } & ControlObserved;

/** A command of control, carried out by the shell. */
export type ControlCommand =
  | { readonly do: "start"; readonly run: RunId; readonly plan: PlanId }
  /** The run that a trigger wants has to be asked for. */
  | { readonly do: "fire"; readonly firing: Firing }
  | { readonly do: "cancel"; readonly run: RunId; readonly by: RunId }
  | { readonly do: "send"; readonly to: RunId; readonly from: Ref; readonly body: ToRun }
  | { readonly do: "wake"; readonly id: string; readonly due: Instant };
