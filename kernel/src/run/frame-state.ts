import type { Json } from "@orchlang/plan";
import type { Failure } from "../failure.ts";
import type { Key, Site, Slot } from "../identity.ts";
import type { Lanes } from "../keys.ts";
import type { Instant, Seq } from "../machine.ts";
import type { HeldMember, ToRun } from "../messages.ts";
import type { Owner, Rows } from "../persistent/rows.ts";
import type { RunStatus } from "./events.ts";
import type { Template } from "./layout.ts";

/** A call's target: a routine, or a goal with the plans tried for it. */
export interface Callee {
  readonly target: string;
  readonly input: Json;
  readonly goal: boolean;
  /** When it was called: the plans of a goal share the time that there is for it. */
  readonly since: Instant;
  /** The index of the goal's current plan, from 0; -1: none chosen yet. */
  readonly chosen: number;
  /** The frame of the plan that runs, once it does. */
  readonly frame: number | undefined;
  /** The plan that comes next, and its frame: it starts when what it does not take over is undone. */
  readonly next?: { readonly plan: number; readonly frame: number };
  /** The question to control before a plan is chosen, and its answer. */
  readonly survey?: Survey;
  readonly tries: Tries;
  /** How often the step has called each, in whatever slot: a handler may call what has failed. */
  readonly entered: Readonly<Record<string, number>>;
}

export interface Survey {
  /** The sequence number of the event that asked. */
  readonly asked: Seq;
  readonly found?: Pick<Extract<ToRun, { say: "surveyed" }>, "reads" | "absent">;
}

/** How often something was called by a step, from 1, for which of its requests, and how often before that request. */
export interface Tries {
  readonly attempt: number;
  readonly request: number;
  readonly base: number;
}

export const firstTry: Tries = { attempt: 1, request: 1, base: 0 };

export interface FrameOutcome {
  readonly status: RunStatus;
  readonly value?: Json;
  readonly failure?: Failure;
}

/** One instance of a template: a run of a routine, or a round of a loop. */
export interface Frame {
  readonly id: number;
  readonly template: Template;
  /** `launch`, `launch/step>sub`, called for the second time `launch/step>2>sub`. */
  readonly path: string;
  readonly site: Site;
  /** The round, or the run's own plan, in which what is done in it counts: itself, or around what it was called by. */
  readonly scope: number;
  /** The common part of the keys of all its intents. */
  readonly lanes: Lanes;
  /** The call or the loop that it belongs to. */
  readonly parent: { readonly frame: number; readonly node: number; readonly slot: Slot } | undefined;
  /** Its ledger, and those of what surrounds it. */
  readonly ledgers: readonly number[];
  /** A routine's arguments. */
  readonly input: Json;
  /** A round's variable. */
  readonly local: { readonly name: string; readonly value: Json } | undefined;
  readonly began: Instant;
  readonly timeout: Instant | undefined;
  /** When the `timeout` of the step that calls it is over: all plans of a goal have it together. */
  readonly callerTimeout: Instant | undefined;
  readonly deadline: Instant | undefined;
  readonly nodes: Rows<NodeState>;
  /** Nodes of its outermost block, or of `finally`, that are not settled; with them what goes on of decided races. */
  readonly open: number;
  /** `pending`: it is to start when the plan before it is undone. */
  readonly status: "pending" | "forward" | "unwinding" | "finally" | "over";
  readonly started: boolean;
  readonly value: Json | undefined;
  readonly returned: boolean;
  readonly failure: Failure | undefined;
  /** Whether it came to its end, and the step that called it does not accept its value. */
  readonly rejected: boolean;
  readonly cancelled: boolean;
  readonly todo: FrameTodo | undefined;
  readonly compensation: FrameCompensation | undefined;
  readonly owner: Owner;
}

export type FrameTodo = "done" | "fail" | "unwound" | "finished";

