import { capabilityFor } from "../declare/capability.ts";
import { eventFor } from "../declare/event.ts";
import { drawnType } from "../declare/type.ts";
import { apart, type Draft, type Scope, within } from "../draft.ts";
import { joined, type Label, type Type } from "../types.ts";
import { drawnDuration } from "../values/duration.ts";
import { drawnValue } from "../values/value.ts";
import { capabilityCall } from "./arguments.ts";
import { known } from "./calls.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { failText } from "./ends.ts";
import { handlersFor, noteCall } from "./handlers.ts";
import { listFor } from "./loops.ts";
import { afterOption, optionsText } from "./options.ts";
import { driftFails, driftFor, driftLabel, withDrift } from "./while.ts";

/* Races, the first of a loop's rounds, agreement. */

export function races(block: WriteBlock): readonly Construct[] {
  const fits = (_: Draft, { depth, small }: Scope): boolean => depth > 0 && !small;
  return [
    { family: "races", weight: 3, fits, write: (draft, scope) => race(draft, scope, block) },
    { family: "races", fits, write: (draft, scope) => firstOf(draft, scope, block) },
    { family: "quorums", fits, write: (draft, scope) => quorum(draft, scope, block) },
  ];
}

interface Branch {
  readonly name: string;
  readonly text: string;
  readonly type: Type;
  readonly label: Label;
  /** Something of the world: it may come, or not. */
  readonly steps: readonly { readonly id: string; readonly type: Type; readonly label: Label }[];
}

function race(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const id = draft.fresh("ra");
  const count = dice.chance(0.2) ? 3 : 2;
  const branches = Array.from({ length: count }, () => branch(draft, scope, block));
  const most = count === 3 && dice.chance(0.3) ? " 2" : "";
  const options = [...(dice.chance(0.15) ? ["losers finish"] : []), ...afterOption(draft, scope)];
  const label = joined(scope.pc, ...branches.map((each) => each.label));
  scope.steps.push(id);
  for (const { name, type } of branches)
    scope.values.push({
      text: `${id}.${name}`,
      type: type.is === "optional" ? type : { is: "optional", of: type },
      label,
    });
  for (const step of branches.flatMap(({ steps }) => steps))
    scope.values.push({
      text: step.id,
      type: step.type.is === "optional" ? step.type : { is: "optional", of: step.type },
      label: joined(label, step.label),
    });
  const text = `${scope.indent}step ${id} = first${most} of { ${branches.map((each) => `${each.name} = ${each.text}`).join(", ")} }${optionsText(options)}`;
  const result =
    most === "" && dice.chance(0.3) ? `\n${matchWinner(draft, scope, { id, branches, label }, block)}` : "";
  return text + result;
}

function branch(draft: Draft, scope: Scope, block: WriteBlock): Branch {
  const { dice } = draft;
  const name = draft.fresh("br");
  const inner = apart(scope);
  const drawn = dice.below(10);
  if (drawn < 4) return { name, ...callBranch(draft, inner), steps: [] };
  if (drawn < 6)
    return {
      name,
      text: `wait ${drawnDuration(draft, scope, ["1s", "4s"])}`,
      type: { is: "bool" },
      label: scope.pc,
      steps: [],
    };
  if (drawn < 7 && draft.theme.context > 0.2) {
    const event = eventFor(draft);
    const label = joined(...event.fields.map((field) => field.label));
    const text = `wait for event ${event.name} within 5s`;
    return { name, text, type: { is: "record", name: "", fields: event.fields }, label, steps: [] };
  }
  const from = inner.values.length;
  const body = block(draft, inner);
  const type = drawnType(draft, 0);
  const given = drawnValue(draft, inner, { type });
  const last = dice.chance(0.1)
    ? `\n${inner.indent}when ${given.type.is === "bool" ? given.text : "now.hour > 3"} {\n${inner.indent}  ${failText(draft, inner)}\n${inner.indent}}`
    : "";
  const steps = inner.values
    .slice(from)
    .flatMap((value) =>
      /^\w+$/.test(value.text) ? [{ id: value.text, type: value.type, label: value.label }] : [],
    );
  const label = joined(given.label, ...steps.map((step) => step.label));
  return {
    name,
    text: `{\n${body}${last}\n${inner.indent}yield ${given.text}\n${scope.indent}}`,
    type,
    label,
    steps,
  };
}

