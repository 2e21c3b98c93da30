import type { Json } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate, type Read, type Scope } from "@orchlang/plan/expressions";
import type { HoldNode } from "@orchlang/plan/nodes";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Failure } from "../failure.ts";
import type { Reads } from "../messages.ts";
import { isOfRun } from "./context-names.ts";
import type { Frame } from "./frame-state.ts";
import type { Template } from "./layout.ts";
import { frameAt, type View } from "./state.ts";

/** Where an expression stands, and what is bound there beside what the plan binds. */
export interface Position {
  readonly frame: Frame;
  /** The block that it is read in; left out: the frame's outermost. */
  readonly block?: string;
  readonly locals?: Readonly<Record<string, Json>>;
  readonly reads?: Reads;
}

export type Locals = Readonly<Record<string, Json>>;

/** The scope at a place of a run: arguments, values of nodes, enclosing variables, the context. */
export function scopeAt(state: View, position: Position): Scope {
  return { read: (read) => readAt(state, position, read) };
}

export function valueAt(state: View, position: Position, expression: Expression): Evaluated {
  return evaluate(expression, scopeAt(state, position));
}

/** True if something certainly holds; not so where it is unknown or cannot be said. */
export function holdsAt(state: View, position: Position, expression: Expression): boolean {
  const evaluated = valueAt(state, position, expression);
  return "value" in evaluated && evaluated.value === true;
}

/** A number, as durations and counts are; undefined where there is none. */
export function numberAt(
  state: View,
  position: Position,
  expression: Expression | number,
): number | undefined {
  if (typeof expression === "number") return expression;
  const evaluated = valueAt(state, position, expression);
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : undefined;
}

/**
 * The scope of a capability's own clauses: its parameters, and `result` if there is one. `reads`: the context that its
 * gate reported.
 */
export function clauseScope(state: View, args: Json, more: Locals = {}, reads?: Reads): Scope {
  const params = typeof args === "object" && args !== null && !Array.isArray(args) ? (args as Locals) : {};
  return {
    read(read) {
      if (read.from === "local") {
        if (Object.hasOwn(more, read.name)) return { value: more[read.name] ?? null };
        return { value: Object.hasOwn(params, read.name) ? (params[read.name] ?? null) : null };
      }
      return read.from === "context" ? contextual(state, reads, read.name) : { value: null };
    },
  };
}

/** `error` as a handler reads it. */
export function errorValue(failure: Failure): Json {
  return {
    name: failure.name,
    message: failure.message,
    attempts: failure.attempts ?? 0,
    last: failure.last ?? null,
  };
}

/** Why an expression gave no value, as a failure: nothing was called, so nothing was reached. */
export function noValue(
  found: { readonly unknown: readonly string[] } | { readonly fault: string },
): Failure {
  const message =
    "fault" in found
      ? found.fault
      : `${found.unknown.map((name) => `\`${name}\``).join(", ")} ${found.unknown.length === 1 ? "is" : "are"} not known now`;
  return { class: "invalid_input", name: "invalid_input", message };
}

function readAt(state: View, position: Position, { from, name }: Read): Evaluated {
  switch (from) {
    case "input":
      return { value: inputOf(state, position.frame, name) };
    case "node":
      return { value: nodeValue(state, position.frame, name) };
    case "local":
      return localAt(state, position, name);
    case "context":
      return contextual(state, position.reads, name);
  }
}

function inputOf(state: View, frame: Frame, name: string): Json {
  let at = frame;
  while (at.template.loop !== undefined && at.parent !== undefined) at = frameAt(state, at.parent.frame);
  const input = at.input;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return null;
  return Object.hasOwn(input, name) ? ((input as Locals)[name] ?? null) : null;
}

/** The value of a node as it is seen from a frame: its own nodes, else those around the loop it is a round of. */
function nodeValue(state: View, frame: Frame, name: string): Json {
  for (let at: Frame | undefined = frame; at !== undefined; at = around(state, at)) {
    const number = at.template.number.get(name);
    if (number !== undefined) return at.nodes.get(number)?.value ?? null;
  }
  return null;
}

/** The frame that a round's loop stands in. */
export function around(state: View, frame: Frame): Frame | undefined {
  return frame.template.loop === undefined || frame.parent === undefined
    ? undefined
    : frameAt(state, frame.parent.frame);
}

function contextual(state: View, reads: Reads | undefined, name: string): Evaluated {
  if (name === "now") return { value: formatInstant(state.at) };
  if (isOfRun(name)) return { value: ofRun(state, name) };
  const reading = reads?.find((one) => one.name === name) ?? state.context.get(name);
  return reading?.value === undefined ? { unknown: [name] } : { value: reading.value };
}

/** `user` and `run`: what a run is started with. */
export function ofRun({ start }: Pick<View, "start">, name: string): Json {
  if (name === "user") return start?.user ?? null;
  return start === undefined ? null : { id: start.run, started: formatInstant(start.at) };
}

/** Reads a variable bound around the place, innermost first. */
function localAt(state: View, position: Position, name: string): Evaluated {
  const { locals } = position;
  if (locals !== undefined && Object.hasOwn(locals, name)) return { value: locals[name] ?? null };
  let block = position.block;
  for (let frame: Frame | undefined = position.frame; frame !== undefined; ) {
    const evaluated = boundInBlocks(state, frame, block, name);
    if (evaluated !== undefined) return evaluated;
    if (frame.local?.name === name) return { value: frame.local.value };
    const outer = around(state, frame);
    block = outer === undefined ? undefined : frameBlock(outer.template, frame);
    frame = outer;
  }
  return { fault: `nothing is called \`${name}\` here` };
}