export interface NodeState {
  readonly status: "waiting" | "ready" | "active" | "completed" | "failed" | "skipped" | "cancelled";
  /** The number of unmet dependencies. */
  readonly unmet: number;
  readonly value: Json | undefined;
  readonly failure: Failure | undefined;
  /** The way of doing it that is tried. */
  readonly slot: Slot;
  readonly keys: readonly Key[];
  readonly began: Instant | undefined;
  readonly ended: Instant | undefined;
  /** For a wait: the sequence number of the event whose command waits. */
  readonly seq: Seq | undefined;
  readonly due: Instant | undefined;
  /** The block that was chosen. */
  readonly block: string | undefined;
  /** Nodes of that block that are not settled. */
  readonly open: number;
  readonly yielded: Json | undefined;
  readonly callee: Callee | undefined;
  readonly frames: readonly number[];
  readonly loop: LoopState | undefined;
  readonly race: RaceState | undefined;
  readonly hold: NodeHold | undefined;
  /** Whether the context it reads was requested; the event that subscribed to changes. */
  readonly read: boolean;
  readonly watch: Seq | undefined;
  /** Until when its condition has to hold. */
  readonly holdsUntil: Instant | undefined;
  readonly todo: NodeTodo | undefined;
  readonly compensation: NodeCompensation | undefined;
  readonly owner: Owner;
}

const nobody: Owner = {};

export function untouchedNode(unmet: number): NodeState {
  return {
    status: "waiting",
    unmet,
    value: undefined,
    failure: undefined,
    slot: "do",
    keys: [],
    began: undefined,
    ended: undefined,
    seq: undefined,
    due: undefined,
    block: undefined,
    open: 0,
    yielded: undefined,
    callee: undefined,
    frames: [],
    loop: undefined,
    race: undefined,
    hold: undefined,
    read: false,
    watch: undefined,
    holdsUntil: undefined,
    todo: undefined,
    compensation: undefined,
    owner: nobody,
  };
}

/**
 * `start` it; `rescue`: the handler of its slot; `choose` a goal's plan; `rounds`: how the loop goes on; `race`;
 * `quorum`; `failing`: it has failed as a whole; `unwound`: its region has been undone; `answered`: control has said
 * who is to be held, or that nobody is; `lost`: what it holds can no longer be used; `look`: something that it waits
 * for may be there.
 */
export type NodeTodo =
  | "start"
  | "rescue"
  | "choose"
  | "rounds"
  | "race"
  | "quorum"
  | "failing"
  | "unwound"
  | "answered"
  | "lost"
  | "look";

export interface LoopState {
  readonly kind: "list" | "fold" | "occurrences";
  /** Over occurrences: its time is over, and the round that runs is the last. */
  readonly isLast?: true;
  readonly items: readonly Json[];
  readonly rounds: number;
  readonly atOnce: number;
  /** The next to begin, from 1. */
  readonly next: number;
  readonly running: number;
  readonly failed: number;
  /** How many may fail. */
  readonly tolerated: number;
  /** Frames of the rounds by their number from 0. */
  readonly frames: Rows<number>;
  /** For rounds that failed and may fail: undefined. */
  readonly values: Rows<Json | undefined>;
  /** The value of a loop with memory. */
  readonly value: Json;
  /** Where the rounds run against one another: how many are to win, and those that have, in that order. */
  readonly race: { readonly winners: number; readonly won: readonly number[] } | undefined;
}

/** The hold of a `with`. */
export interface NodeHold {
  /** The sequence number of the event that requested it. */
  readonly asked: Seq;
  /** None: nobody came, for this reason. */
  readonly members: readonly HeldMember[];
  readonly why: string | undefined;
  readonly lost: boolean;
  /** How often it was bound to another member; whether it is to be, and waits for one. */
  readonly rebinds: number;
  readonly suspended: boolean;
}

export interface RaceState {
  readonly won: readonly number[];
  readonly lost: number;
  readonly running: number;
}

/** Undoing: a node takes its turn once it is released and all that came after it is undone. */
export interface NodeCompensation {
  /** Nodes after it that are not undone. */
  readonly left: number;
  /** The region that is undone: the node that it is, or -1 for the frame; undefined: not its turn yet. */
  readonly released: number | undefined;
  /** Whether what is inside it has been released, and how much of that is not undone. */
  readonly opened: boolean;
  readonly inside: number;
  readonly passed: boolean;
}

export interface FrameCompensation {
  /** The number of nodes of its outermost block that are not undone yet. */
  readonly inside: number;
}