function callBranch(draft: Draft, inner: Scope): Pick<Branch, "text" | "type" | "label"> {
  const of = capabilityFor(draft, { safe: true });
  noteCall(inner, of);
  const options = draft.dice.chance(0.2) ? ` { timeout ${draft.dice.one(["1s", "3s"])} }` : "";
  return {
    text: `${capabilityCall(draft, inner, of)}${options}`,
    type: of.result ?? { is: "bool" },
    label: of.label,
  };
}

function matchWinner(
  draft: Draft,
  scope: Scope,
  {
    id,
    branches,
    label,
  }: { readonly id: string; readonly branches: readonly Branch[]; readonly label: Label },
  block: WriteBlock,
): string {
  const cases = branches.map((each) => {
    const inner = within(scope, { pc: joined(scope.pc, label) });
    const name = draft.fresh("w");
    inner.values.push({ text: name, type: each.type, label: joined(label, each.label) });
    const body = draft.dice.chance(0.7)
      ? block(draft, inner, 1)
      : `${inner.indent}let ${draft.fresh("l")} = ${name}`;
    return `${scope.indent}  ${each.name} as ${name} {\n${body}\n${scope.indent}  }`;
  });
  return `${scope.indent}match ${id} {\n${cases.join("\n")}\n${scope.indent}}`;
}

function firstOf(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const of = listFor(draft, scope);
  const [id, variable] = [draft.fresh("fi"), draft.fresh("v")];
  const inner = apart(scope, { pc: joined(scope.pc, of.label) });
  inner.values.push({ text: variable, type: of.type.of, label: of.label });
  const body = block(draft, inner, 1);
  const type = drawnType(draft, 0);
  const given = drawnValue(draft, inner, { type });
  const drift = driftFor(draft, scope);
  const after = withDrift(afterOption(draft, scope), drift);
  const options = [...(dice.chance(0.15) ? ["losers finish"] : []), ...after];
  const isOne = dice.chance(0.6);
  const result: Type = isOne ? type : { is: "list", of: type, min: 0, max: 2 };
  const label = driftLabel(joined(of.label, given.label, scope.pc), drift);
  known(scope, id, { result, label, optional: false });
  return `${scope.indent}step ${id} = first${isOne ? "" : " 2"} of for ${variable} in ${of.text} {\n${body}\n${inner.indent}yield ${given.text}\n${scope.indent}}${optionsText(options)}`;
}

function quorum(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const id = draft.fresh("qu");
  const type = dice.one<Type>([{ is: "int", min: 0, max: 3 }, { is: "bool" }, { is: "text" }]);
  const inner = apart(scope);
  const asked = Array.from({ length: dice.within(2, 3) }, () => {
    const of = capabilityFor(draft, { safe: true, result: type });
    noteCall(inner, of);
    return { of, text: capabilityCall(draft, inner, of) };
  });
  const label = joined(scope.pc, ...asked.map(({ of }) => of.label));
  const drift = driftFor(draft, scope);
  const options = withDrift(afterOption(draft, scope), drift);
  const fails = ["no_quorum", ...driftFails(drift)];
  const failing = { result: type, label: driftLabel(label, drift), fails, usual: [] };
  const handled = handlersFor(draft, scope, failing, block);
  known(scope, id, { result: type, label: handled.label, optional: false });
  return `${scope.indent}step ${id} = quorum 2 of { ${asked.map(({ text }) => text).join(", ")} }${optionsText(options)}${handled.text}`;
}
