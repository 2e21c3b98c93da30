import { closest } from "@orchlang/language";
import type { World } from "@orchlang/plan/context";
import type { ServerSettings } from "@orchlang/server";

type Sources = NonNullable<ServerSettings["sources"]>;
type Mapping = Sources[string]["maps"][number];

/** Names in mappings that the program does not declare, each in a sentence: all news by these would be refused. */
export function undeclaredIn(sources: Sources, world: World): readonly string[] {
  return Object.entries(sources).flatMap(([source, { maps }]) =>
    maps.flatMap((mapping) => undeclared(mapping, world).map((says) => `source \`${source}\`: ${says}`)),
  );
}

function undeclared({ event, fields = {}, signal }: Mapping, { events, signals }: World): readonly string[] {
  if (signal !== undefined) {
    const read = Object.values(signals).flatMap((one) => one.sources);
    return unknownName("signal", signal, [...Object.keys(signals), ...read]);
  }
  if (event === undefined) return [];
  const unknown = unknownName("event", event, Object.keys(events));
  if (unknown.length > 0) return unknown;
  const declared = Object.values(events).find(({ name }) => isName(event, name))?.fields ?? [];
  const names = declared.map(({ name }) => name);
  return Object.keys(fields).flatMap((field) =>
    names.includes(field) ? [] : [`the event \`${event}\` has no field \`${field}\`${meaning(field, names)}`],
  );
}

/** A declaration goes by its qualified name, or the end of it. */
function isName(written: string, qualified: string): boolean {
  return written === qualified || qualified.endsWith(`.${written}`);
}

function unknownName(kind: string, written: string, all: readonly string[]): readonly string[] {
  // A family's member stands in brackets.
  const plain = written.replace(/\(.*$/u, "");
  if (all.some((name) => isName(written, name) || isName(plain, name))) return [];
  const near = plain.includes(".") ? all : all.map((name) => name.slice(name.lastIndexOf(".") + 1));
  return [`the program declares no ${kind} \`${written}\`${meaning(plain, near)}`];
}

function meaning(written: string, names: readonly string[]): string {
  const meant = closest(written, names);
  return meant === undefined ? "" : `; did you mean \`${meant}\`?`;
}
