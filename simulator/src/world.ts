import type { FailureClass, Instant, Intent, Key, Reach, RunId } from "@orchlang/kernel";
import type { Order, User } from "@orchlang/kernel/run";
import type { Json, JsonObject, PlanFile, Schema } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import type { StepName } from "@orchlang/plan/scenarios";

/**
 * A simulated world: the inputs of a run, and a seed for everything else. Anything absent is cooperative: handlers
 * succeed, people agree, nothing breaks. The same world gives the same run, byte for byte.
 */
export interface SimulatedWorld {
  /** 16 hex digits: all chance that there is. */
  readonly seed?: string;
  /** When it begins; default 2026-01-01T12:00Z. */
  readonly now?: Instant;
  /** Arguments by parameter; those left out are made up. */
  readonly input?: JsonObject;
  /** Default: somebody who is everything and has agreed to all. */
  readonly user?: User;
  /** Signals by qualified name: true from the start to the end. */
  readonly readings?: Readonly<Record<string, Json>>;
  /** The definitions of flags: expressions over signals, other flags and `now`. */
  readonly flags?: readonly { readonly name: string; readonly value: Expression }[];
  /** The armed triggers, which start runs instead of a request. */
  readonly armed?: World;
  /** Further plans that triggers start. */
  readonly plans?: readonly Pick<PlanFile, "plan" | "id">[];
  /**
   * How many ms after the start triggers are armed; everything is played until then. Absent: until the first run has
   * ended and all given happenings have occurred.
   */
  readonly until?: number;
  /** Without `until`: triggers start no more runs than these (default 1000), since runs may set one another off for ever. */
  readonly runsMax?: number;
  /** Triggers that only a request or the end of another run fires are fired so, which no scenario can express. */
  readonly caused?: true;
  /** By plan or goal: the type of its result, where somebody listens to its end. */
  readonly results?: Readonly<Record<string, Schema>>;
  /** By pool: the type of its members, whose fields are made up. `$ref`s lead into `schemas`, else into the plan's. */
  readonly kinds?: Readonly<Record<string, Schema>>;
  readonly schemas?: Readonly<Record<string, Schema>>;
  /** By capability, persons included; one that is left out, or gives nothing, is answered cooperatively. */
  readonly answers?: Readonly<Record<string, (call: SimulatedCall) => Behaviour | undefined>>;
  /**
   * By role: the answers of people whose approval a policy requires, as `{ granted: … }`; absent: granted. `call` is the
   * gated one, and `nth` counts the approvals of this role.
   */
  readonly approvals?: Readonly<Record<string, (call: SimulatedCall) => Behaviour | undefined>>;
  readonly happenings?: readonly Happening[];
  /** The operator's resolutions of doubts of a step, one for each doubt. */
  readonly resolutions?: readonly { readonly step: StepName; readonly as: Resolution }[];
  /** Where the process or a worker dies. Each once, the first time that it comes to this. */
  readonly deaths?: readonly Death[];
  /** Where the process dies: with the nth event of this kind, from 1, in a journal, and none of its commands carried out. */
  readonly deathsAt?: readonly { readonly event: string; readonly nth: number }[];
  /** The disk under the journals. `slow`: ms that each append takes; nothing goes on meanwhile. */
  readonly storage?: { readonly slow?: number; readonly faults?: readonly StorageFault[] };
  /** The index of the cooperative answers, from 0: the simplest first. */
  readonly variation?: number;
}

/** One call as the world sees it. */
export interface SimulatedCall {
  readonly capability: string;
  readonly args: Json;
  readonly key: Key;
  readonly attempt: number;
  /** The how manieth call of this capability it is, by whatever run, from 1; the same work sent anew is not another. */
  readonly nth: number;
  readonly dispatch: number;
  /** For an undo or a confirm: the key of the call it refers to. */
  readonly of?: Key;
  /** The intent of the step. */
  readonly intent: Intent;
  /** When it was made, and when it is given up: ms after the start. */
  readonly at: number;
  readonly due?: number;
  /** How long it may be silent, in ms: one that never answers is. */
  readonly heartbeat?: number;
}

