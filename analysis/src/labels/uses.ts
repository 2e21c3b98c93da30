import type { TracedLabel } from "@orchlang/checker";
import type { Label, Tier } from "@orchlang/plan";
import type { LinkedStatement } from "../tree.ts";
import { type Shape, whole } from "./shape.ts";
import { clean, joinTaints, sameTaint, type Taint } from "./taint.ts";

/** Where data leaves a plan: an argument of a call, or that the call is made at all. */
export interface Use {
  /** For an emission: the event; for a hold: the pool. */
  readonly capability: string;
  /** Left out: that it is called at all. */
  readonly parameter?: string;
  /** Where the call may run. */
  readonly tiers: readonly Tier[];
  /**
   * `enter`: a plan or goal is called that rules count; `give`: a plan or goal is handed an argument; `hold`: a member of
   * a pool is held. Nothing leaves there.
   */
  readonly about: "call" | "enter" | "give" | "undo" | "confirm" | "emit" | "hold";
  /** The taint of the value, joined with that of the decision to pass it on. */
  readonly taint: Taint;
  /** The taint of the value alone. */
  readonly given: Taint;
  /** For a parameter that asks for a trusted value alone: the taint of all that chooses the value. */
  readonly chosen?: Taint;
  /** The statement of the plan that is looked at: of what a called plan does, the call of it. */
  readonly linked: LinkedStatement;
  /** In words: "`to`", "`c` of `inner`". */
  readonly argument: string;
  /** Inside of a plan that is called here: what is refused there whoever calls it. */
  readonly inside?: Inside;
  /** The goals that are asked for here, or in a plan that is called here, and one of whose plans makes the call. */
  readonly goals?: readonly string[];
  /**
   * For limits, beside its taint: what decides how often it is made, and for rules when, since they count within a time.
   */
  readonly when?: Taint;
  /** Inside of a plan that is called here: the taint of what decides whether what it did stands. */
  readonly stands?: Taint;
}

interface Inside {
  readonly already: Label;
  /** True if a part is called: its caller answers for what it hands on. */
  readonly isPart?: true;
  /** From the call's plan on to the place itself, for a diagnostic. */
  readonly way: TracedLabel["way"];
}

/** The taint that a place which takes nothing untrusted asks for. */
export function steering({
  about,
  taint,
  given,
  chosen,
}: Pick<Use, "about" | "taint" | "given" | "chosen">): Taint {
  // An event says what happened, and may do so under whatever condition; what it says of it is another matter.
  return about === "emit" ? given : (chosen ?? taint);
}

/** The label that a place in a called plan refuses whoever calls it. */
export function alreadyOf(exit: Pick<Use, "about" | "taint" | "given" | "chosen">): Label {
  return { ...exit.taint.label, integrity: steering(exit).label.integrity };
}

/** True if data leaves the plan there. */
export function leaves({ about }: Pick<Use, "about">): boolean {
  return about !== "enter" && about !== "give" && about !== "hold";
}

function keyOf({ capability, parameter, tiers, about, goals }: Use): string {
  return `${capability} ${parameter ?? ""} ${tiers.join()} ${about} ${goals?.join() ?? ""}`;
}

/** True if it is for a caller to say how confidential it is. */
function isOfCaller({ taint }: Use): boolean {
  return taint.secrecy !== 0n;
}

/** The exits that callers need to know: for each place that data can leave to, the join over all ways there. */
export function exitsOf(uses: readonly Use[]): readonly Use[] {
  const exits = new Map<string, Use>();
  for (const use of uses) {
    const key = keyOf(use);
    const known = exits.get(key);
    exits.set(
      key,
      known === undefined
        ? use
        : {
            ...(isOfCaller(use) && !isOfCaller(known) ? use : known),
            taint: joinTaints(known.taint, use.taint),
            given: joinTaints(known.given, use.given),
            ...(use.chosen === undefined ? {} : { chosen: joinTaints(known.chosen ?? clean, use.chosen) }),
            ...(use.when === undefined ? {} : { when: joinTaints(known.when ?? clean, use.when) }),
            ...(use.stands === undefined ? {} : { stands: joinTaints(known.stands ?? clean, use.stands) }),
          },
    );
  }
  return [...exits.values()];
}

/**
 * That a plan or goal is handed its arguments: a parameter is cleared for its declared label (semantics, rule 49), by
 * whatever way a value comes to it.
 */
export function handedOver(
  capability: string,
  args: ReadonlyMap<string, Shape>,
): readonly Omit<Use, "linked">[] {
  return [...args].map(([parameter, shape]) => {
    const given = whole(shape);
    return { capability, parameter, argument: parameter, tiers: [], about: "give", taint: given, given };
  });
}

/** True if two passes have found the same of the same uses. */
export function haveSameTaints(some: readonly Use[], others: readonly Use[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ taint, when = clean }, at) => {
      const other = others[at];
      return sameTaint(taint, other?.taint ?? clean) && sameTaint(when, other?.when ?? clean);
    })
  );
}

/** The argument of a use that is the call itself. */
export const happening = "that it is called";
