import { formatDuration } from "@orchlang/plan/quantities";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Moment } from "./requests.ts";

type Names = Pick<typeof import("@orchlang/simulator"), "nodeKey" | "stepName">;

/** A run as a picture of its plan shows it, moment by moment; `anchors`: of each step, by `routine/node`. */
export function momentsOf(
  { events, started }: SimulatedRun,
  anchors: ReadonlyMap<string, string>,
  { nodeKey, stepName }: Names,
): readonly Moment[] {
  const details: Heard = { calls: new Map(), asked: new Map() };
  return events.flatMap((event, seq): readonly Moment[] => {
    const result = stateOf(event, seq, details);
    if (result === undefined) return [];
    const { call, state, says } = result;
    const anchor = anchors.get(nodeKey(call));
    if (anchor === undefined) return [];
    const at = event.at - started;
    return [{ at, anchor, state, says: `${formatDuration(at)}  ${shownName(stepName(call))} ${says}` }];
  });
}

/** `return@1` is the first return: who reads the story sees which. */
function shownName(name: string): string {
  return name.replace(/@\d+$/u, "");
}

type Event = SimulatedRun["events"][number];
type Call = Extract<Event, { t: "Began" }>["intent"]["call"];

interface Told {
  readonly call: Call;
  readonly state: Moment["state"];
  readonly says: string;
}

/** The events so far, to which later events refer. */
interface Heard {
  /** By key. */
  readonly calls: Map<string, Call>;
  /** The questions so far, by the event that asks. */
  readonly asked: Map<number, Call>;
}

function stateOf(event: Event, seq: number, { calls, asked }: Heard): Told | undefined {
  switch (event.t) {
    case "Asked": {
      if (event.intent === undefined || event.ask.ask !== "task") return undefined;
      const { key, call } = event.intent;
      calls.set(key, call);
      asked.set(seq, call);
      const { role } = event.ask.task;
      return { call, state: "running", says: `asks ${role.slice(role.lastIndexOf(".") + 1)}` };
    }
    case "Told": {
      const { say } = event;
      if (say.say !== "answered" && say.say !== "signed") return undefined;
      const call = asked.get(say.ref.seq);
      if (call !== undefined && say.say === "signed")
        return { call, state: "running", says: `is answered by ${say.have} of ${say.of}` };
      return call === undefined ? undefined : { call, state: "done", says: "is answered" };
    }
    case "Began": {
      const { call, key } = event.intent;
      calls.set(key, call);
      const again = event.attempt > 1 ? `, try ${event.attempt}` : "";
      const says = call.slot === "undo" ? `is undone${again}` : `begins${again}`;
      return { call, state: "running", says };
    }
    case "Deferred":
      return {
        call: event.intent.call,
        state: "running",
        says: `is held by ${event.by.map(({ policy }) => policy).join(", ")}`,
      };
    case "Ended":
      // An outcome is reported where nothing follows: a failed attempt may be followed by another.
      return about(calls.get(event.key), "ok" in event.outcome ? "is done" : "has failed");
    case "Returned":
      return about(calls.get(event.key), "is done");
    case "Lost":
      return about(calls.get(event.key), `is interrupted: its ${event.why} has died`);
    case "Aborted":
      return about(calls.get(event.key), abortions[event.why]);
    case "Doubted":
      return about(calls.get(event.key), "may have been done: nobody knows");
    case "Settled":
      return settled(event);
    default:
      return undefined;
  }
}

const abortions: Readonly<Record<Extract<Event, { t: "Aborted" }>["why"], string>> = {
  timeout: "is broken off: its time is over",
  cancelled: "is broken off: it is not wanted any more",
  revoked: "is broken off: consent was withdrawn",
  superseded: "is broken off: another was first",
  lost: "is broken off: what it used is lost",
  rebound: "goes on with another, since what it used is lost",
};

function about(call: Call | undefined, says: string): Told | undefined {
  if (call === undefined) return undefined;
  if (call.slot === "undo" && says === "is done") return { call, state: "undone", says: "is undone" };
  return { call, state: says === "is done" ? "done" : "failed", says };
}

function settled({ call, status }: Extract<Event, { t: "Settled" }>): Told {
  if (call.slot === "undo") return { call, state: "undone", says: `is ${status}` };
  return { call, state: status === "completed" ? "done" : "failed", says: `is ${status}` };
}