/** The behaviour of a call. `after`: ms; absent: the declared latency. */
export type Behaviour = (
  | { readonly ok: Json }
  /** A value that the world makes up. */
  | { readonly cooperates: true }
  /** A value that need not fit what is declared. */
  | { readonly returns: Json }
  | {
      readonly fails: FailureClass;
      readonly name?: string;
      readonly message?: string;
      readonly reach?: Reach;
    }
  /** No answer comes. */
  | { readonly never: true }
) & {
  readonly after?: number;
  readonly twice?: true;
  /** Where several people are asked: the answers of the second and all further ones; those left out answer alike. */
  readonly others?: readonly { readonly ok: Json; readonly after?: number }[];
  /** It returns a result even after it was asked to stop. */
  readonly stubborn?: true;
  /** A further event halfway. If the process or the worker dies, calls that were sent have taken effect. */
  readonly meanwhile?: Meanwhile;
};
export type Meanwhile = { readonly does: "dies"; readonly what: "process" | "worker" } | Occasion;

/** `at`: ms after the start. */
export type Happening = { readonly at: number } & Occasion;
export type Occasion =
  | { readonly does: "loses"; readonly pool: string; readonly for?: number }
  | { readonly does: "crashes" }
  /** The wall clock is put ahead by so many ms, or back. */
  | { readonly does: "jumps"; readonly by: number }
  /** The run's user takes back a consent. */
  | { readonly does: "withdraws"; readonly scope: string }
  /** A signal is read anew; without a value: nothing is known of it any more. */
  | { readonly does: "senses"; readonly signal: string; readonly value?: Json }
  /** `id`: the report's, by which repetitions are recognised; generated if absent. `twice`: it is reported twice. */
  | {
      readonly does: "occurs";
      readonly event: string;
      readonly fields: Json;
      readonly id?: string;
      readonly twice?: true;
    }
  /** `run`: which; left out: the first. */
  | {
      readonly does: "orders";
      readonly order: Extract<Order, { order: "cancel" | "pause" | "unpause" }>;
      readonly run?: RunId;
    }
  /** `run`: which; left out: the first that has such a step, one in doubt before any other. */
  | { readonly does: "resolves"; readonly step: StepName; readonly as: Resolution; readonly run?: RunId }
  /** Somebody asks for a run of a plan or goal by its qualified name. `request`: the id, which makes the run's. */
  | {
      readonly does: "asks";
      readonly request: string;
      readonly entry: string;
      readonly input: JsonObject;
    }
  /** Somebody asks at a path that triggers listen to. `id`: of the request; made up where it is left out. */
  | { readonly does: "calls"; readonly path: string; readonly request: Json; readonly id?: string };
/** An operator's resolution of a step in doubt. */
export type Resolution = Extract<Order, { order: "resolve" }>["as"];

/**
 * `before`: it was decided and nothing was sent. `during`: halfway; what was sent took effect. `after`: its result is in
 * the journal, and nothing was made of it. `worker`: halfway, and only the worker.
 */
export interface Death {
  readonly moment: "before" | "during" | "after" | "worker";
  readonly step: StepName;
}

/**
 * A faulty append. `kept`: whether it is on the disk: a torn or unsynced one is not, since a turn is written as a whole
 * or not at all. `dies`: the process dies with the append; otherwise the result is unknown, so the process drops its
 * memory and reads the disk.
 */
export interface StorageFault {
  readonly stream: "run" | "control";
  /** The number of the append in its stream, from 1. */
  readonly append: number;
  readonly kept: boolean;
  readonly dies: boolean;
}

/** The disk under both streams. */
export class Storage {
  readonly slow: number;
  readonly #faults: ReadonlyMap<string, StorageFault>;
  readonly #appends = { run: 0, control: 0 };

  constructor({ slow = 0, faults = [] }: NonNullable<SimulatedWorld["storage"]>) {
    this.slow = slow;
    this.#faults = new Map(faults.map((fault) => [`${fault.stream} ${fault.append}`, fault]));
  }

  append(stream: StorageFault["stream"]): StorageFault | undefined {
    this.#appends[stream] += 1;
    return this.#faults.size === 0 ? undefined : this.#faults.get(`${stream} ${this.#appends[stream]}`);
  }
}