/** The block that the loop of a round's frame stands in. */
function frameBlock(template: Template, round: Frame): string | undefined {
  return template.nodes[round.parent?.node ?? -1]?.block.id;
}

function boundInBlocks(
  state: View,
  frame: Frame,
  from: string | undefined,
  name: string,
): Evaluated | undefined {
  const { template } = frame;
  let block = from === undefined ? undefined : template.blocks.get(from);
  while (block !== undefined) {
    if (block.id === template.finally?.id && name === "outcome") return { value: outcomeValue(frame) };
    const owner = template.nodes[block.owner];
    if (owner === undefined) return undefined;
    const { node } = owner;
    if (node.kind === "hold") {
      if (block.id === node.body && node.variable === name)
        return { value: heldValue(frame, owner.at, node) };
    } else if (node.kind === "branch") {
      const arm = node.arms.find((one) => one.block === block?.id);
      if (arm?.as === name && node.subject !== undefined) {
        return armValue(valueAt(state, { ...within(frame, owner.block.id) }, node.subject), arm.patterns);
      }
    } else if (name === "error") {
      const failure = frame.nodes.get(owner.at)?.failure;
      if (failure !== undefined) return { value: errorValue(failure) };
    }
    block = owner.block;
  }
  return undefined;
}

/** One member, or with a `count` the list of them. */
function heldValue(frame: Frame, at: number, node: HoldNode): Json {
  const members = frame.nodes.get(at)?.hold?.members ?? [];
  const fields = members.map((member) => member.fields);
  return node.pick.count === undefined ? (fields[0] ?? null) : fields;
}

/** The value that an arm names: of a race's record the branch that it asks for, else the subject itself. */
function armValue(
  subject: Evaluated,
  patterns: readonly ({ readonly present: string } | object)[] | undefined,
): Evaluated {
  if (!("value" in subject)) return subject;
  const [pattern] = patterns ?? [];
  if (pattern === undefined || !("present" in pattern)) return subject;
  const { value } = subject;
  const record =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Locals) : {};
  return { value: Object.hasOwn(record, pattern.present) ? (record[pattern.present] ?? null) : null };
}

function outcomeValue(frame: Frame): Json {
  const status = frame.cancelled ? "cancelled" : frame.failure === undefined ? "completed" : "failed";
  return { status, error: frame.failure === undefined ? null : errorValue(frame.failure) };
}

export function within(frame: Frame, block: string, locals?: Locals): Position {
  return locals === undefined ? { frame, block } : { frame, block, locals };
}

// In which scopes an action counts (semantics, rule 34).

export type Around = ReadonlyMap<number, Frame>;

/** A frame and all that it stands in, by id. */
export function framesAround(state: View, frame: Frame): Around {
  const frames = new Map<number, Frame>();
  for (let one: Frame | undefined = frame; one !== undefined; ) {
    frames.set(one.id, one);
    one = one.parent === undefined ? undefined : frameAt(state, one.parent.frame);
  }
  return frames;
}

/** The scopes that it lies in: rounds, and what the run is for. */
export function scopesOf(around: Around): ReadonlySet<number> {
  return new Set([...around.values()].map(({ scope }) => scope));
}

/** True if what follows in one of two scopes answers what was done in the other: one of them lies in the other. */
export function inOneScope(state: View, one: Frame, other: Frame): boolean {
  return (
    scopesOf(framesAround(state, one)).has(other.scope) || scopesOf(framesAround(state, other)).has(one.scope)
  );
}
