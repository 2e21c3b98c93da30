import type { CheckedCapability, CheckedProgram } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { CallReference, Capability } from "@orchlang/plan";
import { freeReads } from "@orchlang/plan/expressions";
import { substitute } from "../../expression/substitute.ts";
import { expressionText } from "../../expression/text.ts";
import { listed, shortName } from "../../words.ts";
import { type Foreign, ofAnother } from "./of-another.ts";

/* An undo whose capability is about another kind of thing: it touches or uses another, or is the way back of another. */

type Capabilities = CheckedProgram["capabilities"];

/** For one capability. */
export function anotherKindOf(
  { capability, origin, clauses }: CheckedCapability,
  { capabilities }: Pick<CheckedProgram, "capabilities">,
): readonly Diagnostic[] {
  const back = capability.undo && capabilities.get(capability.undo.capability)?.capability;
  if (capability.undo === undefined || back === undefined || back === capability) return [];
  const wrong =
    touchesAnother(capability, capability.undo, back) ??
    usesAnother(capability, back) ??
    belongsToAnother(capability, back, capabilities) ??
    takesAnother(capability, capability.undo, back, capabilities);
  if (wrong === undefined) return [];
  const place = { file: origin.file, span: clauses.undo ?? origin.nameSpan };
  return [ofAnother.at(place, { called: shortName(back.name), wrong })];
}

function touchesAnother(call: Capability, undo: CallReference, back: Capability): Foreign | undefined {
  const [did, undoes] = [call.touches, back.touches];
  if (did.length === 0 || undoes.length === 0) return undefined;
  const kinds = (touched: Capability["touches"]) =>
    listed(touched.map(({ entity }) => `\`${shortName(entity)}\``));
  const shared = undoes.filter(({ entity }) => did.some((one) => one.entity === entity));
  if (shared.length === 0) {
    const says = `\`${shortName(back.name)}\` touches ${kinds(undoes)}, and \`${shortName(call.name)}\` touches ${kinds(did)}.`;
    return { says, help: "Call what reverses it." };
  }
  for (const { entity, by } of shared) {
    if (freeReads(by).some(({ name }) => undo.args[name] === undefined)) continue;
    const value = substitute(by, ({ from, name }) => (from === "local" ? undo.args[name] : undefined));
    if (freeReads(value).some(({ name }) => name === "result")) continue;
    const own = did.filter((one) => one.entity === entity).map((one) => one.by);
    if (own.some((one) => expressionText(one) === expressionText(value))) continue;
    const thing = shortName(entity);
    const says = `\`${shortName(back.name)}\` touches the \`${thing}\` by \`${expressionText(value)}\`, and \`${shortName(call.name)}\` touches it by ${listed(own.map((one) => `\`${expressionText(one)}\``))}.`;
    return { says, help: `Pass what the call touches the \`${thing}\` by.` };
  }
  return undefined;
}

function usesAnother(call: Capability, back: Capability): Foreign | undefined {
  const [did, undoes] = [call.uses, back.uses].map((uses) => uses.map(({ kind }) => kind));
  if (did === undefined || undoes === undefined || did.length === 0 || undoes.length === 0) return undefined;
  if (undoes.some((kind) => did.includes(kind))) return undefined;
  const kinds = (used: readonly string[]) => listed(used.map((kind) => `\`${shortName(kind)}\``));
  const says = `\`${shortName(back.name)}\` uses ${kinds(undoes)}, and \`${shortName(call.name)}\` uses ${kinds(did)}.`;
  return { says, help: "Call what reverses it." };
}

/**
 * `book_room` with the undo `cancel_flight`, which is that of `book_flight`, although `cancel_room` exists: by their
 * names, the undo shares nothing with the call, and another capability does.
 */
function belongsToAnother(
  call: Capability,
  back: Capability,
  capabilities: Capabilities,
): Foreign | undefined {
  const [own, others] = [thingsOf(call.name), thingsOf(back.name)];
  if (own.length === 0 || others.length === 0 || meet(wordsOf(call.name), wordsOf(back.name)))
    return undefined;
  const all = [...capabilities.values()].map(({ capability }) => capability);
  const owner = all.find(
    (one) => one !== call && one.undo?.capability === back.name && meet(wordsOf(one.name), others),
  );
  if (owner === undefined) return undefined;
  const undos = new Set(all.map(({ undo }) => undo?.capability));
  const result = all.find(
    (one) =>
      one !== call &&
      one !== back &&
      !undos.has(one.name) &&
      one.effect.kind === "idempotent" &&
      one.kind !== "human" &&
      verbOf(one.name) === verbOf(back.name) &&
      meet(thingsOf(one.name), own),
  );
  if (result === undefined) return undefined;
  const says = `\`${shortName(back.name)}\` is the undo of \`${shortName(owner.name)}\`, and \`${shortName(result.name)}\` undoes nothing.`;
  return { says, help: `Is \`${shortName(result.name)}\` the undo of \`${shortName(call.name)}\`?` };
}

/**
 * `sterilise` with the undo `free_chair(chair: result.batch)`, which is that of `book_chair`, although `discard(batch)`
 * exists and undoes nothing: by the names of their parameters, the undo fits another call, and another undo fits this one.
 */
function takesAnother(
  call: Capability,
  undo: CallReference,
  back: Capability,
  capabilities: Capabilities,
): Foreign | undefined {
  const bearers = Object.entries(undo.args).flatMap(([parameter, value]) => {
    const name = value.op === "read" || value.op === "field" ? value.name : undefined;
    return name === undefined || name === parameter ? [] : [name];
  });
  if (bearers.length === 0 || bearers.length < Object.keys(undo.args).length) return undefined;
  const all = [...capabilities.values()].map(({ capability }) => capability);
  const passesOwn = ({ undo: other }: Capability): boolean =>
    other?.capability === back.name &&
    Object.entries(other.args).every(
      ([name, value]) => (value.op === "read" || value.op === "field") && value.name === name,
    );
  const owner = all.find((one) => one !== call && passesOwn(one));
  if (owner === undefined) return undefined;
  const undos = new Set(all.map((one) => one.undo?.capability));
  const meant = all.find(
    (one) =>
      !undos.has(one.name) &&
      one.effect.kind === "idempotent" &&
      one.kind !== "human" &&
      one.params.length > 0 &&
      one.params.every(({ name }) => bearers.includes(name)),
  );
  return meant === undefined ? undefined : belongs(call, back, owner, meant);
}

function belongs(call: Capability, back: Capability, owner: Capability, meant: Capability): Foreign {
  const says = `\`${shortName(back.name)}\` is the undo of \`${shortName(owner.name)}\`, and \`${shortName(meant.name)}\` undoes nothing.`;
  return { says, help: `Is \`${shortName(meant.name)}\` the undo of \`${shortName(call.name)}\`?` };
}

function wordsOf(name: string): readonly string[] {
  return shortName(name).split("_");
}

function verbOf(name: string): string | undefined {
  return wordsOf(name)[0];
}

/** The words behind the verb. */
function thingsOf(name: string): readonly string[] {
  return wordsOf(name).slice(1);
}

function meet(some: readonly string[], others: readonly string[]): boolean {
  return some.some((word) => others.includes(word));
}
