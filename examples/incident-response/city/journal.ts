import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An event of the journal, as far as this reads it. */
export interface Exported {
  readonly stream: string;
  readonly event: {
    readonly t: string;
    readonly at?: number;
    readonly status?: string;
    readonly target?: string;
    readonly run?: string;
    readonly hold?: string;
    readonly say?: {
      readonly say?: string;
      readonly ref?: { readonly stream: string; readonly seq: number };
      readonly members?: readonly { readonly pool: string; readonly id: string }[];
    };
  };
}

/** The events of an export of the journal, stream by stream. */
export function exported(folder: string): readonly Exported[] {
  return readFileSync(join(folder, "events.ndjson"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Exported);
}

export const ofControl = (events: readonly Exported[]): readonly Exported["event"][] =>
  events.flatMap(({ stream, event }) => (stream === "control/main" ? [event] : []));

/**
 * Follows who holds which member: how often one was given, to how many, and which were given although somebody else
 * still held them.
 */
export function holdings(events: readonly Exported[]) {
  const holders = new Map<string, string>();
  const members = new Set<string>();
  const twice: string[] = [];
  let holds = 0;
  for (const { t, say, hold: freed } of ofControl(events)) {
    if (t === "Granted")
      for (const { pool, id } of say?.members ?? []) {
        const member = `${pool} ${id}`;
        const hold = `${say?.ref?.stream}#${say?.ref?.seq}`;
        if (holders.has(member)) twice.push(`${member}: ${holders.get(member)}, then ${hold}`);
        holders.set(member, hold);
        members.add(member);
        holds += 1;
      }
    if (t === "Freed") for (const [member, hold] of holders) if (hold === freed) holders.delete(member);
  }
  return { holds, twice, members: members.size, left: [...holders.keys()] };
}

/** A run of one of the library's workflows. */
export interface Response {
  readonly plan: string;
  status: string;
  /** How many questions people have decided. */
  asked: number;
  readonly held: string[];
}

const isWorkflow = ({ t, target }: Exported["event"]) =>
  t === "Fired" && target?.startsWith("std.response.workflows.") === true;

/** The runs of the library's workflows, by name. */
export function runsIn(events: readonly Exported[]): readonly Response[] {
  const runs = new Map<string, Response>();
  for (const event of ofControl(events))
    if (isWorkflow(event))
      runs.set(`run/${event.run}`, {
        plan: event.target?.split(".").at(-1) ?? "",
        status: "open",
        asked: 0,
        held: [],
      });
  for (const { stream, event } of events) {
    const run = runs.get(stream);
    if (run === undefined) continue;
    if (event.t === "Closed") run.status = event.status ?? "closed";
    if (event.t === "Told" && event.say?.say === "answered") run.asked += 1;
    if (event.t === "Told") run.held.push(...(event.say?.members ?? []).map(({ id }) => id));
  }
  return [...runs.values()].toSorted((one, other) => one.plan.localeCompare(other.plan));
}

/** How many of them went on at the same moment, at most. */
export function mostAtOnce(events: readonly Exported[]): number {
  const ended = new Map<string, number>();
  for (const { stream, event } of events) if (event.t === "Closed") ended.set(stream, event.at ?? 0);
  const spans = ofControl(events)
    .filter(isWorkflow)
    .map(({ at = 0, run }) => ({ from: at, to: ended.get(`run/${run}`) ?? Infinity }));
  return Math.max(
    ...spans.map(({ from: at }) => spans.filter(({ from, to }) => from <= at && at < to).length),
  );
}
