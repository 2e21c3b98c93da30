/** The state of one node of a frame. */
import type { Json } from "@orchlang/plan";
import type { Failure } from "../failure.ts";
import type { Key, Slot } from "../identity.ts";
import type { Instant, Seq } from "../machine.ts";
import type { HeldMember, ToRun } from "../messages.ts";
import type { Owner, Rows } from "../persistent/rows.ts";

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

interface Survey {
  /** The sequence number of the event that asked. */
  readonly asked: Seq;
  readonly found?: Pick<Extract<ToRun, { say: "surveyed" }>, "reads" | "absent">;
}

/** How often something was called by a step, from 1, for which of its requests, and how often before that request. */
interface Tries {
  readonly attempt: number;
  readonly request: number;
  readonly base: number;
}

export const firstTry: Tries = { attempt: 1, request: 1, base: 0 };

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
  /** True if the context it reads was requested; the event that subscribed to changes. */
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
interface NodeHold {
  /** The sequence number of the event that requested it. */
  readonly asked: Seq;
  /** None: nobody came, for this reason. */
  readonly members: readonly HeldMember[];
  readonly why: string | undefined;
  /** Nothing begins with its members from then on; undefined: none are held. */
  readonly until: Instant | undefined;
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
  /** True if what is inside it has been released, and how much of that is not undone. */
  readonly opened: boolean;
  readonly inside: number;
  readonly passed: boolean;
}
