import { capabilityFor, isLasting } from "../declare/capability.ts";
import { type Capability, type Draft, type Scope, within } from "../draft.ts";
import { joined, type Label, type Type } from "../types.ts";
import { drawnValue } from "../values/value.ts";
import { capabilityCall } from "./arguments.ts";
import type { WriteBlock } from "./construct.ts";
import { failText, returnText } from "./ends.ts";
import { optionsText } from "./options.ts";

/* The statements that replace a failed one. */

interface Handled {
  readonly text: string;
  /** The type of the handlers' values. */
  readonly label: Label;
}

/** The kind of a step that may fail. */
interface Failing {
  readonly result?: Type;
  readonly label: Label;
  readonly capability?: Capability;
  /** Failures of its own. */
  readonly fails: readonly string[];
  /** Those that any such step may have; left out: those of a call. */
  readonly usual?: readonly string[];
}

/** Behind what may have happened, and cannot be asked about nor undone, nothing may be done instead. */
function mayHandle({ capability }: Failing): boolean {
  if (capability === undefined || capability.kind === "human") return true;
  return capability.effect !== "once" || capability.confirms || capability.undo === "free";
}

export function handlersFor(draft: Draft, scope: Scope, failing: Failing, block: WriteBlock): Handled {
  const { dice, theme } = draft;
  const none = { text: "", label: failing.label };
  if (!dice.chance(theme.handlers)) return none;
  const isOpen = mayHandle(failing);
  if (!isOpen && failing.fails.length === 0) return none;
  const results: string[] = [];
  let label = failing.label;
  const count = dice.chance(0.2) ? 2 : 1;
  for (let nth = 0; nth < count; nth++) {
    const when = isOpen
      ? condition(draft, failing, nth < count - 1)
      : ` when error == ${dice.one(failing.fails)}`;
    const one = handler(draft, scope, failing, block);
    results.push(` else${when} ${one.text}`);
    label = joined(label, one.label);
    if (when === "" || !isOpen) break;
  }
  return { text: results.join(""), label };
}

function condition({ dice }: Draft, { fails, usual, capability }: Failing, isNeeded: boolean): string {
  if (!isNeeded && !dice.chance(0.25)) return "";
  const own = usual ?? (capability?.kind === "human" ? ["timeout"] : ["transient", "timeout", "permanent"]);
  const all = [...own, ...fails];
  return all.length === 0 ? "" : ` when error == ${dice.one(all)}`;
}

function handler(draft: Draft, scope: Scope, { result, label }: Failing, block: WriteBlock): Handled {
  const { dice } = draft;
  const inner = within(scope, { pc: joined(scope.pc, label), small: true });
  inner.values.push(...ofError(label));
  const isCall = dice.chance(0.4);
  if (isCall) {
    const of = capabilityFor(draft, { safe: scope.safe, ...(result === undefined ? {} : { result }) });
    if (!(scope.safe && isLasting(of))) {
      noteCall(scope, of);
      const options = optionsText([
        ...(dice.chance(0.15) ? [`timeout ${dice.one(["1s", "5s"])}`] : []),
        ...(isLasting(of) && dice.chance(0.1) ? ['irreversible because "so it is"'] : []),
      ]);
      return { text: capabilityCall(draft, inner, of) + options, label: joined(label, of.label) };
    }
  }
  const statements = dice.chance(0.6) ? `${block(draft, inner, 1)}\n` : "";
  return ending(draft, scope, { inner, statements, result, label });
}

function ending(
  draft: Draft,
  scope: Scope,
  {
    inner,
    statements,
    result,
    label,
  }: {
    readonly inner: Scope;
    readonly statements: string;
    readonly result: Type | undefined;
    readonly label: Label;
  },
): Handled {
  const { dice } = draft;
  const closed = (last: string): string => `{\n${statements}${inner.indent}${last}\n${scope.indent}}`;
  const drawn = dice.below(10);
  if (drawn < 2) return { text: closed(failText(draft, scope)), label };
  if (drawn < 4 && !scope.inside) return { text: closed(returnText(draft, inner)), label };
  if (result === undefined) return { text: `{\n${statements}${scope.indent}}`, label };
  const value = drawnValue(draft, inner, { type: result });
  return { text: closed(`yield ${value.text}`), label: joined(label, value.label) };
}

/** The facts known of a failure. */
function ofError(label: Label): Scope["values"] {
  return [
    { text: "error.message", type: { is: "text" }, label },
    { text: `"of \${error.name}"`, type: { is: "text" }, label },
    { text: "error.attempts", type: { is: "int" }, label },
  ];
}

/** Records a call. Callers have to know whether a plan has lasting effects. */
export function noteCall({ frame }: Scope, of: Capability): void {
  frame.called.add(of);
  if (isLasting(of)) frame.lasting = true;
}
