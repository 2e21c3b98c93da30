import { closest } from "@orchlang/language";
import type { World } from "@orchlang/plan/context";
import { qualified } from "@orchlang/runtime/events";
import type { ServerSettings } from "@orchlang/server";

type Sources = NonNullable<ServerSettings["sources"]>;
type Mapping = Sources[string]["maps"][number];

/** Names in mappings that the program does not declare, each in a sentence: all records by these would be rejected. */
export function undeclaredIn(sources: Sources, world: World): readonly string[] {
  return Object.entries(sources).flatMap(([source, { maps }]) =>
    maps.flatMap((mapping) => undeclared(mapping, world).map((says) => `source \`${source}\`: ${says}`)),
  );
}

function undeclared({ event, fields = {}, signal }: Mapping, world: World): readonly string[] {
  if (signal !== undefined) return unknownSignal(signal, world);
  if (event === undefined) return [];
  const names = Object.keys(world.events);
  const name = qualified(event, names);
  if (name === undefined) return [unknownName("event", event, names)];
  const declared = (world.events[name]?.fields ?? []).map((field) => field.name);
  return Object.keys(fields).flatMap((field) =>
    declared.includes(field)
      ? []
      : [`the event \`${event}\` has no field \`${field}\`${meaning(field, declared)}`],
  );
}

/** Readings come under the name of a signal, of one of its sources, or of a flag; a family's member stands in brackets. */
function unknownSignal(signal: string, { signals, flags }: World): readonly string[] {
  const sources = Object.values(signals).flatMap((one) => one.sources);
  const names = Object.keys(signals);
  const isRead = [signal, signal.replace(/\(.*$/u, "")].some(
    (name) => name in flags || (qualified(name, names) ?? qualified(name, sources)) !== undefined,
  );
  return isRead ? [] : [unknownName("signal", signal, [...names, ...sources])];
}

function unknownName(kind: string, written: string, all: readonly string[]): string {
  const alike = all.filter((name) => name.endsWith(`.${written}`));
  if (alike.length > 1) return `\`${written}\` is the end of several names: ${alike.join(", ")}`;
  const near = written.includes(".") ? all : all.map((name) => name.slice(name.lastIndexOf(".") + 1));
  return `the program declares no ${kind} \`${written}\`${meaning(written, near)}`;
}

function meaning(written: string, names: readonly string[]): string {
  const suggestion = closest(written, names);
  return suggestion === undefined ? "" : `; did you mean \`${suggestion}\`?`;
}
