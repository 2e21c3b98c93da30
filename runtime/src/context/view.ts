import type { Instant } from "@orchlang/kernel";
import { type ControlEvent, type ControlState, keptFor, knownOf, type Past } from "@orchlang/kernel/control";
import type { Confidentiality, Json } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { parseDuration } from "@orchlang/plan/quantities";
import type { Refusal } from "../orchestrator-types.ts";
import { isRecord, projectAround } from "../workers/project.ts";
import { type KnownNow, knownNow, labelOf, maySee, seen } from "./known-now.ts";

/** A signal or flag has become something else. Left out: unknown. */
export interface Delta {
  readonly name: string;
  readonly at: Instant;
  readonly from?: Json;
  readonly to?: Json;
}

/** The options of a consumer of changes, with its clearance. */
export interface FollowOptions {
  /** For a number: report only changes of at least this size since the last report, in base units. */
  readonly by?: number;
  /** The consumer's clearance. Default `internal`; names above it are refused. */
  readonly clearance?: Confidentiality;
}

/** The context of the runs, for consumers with the clearance. Names are qualified, as `home.evening.heat`. */
export interface ContextView {
  /** Everything that is known at this moment; what is labelled above the clearance (default `internal`) as `‹personal›`. */
  now(clearance?: Confidentiality): readonly KnownNow[];
  /** Past values, oldest first, for as long as `history` in `orch.json` says. */
  history(name: string, clearance?: Confidentiality): readonly Past[] | Refusal;
  /** Calls `see` for each change from now on, as soon as it is durable. Call the returned function to stop. */
  follow(name: string, options: FollowOptions, see: (delta: Delta) => void): (() => void) | Refusal;
}

interface Source {
  state(): ControlState;
  now(): Instant;
  listen(see: (entry: { readonly event: ControlEvent }) => void): () => void;
}

/** Events after which a signal or flag may be something else. */
const changing: ReadonlySet<ControlEvent["t"]> = new Set(["Sensed", "Set", "Faded", "Turned"]);

export function contextView({ state, now, listen }: Source): ContextView {
  return {
    now: (clearance = "internal") => knownNow(state(), now(), clearance),
    history: (name, clearance = "internal") => {
      const refusal = refused(state(), name, clearance);
      if (refusal !== undefined) return refusal;
      const keep = keptFor(state(), name);
      const at = now();
      return (state().history.get(name)?.toArray() ?? []).filter((past) => past.at + keep > at);
    },
    follow: (name, options, see) => {
      const { by = 0, clearance = "internal" } = options ?? {};
      const refusal = refused(state(), name, clearance);
      if (refusal !== undefined) return refusal;
      let last = knownOf(state(), name).value;
      return listen(({ event }) => {
        if (!changing.has(event.t)) return;
        const { value } = knownOf(state(), name);
        if (!isFar(last, value, by)) return;
        const label = labelOf(state(), name);
        const result = (one: Json) => seen(one, label, clearance);
        see({
          name,
          at: event.at,
          ...(last === undefined ? {} : { from: result(last) }),
          ...(value === undefined ? {} : { to: result(value) }),
        });
        last = value;
      });
    },
  };
}

function refused(state: ControlState, name: string, clearance: Confidentiality): Refusal | undefined {
  if (!state.laid.signals.has(name) && !state.laid.byName.has(name))
    return { refused: "unknown", message: `There is no signal or flag ${name}.` };
  const label = labelOf(state, name);
  if (maySee(label, clearance)) return undefined;
  return {
    refused: "clearance",
    message: `${name} is ${label}, and requires a higher clearance than ${clearance}.`,
  };
}

function isFar(last: Json | undefined, value: Json | undefined, by: number): boolean {
  if (last === undefined || value === undefined) return last !== value;
  if (typeof last === "number" && typeof value === "number")
    return last !== value && Math.abs(value - last) >= by;
  return !equal(last, value);
}

/** ms, by the name of a signal or flag. */
type Keeps = Readonly<Record<string, number>>;

/** The map `history` of the `orch.json` around a folder: how long is remembered what a signal or flag was. */
export function keepsAround(root: string): Keeps | { readonly wrong: readonly string[] } {
  const project = projectAround(root);
  if (project === undefined) return {};
  if ("wrong" in project) return { wrong: [project.wrong] };
  const { history = {} } = project.settings;
  if (!isRecord(history)) return { wrong: [`\`history\` in ${project.path} has to be a record by signal`] };
  const wrong: string[] = [];
  const keeps = Object.entries(history).map(([name, said]): [string, number] => {
    const keep = typeof said === "string" ? parseDuration(said) : undefined;
    if (keep === undefined || keep <= 0)
      wrong.push(`\`history.${name}\` in ${project.path} is a time as "7d"`);
    return [name, keep ?? 0];
  });
  return wrong.length === 0 ? Object.fromEntries(keeps) : { wrong };
}
