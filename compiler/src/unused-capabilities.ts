import type { Capability, Json, UnusedCapability } from "@orchlang/plan";
import type { CheckedBlock, CheckedProgram } from "./3-check/checked.ts";

/** Capabilities that no plan calls, and by which nothing is taken back or asked about: perhaps they were forgotten. */
export function unusedCapabilities({ capabilities, routines }: CheckedProgram): readonly UnusedCapability[] {
  const used = new Set<string>();
  for (const { capability } of capabilities.values()) gather([capability.undo, capability.confirm], used);
  for (const { body, finally: last } of routines.values()) {
    inBlock(body, used);
    if (last !== undefined) inBlock(last, used);
  }
  return [...capabilities.values()].flatMap(({ capability }) =>
    used.has(capability.name) ? [] : [shown(capability)],
  );
}

/** Events that a plan of the program reports, and that nobody else does: they come from no source. */
export function ownEvents({ routines, events = {} }: CheckedProgram): readonly string[] {
  const emitted = new Set<string>();
  const visit = ({ statements }: CheckedBlock): void => {
    for (const { node, blocks } of statements) {
      if (node.kind === "emit") emitted.add(node.event);
      for (const block of blocks) visit(block);
    }
  };
  for (const { body, finally: last } of routines.values()) {
    visit(body);
    if (last !== undefined) visit(last);
  }
  return [...emitted].filter((name) => {
    const sources = events[name]?.sources;
    return !Array.isArray(sources) || sources.length === 0;
  });
}

function shown({ name, params, result, effect, human }: Capability): UnusedCapability {
  return { name, params, gives: result !== null, effect: effect.kind, asks: human !== undefined };
}

function inBlock({ statements }: CheckedBlock, used: Set<string>): void {
  for (const { node, blocks } of statements) {
    gather(node, used);
    for (const block of blocks) inBlock(block, used);
  }
}

/** A call says whom it calls as `capability`, whoever it stands in. */
function gather(part: unknown, used: Set<string>): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part) gather(item, used);
    return;
  }
  for (const [key, inner] of Object.entries(part as Readonly<Record<string, Json>>)) {
    if (key === "capability" && typeof inner === "string") used.add(inner);
    else gather(inner, used);
  }
}
