import type { Json, JsonObject } from "@orchlang/plan";
import { spokenValue } from "@orchlang/plan/quantities";
import { flagText } from "@orchlang/presentation";
import type { Context } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyJson, confidentialities, list, oneOf, record, text, time } from "../schemas.ts";

const read = { name: text, value: anyJson, text, confidence: { type: "number" } };
const known = record(
  {
    name: text,
    kind: oneOf("signal", "flag"),
    label: oneOf(...confidentialities),
    domain: text,
    says: { ...text, description: "a flag's condition, as an author would write it" },
    value: { description: "left out: unknown; a quantity in its base unit" },
    text: { ...text, description: "the value as people say it, with its unit" },
    confidence: { type: "number" },
    since: { ...time, description: "when a signal was measured last, since when a flag is so" },
    fuse: { ...text, description: "how the readings of several sources become one value" },
    sources: list(record({ source: text, value: anyJson, text, when: time }, ["value", "text", "when"])),
    because: list(record(read, ["value", "text", "confidence"])),
  },
  ["domain", "says", "value", "text", "confidence", "since", "fuse", "sources", "because"],
);

const point = record(
  {
    at: time,
    source: text,
    value: { description: "left out: unknown" },
    text,
    confidence: { type: "number" },
  },
  ["source", "value", "text", "confidence"],
);

/** The signals and flags of the program, as they are known. */
export const contextRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/context",
    operation: "listContext",
    summary: "Every signal and flag: its value, how sure that is, how old, from which sources or readings",
    group: "context",
    role: "viewer",
    reply: record({ known: list(known) }),
    handle: (context, { by }) => ({
      body: { known: context.orchestrator.context.now(by.clearance).map((one) => view(context, one)) },
    }),
  },
  {
    method: "GET",
    path: "/context/:name/history",
    operation: "getContextHistory",
    summary: "The readings of a signal, or the changes of a flag, among the newest events, oldest first",
    group: "context",
    role: "viewer",
    params: record({ name: text }),
    query: record({ limit: { type: "integer", minimum: 1, maximum: 5000, default: 500 } }, ["limit"]),
    reply: record({ name: text, kind: oneOf("signal", "flag"), points: list(point) }),
    handle: (context, { by, params, query }) => {
      const one = named(context, by, params.name ?? "");
      const points = pointsOf(context, one).slice(-Number(query.limit ?? 500));
      return { body: { name: one.name, kind: one.kind, points } };
    },
  },
];

type Known = ReturnType<Context["orchestrator"]["context"]["now"]>[number];

function view({ program }: Context, one: Known): JsonObject {
  const { name, kind, label, value, text: said, confidence, since, sources, because } = one;
  const signal = program.world.signals[plainName(name)];
  const flag = program.world.flags[plainName(name)];
  const silent = (signal?.sources ?? []).filter(
    (source) => !sources?.some((other) => other.source === source),
  );
  return {
    name,
    kind,
    label,
    ...(signal?.domain === undefined ? {} : { domain: signal.domain }),
    ...(kind === "flag" && flag !== undefined ? { says: flagText(flag) } : {}),
    ...(value === undefined ? {} : { value }),
    ...(said === undefined ? {} : { text: said }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(since === undefined ? {} : { since }),
    ...(kind === "signal" ? { fuse: signal?.fuse ?? "latest" } : {}),
    ...(kind === "signal"
      ? {
          sources: [
            ...(sources ?? []).map((source) => ({ ...source })),
            ...silent.map((source) => ({ source })),
          ],
        }
      : {}),
    ...(because === undefined ? {} : { because: because.map(readView) }),
  };
}

function readView({
  name,
  value,
  text: said,
  confidence,
}: NonNullable<Known["because"]>[number]): JsonObject {
  return {
    name,
    ...(value === undefined ? {} : { value }),
    ...(said === undefined ? {} : { text: said }),
    ...(confidence === undefined ? {} : { confidence }),
  };
}

/** By its qualified name or the end of it. One above the clearance has no history for this reader. */
function named({ orchestrator }: Context, by: Principal, name: string): Known {
  const all = orchestrator.context.now(by.clearance);
  const knownNow = all.find((one) => one.name === name) ?? all.find((one) => one.name.endsWith(`.${name}`));
  if (knownNow === undefined)
    throw new ProblemError(
      404,
      "unknown_signal",
      "There is no such signal or flag; `faults` lists those that there are.",
      all.map((one) => one.name),
    );
  return knownNow;
}

/** Values above `internal` are masked, whoever asks: the log of events is the same for all. */
function pointsOf({ orchestrator, program, events }: Context, { name, kind }: Known): readonly JsonObject[] {
  const signal = program.world.signals[plainName(name)];
  const isOwn = (source: string): boolean => source === name || (signal?.sources ?? []).includes(source);
  return events.all().flatMap(({ event }): JsonObject[] => {
    if (event.t !== (kind === "signal" ? "Sensed" : "Turned")) return [];
    if (kind === "signal" ? !isOwn(event.name) : event.name !== name) return [];
    const value = orchestrator.shown(event).value as Json | undefined;
    const result = signal === undefined || value === undefined ? undefined : spokenValue(value, signal);
    const at = event.t === "Sensed" ? (event.when ?? event.at) : event.at;
    return [
      {
        at,
        ...(kind === "signal" ? { source: event.name } : {}),
        ...(value === undefined ? {} : { value }),
        ...(result === undefined ? {} : { text: result }),
        ...(event.confidence === undefined ? {} : { confidence: event.confidence }),
      },
    ];
  });
}

/** The name of a family for one of its members. */
function plainName(name: string): string {
  return name.replace(/\(.*$/u, "");
}
