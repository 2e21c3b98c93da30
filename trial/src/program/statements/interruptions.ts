import { eventFor } from "../declare/event.ts";
import { drawnType } from "../declare/type.ts";
import { apart, type Draft, type Scope } from "../draft.ts";
import { joined } from "../types.ts";
import { drawnValue } from "../values/value.ts";
import { known } from "./calls.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { handlersFor } from "./handlers.ts";
import { afterOption, optionsText } from "./options.ts";
import { whereOf } from "./waits.ts";

/* Work that an event interrupts, and what is done then. */

export function interruptions(block: WriteBlock): readonly Construct[] {
  return [
    {
      family: "races",
      weight: 3,
      fits: (draft, { depth, small }) => depth > 0 && !small && draft.theme.context > 0.05,
      write: (draft, scope) => interruptible(draft, scope, block),
    },
  ];
}

function interruptible(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const id = draft.fresh("ir");
  const type = drawnType(draft, 0);
  const event = eventFor(draft);
  const gives = dice.chance(0.8);
  const given = (inner: Scope): { readonly text: string; readonly label: Scope["pc"] } => {
    if (!gives) return { text: "", label: scope.pc };
    const value = drawnValue(draft, inner, { type });
    return { text: `\n${inner.indent}yield ${value.text}`, label: value.label };
  };
  const inner = apart(scope);
  const work = block(draft, inner);
  const result = given(inner);
  const where = dice.chance(0.4) ? whereOf(draft, scope, event) : "";
  const next = dice.chance(0.2) ? "next " : "";
  let label = joined(scope.pc, result.label, ...event.fields.map((field) => field.label));
  let otherwise = "";
  if (dice.chance(0.85)) {
    // It can't lose: what may happen once only may be done here.
    const then = apart(scope, { safe: scope.safe, pc: label });
    for (const field of event.fields)
      then.values.push({ text: `event.${field.name}`, type: field.type, label: joined(label, field.label) });
    const done = block(draft, then);
    const instead = dice.chance(0.85) ? given(then) : { text: "", label };
    label = joined(label, instead.label);
    otherwise = ` {\n${done}${instead.text}\n${scope.indent}}`;
    if (instead.text === "" && gives) otherwise = ` {\n${done}\n${scope.indent}}`;
  }
  const always = gives && otherwise.includes("yield");
  const options = otherwise === "" ? "" : optionsText(afterOption(draft, scope));
  const failing = { ...(always ? { result: type } : {}), label, fails: [], usual: ["permanent", "timeout"] };
  const handled =
    dice.chance(0.4) && always ? handlersFor(draft, scope, failing, block) : { text: "", label };
  known(scope, id, { ...(gives ? { result: type } : {}), label: handled.label, optional: !always });
  return `${scope.indent}step ${id} = do {\n${work}${result.text}\n${scope.indent}} until ${next}event ${event.name}${where}${otherwise}${options}${handled.text}`;
}
