import { eventFor } from "../declare/event.ts";
import { drawnType, listOf } from "../declare/type.ts";
import type { Draft } from "../draft.ts";
import { type Scope, within } from "../scope.ts";
import { joined, type Type } from "../types.ts";
import { reachable } from "../values/reach.ts";
import { drawnValue } from "../values/value.ts";
import { known } from "./calls.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { afterOption, optionsText } from "./options.ts";

/* Loops: over a list, with a memory, over what happens. */

export function loops(block: WriteBlock): readonly Construct[] {
  const fits = (_: Draft, { depth, small }: Scope): boolean => depth > 0 && !small;
  return [
    { family: "loops", weight: 3, fits, write: (draft, scope) => each(draft, scope, block) },
    { family: "loops", weight: 2, fits, write: (draft, scope) => fold(draft, scope, block) },
    {
      family: "loops",
      fits: (draft, scope) => fits(draft, scope) && draft.theme.context > 0.2,
      write: (draft, scope) => overEvents(draft, scope, block),
    },
  ];
}

function each(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const lists = reachable(scope).filter(({ type }) => type.is === "list");
  const of =
    dice.chance(0.85) && lists.length > 0
      ? dice.one(lists)
      : drawnValue(draft, scope, { type: listOf(draft, { is: "int" }) });
  const item: Type = of.type.is === "list" ? of.type.of : { is: "int" };
  const [id, variable] = [draft.fresh("lp"), draft.fresh("v")];
  const inner = within(scope, { inside: true, pc: joined(scope.pc, of.label) });
  inner.values.push({ text: variable, type: item, label: of.label });
  const body = block(draft, inner);
  const given = drawnValue(draft, inner, { type: dice.chance(0.4) ? item : drawnType(draft, 0) });
  const yields = dice.chance(0.9);
  const atOnce = dice.chance(0.5) ? ` at once ${dice.within(1, 2)}` : "";
  const options = [
    ...(dice.chance(0.15) ? [`optional up to ${dice.one(["20%", "50%"])}`] : []),
    ...afterOption(draft, scope),
  ];
  const max = of.type.is === "list" ? of.type.max : 3;
  const result: Type = { is: "list", of: given.type, min: 0, max };
  const label = joined(of.label, given.label, scope.pc);
  known(scope, id, { ...(yields ? { result } : {}), label, optional: false });
  const last = yields ? `\n${inner.indent}yield ${given.text}` : "";
  return `${scope.indent}step ${id} = for ${variable} in ${of.text}${atOnce} {\n${body}${last}\n${scope.indent}}${optionsText(options)}`;
}

function fold(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const [id, variable] = [draft.fresh("fo"), draft.fresh("v")];
  const isNumber = dice.chance(0.6);
  const type: Type = isNumber ? { is: "int" } : { is: "text" };
  const first = isNumber ? { text: "0", label: scope.pc } : drawnValue(draft, scope, { type });
  const inner = within(scope, { inside: true, pc: joined(scope.pc, first.label) });
  inner.values.push({ text: variable, type, label: first.label });
  const body = block(draft, inner);
  const next =
    isNumber && dice.chance(0.6)
      ? { text: `${variable} + 1`, label: first.label }
      : drawnValue(draft, inner, { type });
  const most = dice.within(1, 3);
  const until = isNumber
    ? `${variable} >= ${dice.within(1, most)}`
    : `${variable}.size > ${dice.within(1, 4)}`;
  const options = afterOption(draft, scope);
  const rescue = dice.chance(0.35)
    ? ` else${dice.chance(0.4) ? " when error == exhausted" : ""} { yield ${drawnValue(draft, scope, { type }).text} }`
    : "";
  known(scope, id, { result: type, label: joined(first.label, next.label, scope.pc), optional: false });
  return `${scope.indent}step ${id} = for ${variable} from ${first.text} up to ${most} until ${until} {\n${body}\n${inner.indent}yield ${next.text}\n${scope.indent}}${optionsText(options)}${rescue}`;
}

function overEvents(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const event = eventFor(draft);
  const [id, variable] = [draft.fresh("le"), draft.fresh("v")];
  const label = joined(scope.pc, ...event.fields.map((field) => field.label));
  const inner = within(scope, { inside: true, pc: label });
  for (const field of event.fields)
    inner.values.push({ text: `${variable}.${field.name}`, type: field.type, label: field.label });
  const body = block(draft, inner);
  const type = drawnType(draft, 0);
  const given = drawnValue(draft, inner, { type });
  const limit = dice.one(["5s", "1m"]);
  const options = afterOption(draft, scope);
  known(scope, id, {
    result: { is: "list", of: type, min: 0, max: 3 },
    label: joined(label, given.label),
    optional: false,
  });
  return `${scope.indent}step ${id} = for ${variable} in event ${event.name} up to ${dice.within(1, 3)} within ${limit} {\n${body}\n${inner.indent}yield ${given.text}\n${scope.indent}}${optionsText(options)}`;
}
