import { capabilityFor } from "../declare/capability.ts";
import { poolFor } from "../declare/pool.ts";
import type { Capability, Draft, Routine, Scope } from "../draft.ts";
import { joined, type Label, type Type } from "../types.ts";
import { capabilityCall, routineCall } from "./arguments.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { handlersFor, noteCall } from "./handlers.ts";
import { callOptions } from "./options.ts";
import { atText } from "./placement.ts";
import { driftFails, driftFor, driftLabel } from "./while.ts";

/* Calls of capabilities: the step that all others are made around. */

export function calls(block: WriteBlock): readonly Construct[] {
  return [
    {
      family: "calls",
      fits: () => true,
      write: (draft, scope) => callStep(draft, scope, block, {}),
    },
    {
      family: "people",
      fits: (_, { safe }) => !safe,
      write: (draft, scope) => callStep(draft, scope, block, { human: true }),
    },
  ];
}

function callStep(
  draft: Draft,
  scope: Scope,
  block: WriteBlock,
  wanted: { readonly human?: boolean },
): string {
  const { dice } = draft;
  const drift = wanted.human === true ? undefined : driftFor(draft, scope);
  const of = capabilityFor(draft, { ...wanted, safe: scope.safe || drift !== undefined });
  noteCall(scope, of);
  const id = draft.fresh(of.kind === "human" ? "ok" : "st");
  const call = capabilityCall(draft, scope, of);
  const using =
    of.kind !== "human" && scope.held.length === 0 && !scope.safe && dice.chance(0.04)
      ? usingText(draft)
      : "";
  const label = driftLabel(joined(of.label, scope.pc), drift);
  const fails = [...of.fails, ...driftFails(drift)];
  // Handlers stand around the call, not beside it.
  const failing = { ...(drift === undefined ? { capability: of } : {}), label, fails, ...resultOf(of) };
  const options = callOptions(draft, scope, { capability: of, ...resultOf(of) }, drift);
  const isHandled = !options.optional && !(scope.small && dice.chance(0.8));
  const handled = isHandled ? handlersFor(draft, scope, failing, block) : { text: "", label: failing.label };
  known(scope, id, { ...resultOf(of), label: handled.label, optional: options.optional });
  draft.noteStep(id, of.name, `${scope.under.join(" ")} ${call} ${options.text}`);
  return `${scope.indent}step ${id} = ${call}${using}${options.text}${handled.text}`;
}

function resultOf({ result }: Capability): { readonly result?: Type } {
  return result === undefined ? {} : { result };
}

function usingText(draft: Draft): string {
  const pool = poolFor(draft);
  return ` using ${pool.name}${atText(draft, 0.15)} wait ${draft.dice.one(["3s", "1m"])}`;
}

/** A step has a name that others can wait for, and a value where it gives one. */
export function known(
  scope: Scope,
  id: string,
  { result, label, optional }: { readonly result?: Type; readonly label: Label; readonly optional: boolean },
): void {
  scope.steps.push(id);
  if (result === undefined) return;
  const isOptional = optional && result.is !== "optional";
  scope.values.push({ text: id, type: isOptional ? { is: "optional", of: result } : result, label });
}

/* Calls of plans and goals. */

/** Writes another plan, or goal, that can be called from where `scope` stands. */
export type WriteRoutine = (draft: Draft, scope: Scope, is: Routine["is"]) => Routine | undefined;

export function plans(block: WriteBlock, write: WriteRoutine): readonly Construct[] {
  const fits = (draft: Draft, scope: Scope): boolean =>
    scope.frame.depth > 0 && !scope.small && draft.left > 0;
  return (["plan", "goal"] as const).map((is) => ({
    family: is === "plan" ? ("plans" as const) : ("goals" as const),
    fits,
    write: (draft, scope) => routineStep(draft, scope, { is, block, write }),
  }));
}

function routineStep(
  draft: Draft,
  scope: Scope,
  {
    is,
    block,
    write,
  }: { readonly is: Routine["is"]; readonly block: WriteBlock; readonly write: WriteRoutine },
): string {
  const { dice } = draft;
  const drift = driftFor(draft, scope);
  const isSafe = scope.safe || drift !== undefined;
  const there = draft.routines.filter(
    (each) => each.is === is && each.depth < scope.frame.depth && !(isSafe && each.lasting),
  );
  const of = there.length > 0 && dice.chance(0.6) ? dice.one(there) : write(draft, scope, is);
  if (of === undefined || (isSafe && of.lasting)) return "";
  if (of.lasting) scope.frame.lasting = true;
  const id = draft.fresh("pl");
  const call = routineCall(draft, scope, of);
  const result = of.result === undefined ? {} : { result: of.result };
  const options = callOptions(draft, scope, result, drift);
  const label = driftLabel(joined(of.label, scope.pc), drift);
  const failing = { ...result, label, fails: [...of.fails, ...driftFails(drift)], usual: [] };
  const handled = options.optional
    ? { text: "", label: failing.label }
    : handlersFor(draft, scope, failing, block);
  known(scope, id, { ...result, label: handled.label, optional: options.optional });
  draft.noteStep(id, of.name, `${scope.under.join(" ")} ${call} ${options.text}`);
  return `${scope.indent}step ${id} = ${call}${options.text}${handled.text}`;
}
