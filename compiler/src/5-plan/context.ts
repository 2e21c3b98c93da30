import type { CheckedProgram } from "@orchlang/checker";
import type { Plan } from "@orchlang/plan";

/** The signals and flags that parts of a plan read, themselves or by way of flags. */
export function contextOf(
  program: CheckedProgram,
  parts: readonly unknown[],
): Pick<Plan, "signals" | "flags"> {
  const names = new Set<string>();
  const open = (part: unknown): void => {
    for (const name of readIn(part)) {
      if (names.has(name)) continue;
      names.add(name);
      open(program.flags?.[name]);
    }
  };
  parts.forEach(open);
  return {
    signals: ofNames([...names], (name) => withoutOrigin(program.signals?.[name])),
    flags: ofNames([...names], (name) => withoutOrigin(program.flags?.[name])),
  };
}

/** Names of the context in any part of a plan, without the member of a family. */
function readIn(part: unknown): ReadonlySet<string> {
  const collected = new Set<string>();
  const visit = (one: unknown): void => {
    if (typeof one !== "object" || one === null) return;
    if ("op" in one && one.op === "read" && "from" in one && one.from === "context" && "name" in one)
      collected.add(String(one.name).replace(/\(.*$/u, ""));
    for (const [key, value] of Object.entries(one)) if (key !== "origin") visit(value);
  };
  visit(part);
  return collected;
}

export function withoutOrigin<T extends { readonly origin: unknown }>(
  checked: T | undefined,
): Omit<T, "origin"> | undefined {
  if (checked === undefined) return undefined;
  const { origin: _, ...said } = checked;
  return said;
}

/** Events, and those that fusions among them are made of. */
export function eventsAround(program: CheckedProgram, names: readonly string[]): Plan["events"] {
  const all = new Set<string>();
  const open = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    const joins = program.events?.[name]?.joins as readonly { readonly event: string }[] | undefined;
    for (const { event } of joins ?? []) open(event);
  };
  names.forEach(open);
  return ofNames([...all], (name) => program.events?.[name]);
}

/** Looks up names, and sorts the results by name. */
export function ofNames<T>(
  names: readonly string[],
  find: (name: string) => T | undefined,
): Readonly<Record<string, T>> {
  const details: Record<string, T> = {};
  for (const name of [...new Set(names)].sort()) {
    const value = find(name);
    if (value !== undefined) details[name] = value;
  }
  return details;
}
