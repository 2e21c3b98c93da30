import type { Json, Plan } from "@orchlang/plan";
import type { Behaviour, SimulatedCall, SimulatedRun, SimulatedWorld } from "@orchlang/simulator";
import { isEnsured } from "../journal.ts";
import { type Intent, intentOf, siteOf } from "./site.ts";

type Answering = NonNullable<SimulatedWorld["answers"]>;

interface Known {
  /** The site and the capability. */
  readonly step: string;
  readonly capability: string;
  readonly behaviour: Behaviour;
}

interface Result extends Omit<Known, "behaviour"> {
  readonly place: string;
  readonly value: Json;
}

/** The answers of one world to one run: what else went wrong, by place. */
interface Given {
  readonly answers: Answering;
  /** Where something went wrong that the world decided: in two runs of a pair it has to be the same. */
  readonly faults: ReadonlySet<string>;
}

/**
 * What each call is answered, by its place and attempt alone: the first answer that was given there, in whichever run
 * of a pair, whatever the arguments are and in whichever order calls come. So arguments that differ change no result.
 */
export class Answers {
  readonly #plan: Plan;
  readonly #world: SimulatedWorld;
  readonly #known = new Map<string, Known>();
  /** Places by key, attempt and dispatch. */
  readonly #asked = new Map<string, string>();

  constructor(plan: Plan, world: SimulatedWorld) {
    this.#plan = plan;
    this.#world = world;
  }

  /**
   * @param changes results, by place, that this run is given in place of those that are known. What the first run did
   *   not come to, further requests of a step for one, is answered like what it did come to there.
   */
  given(changes: ReadonlyMap<string, Json>): Given {
    const faults = new Set<string>();
    const answer = (call: SimulatedCall): Behaviour | undefined => {
      const result = this.#world.answers?.[call.capability];
      // A confirm is answered with what really happened; as a step it is a call like others.
      if (call.intent.call.slot === "confirm") return result?.(call);
      const place = placeOf(call);
      const again = this.#known.has(place) ? undefined : changes.get(placeOf({ ...call, ...atFirst(call) }));
      if (again !== undefined) {
        if (this.#isBroken(call, again)) faults.add(`broken promise of ${place}`);
        return { ok: again };
      }
      this.#asked.set(`${call.key} ${call.attempt} ${call.dispatch}`, place);
      const known = this.#known.get(place)?.behaviour ?? result?.(call) ?? { cooperates: true as const };
      if (!this.#known.has(place)) {
        const step = `${siteOf(call.intent.call)} ${call.capability}`;
        this.#known.set(place, { step, capability: call.capability, behaviour: known });
      }
      if (isFault(known)) faults.add(place);
      const changed = changes.get(place);
      const given = changed !== undefined && "ok" in known ? { ...known, ok: changed } : known;
      if ("ok" in given && this.#isBroken(call, given.ok)) faults.add(`broken promise of ${place}`);
      return given;
    };
    const names = Object.keys(this.#plan.capabilities);
    return { answers: Object.fromEntries(names.map((name) => [name, answer])), faults };
  }

  /** True if a result breaks what its capability ensures: a fault, and no value that a label follows (rules 36 and 51). */
  #isBroken({ capability, args }: SimulatedCall, result: Json): boolean {
    const declared = this.#plan.capabilities[capability];
    return declared !== undefined && !isEnsured(declared, args, result);
  }

  /** Keeps what a run was answered cooperatively, and how long it took: that may hang on the arguments. */
  learn({ events }: SimulatedRun): void {
    const began = new Map<string, number>();
    const tasks: { readonly intent: Intent; readonly at: number }[] = [];
    for (const [seq, event] of events.entries()) {
      if (event.t === "Began") began.set(`${event.intent.key} ${event.attempt} 1`, event.at);
      else if (event.t === "Dispatched")
        began.set(`${event.key} ${event.attempt} ${event.dispatch}`, event.at);
      else if (event.t === "Asked" && event.intent !== undefined)
        tasks[seq] = { intent: event.intent, at: event.at };
      else if (event.t === "Ended") {
        const asked = `${event.key} ${event.attempt} ${event.dispatch}`;
        const after = event.at - (began.get(asked) ?? event.at);
        this.#learnt(this.#asked.get(asked), "ok" in event.outcome ? event.outcome.ok : undefined, after);
      } else if (event.t === "Told" && event.say.say === "answered") {
        const task = tasks[event.say.ref.seq];
        if (task !== undefined)
          this.#learnt(this.#asked.get(`${task.intent.key} 1 1`), event.say.value, event.at - task.at);
      }
    }
  }

  #learnt(place: string | undefined, ok: Json | undefined, after: number): void {
    const known = place === undefined ? undefined : this.#known.get(place);
    if (place === undefined || known === undefined) return;
    const { behaviour } = known;
    const timed = behaviour.after === undefined ? { ...behaviour, after } : behaviour;
    const made = "cooperates" in timed && ok !== undefined ? withValue(timed, ok) : timed;
    this.#known.set(place, { ...known, behaviour: made });
  }

  /** The answers so far, by place. */
  get results(): readonly Result[] {
    return [...this.#known].flatMap(([place, { step, capability, behaviour }]) =>
      "ok" in behaviour ? [{ place, step, capability, value: behaviour.ok }] : [],
    );
  }
}

function withValue(
  { cooperates: _, ...rest }: Behaviour & { readonly cooperates: true },
  ok: Json,
): Behaviour {
  return { ...rest, ok };
}

function placeOf({ intent, capability, attempt, dispatch }: SimulatedCall): string {
  return `${intentOf(intent)} ${capability} attempt ${attempt} dispatch ${dispatch}`;
}

/** The first request and attempt at the same. */
function atFirst({ intent }: SimulatedCall): Pick<SimulatedCall, "intent" | "attempt" | "dispatch"> {
  const { request: _, ...first } = intent;
  return { intent: { ...first, generation: 1 }, attempt: 1, dispatch: 1 };
}

function isFault(behaviour: Behaviour): boolean {
  if (behaviour.meanwhile !== undefined || behaviour.twice === true || behaviour.stubborn === true)
    return true;
  return !("ok" in behaviour || "cooperates" in behaviour);
}
