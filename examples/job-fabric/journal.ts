import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlEvent, RunEvent } from "@orchlang/runtime";

/** The fabric's figures, read from an exported journal. */

export interface Line {
  readonly seq: number;
  readonly stream: string;
  readonly event: ControlEvent | RunEvent;
}

export function exported(folder: string): readonly Line[] {
  const text = readFileSync(join(folder, "events.ndjson"), "utf8").trim();
  return text.split("\n").map((line) => JSON.parse(line) as Line);
}

/** A node that was given to a job. */
export interface Grant {
  readonly seq: number;
  readonly run: string;
  readonly node: string;
  readonly asked: string;
  readonly given: string;
  /** Those that were passed over: why, and how many. */
  readonly refused: readonly { readonly why: string; readonly count: number }[];
}

/** In the order of the journal. Sites are the last parts of their pools' names. */
export function grantsIn(lines: readonly Line[]): readonly Grant[] {
  const asked = new Map<string, string>();
  return lines.flatMap(({ stream, seq, event }) => {
    if (stream !== "control/main") return [];
    if (event.t === "Heard" && (event.ask.ask === "hold" || event.ask.ask === "gate")) {
      const pool = event.ask.hold?.pool;
      if (pool !== undefined) asked.set(refOf(event.from), site(pool));
    }
    const grant = grantIn(event);
    if (grant === undefined) return [];
    const [member] = grant.members;
    if (member === undefined) return [];
    const given = site(member.pool);
    const { hold, run, refused } = grant;
    return [{ seq, run, node: member.id, asked: asked.get(hold) ?? given, given, refused }];
  });
}

/** The members of a hold that an event gives. */
function grantIn(event: Line["event"]) {
  if (event.t !== "Granted") return undefined;
  const { say, run } = event;
  if ((say.say !== "granted" && say.say !== "held") || say.members === undefined) return undefined;
  return { run, hold: refOf(say.ref), members: say.members, refused: say.placed?.refused ?? [] };
}

/** The most nodes of each site that were held at once. */
export function mostHeld(lines: readonly Line[]): Readonly<Record<string, number>> {
  const held = new Map<string, readonly string[]>();
  const now: Record<string, number> = {};
  const most: Record<string, number> = {};
  const release = (hold: string): void => {
    for (const one of held.get(hold) ?? []) now[one] = (now[one] ?? 0) - 1;
    held.delete(hold);
  };
  for (const { stream, event } of lines) {
    if (stream !== "control/main") continue;
    const grant = grantIn(event);
    if (grant !== undefined) {
      release(grant.hold);
      const own = grant.members.map(({ pool }) => site(pool));
      held.set(grant.hold, own);
      for (const one of own) {
        now[one] = (now[one] ?? 0) + 1;
        most[one] = Math.max(most[one] ?? 0, now[one] ?? 0);
      }
    } else if (event.t === "Freed") release(event.hold);
    else if (event.t === "Revoked" && event.say.say === "holdLost") release(refOf(event.say.ref));
  }
  return most;
}

/** Events of one kind. */
export function only<T extends Line["event"]["t"]>(
  lines: readonly Line[],
  kind: T,
): readonly {
  readonly seq: number;
  readonly stream: string;
  readonly event: Extract<Line["event"], { t: T }>;
}[] {
  return lines.flatMap(({ seq, stream, event }) =>
    event.t === kind ? [{ seq, stream, event: event as Extract<Line["event"], { t: T }> }] : [],
  );
}

/** The first event of control that satisfies the condition. */
export function seqOf(lines: readonly Line[], is: (event: Line["event"]) => boolean): number {
  const found = lines.find(({ stream, event }) => stream === "control/main" && is(event));
  if (found === undefined) throw new Error("the journal has no such event");
  return found.seq;
}

function refOf({ stream, seq }: { readonly stream: string; readonly seq: number }): string {
  return `${stream}#${seq}`;
}

function site(pool: string): string {
  return pool.slice(pool.lastIndexOf(".") + 1);
}
