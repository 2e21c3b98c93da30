import type { PlanFile, SourceMark } from "@orchlang/plan";
import type { BranchNode, NodeId } from "@orchlang/plan/nodes";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Claim, Monitor, Subject } from "../../claim.ts";
import type { RunEvent } from "../journal.ts";
import { routineOf } from "../layout.ts";
import { factClaim, first } from "./fact.ts";

type Diagnostic = Subject["compiled"]["diagnostics"][number];

/** Unreachable statements never run, and a choice whose condition always (never) holds takes that branch. */
export const reachable: Monitor = ({ compiled, file }) =>
  compiled.diagnostics.flatMap((diagnostic): Claim[] => {
    switch (diagnostic.code) {
      case unreachableStep:
      case handlerNeverAsked:
        return neverRun(file, diagnostic);
      case conditionAlwaysHolds:
        return chooses(file, diagnostic, (taken, arm) => taken >= 0 && taken <= arm);
      case conditionNeverHolds:
        return chooses(file, diagnostic, (taken, arm) => taken !== arm);
      default:
        return [];
    }
  });

const unreachableStep = "ORCH4002";
const handlerNeverAsked = "ORCH3725";
const conditionNeverHolds = "ORCH3726";
const conditionAlwaysHolds = "ORCH3727";

function neverRun(file: PlanFile, { file: source, span, message }: Diagnostic): Claim[] {
  const never = new Set(
    marksIn(file, source)
      .filter(({ mark }) => mark.start >= span.start && mark.end <= span.end)
      .map(({ name }) => name),
  );
  if (never.size === 0) return [];
  const contradicts = ({ events }: SimulatedRun) =>
    first(events, (event) => {
      const name = begunBy(event);
      return name !== undefined && never.has(name) ? `${name} runs` : undefined;
    });
  return [factClaim({ says: message, contradicts })];
}

/** The statements that began or did something, as `routine/node`. */
function begunBy(event: RunEvent): string | undefined {
  switch (event.t) {
    case "Began":
      return nameOf(event.intent.call);
    case "Entered":
    case "Awaited":
      return nameOf(event.call);
    case "Branched":
      return nameOf(event);
    case "Asked":
      return event.ask.ask === "task" ? nameOf(event.ask.task.call) : undefined;
    case "Settled":
      return event.status === "completed" ? nameOf(event.call) : undefined;
    default:
      return undefined;
  }
}

function nameOf({ routine, node }: { readonly routine: string; readonly node: NodeId }): string {
  return `${routineOf(routine)}/${node}`;
}

interface Marked {
  readonly name: string;
  readonly mark: SourceMark;
}

/** The statements of a plan file that are written in one source. */
function marksIn({ about }: PlanFile, source: string): readonly Marked[] {
  return Object.entries(about.map)
    .filter(([name, { file }]) => file === source && name.includes("/"))
    .map(([name, mark]) => ({ name, mark }));
}

function chooses(
  file: PlanFile,
  { file: source, span, message }: Diagnostic,
  isRight: (taken: number, arm: number) => boolean,
): Claim[] {
  const marks = marksIn(file, source);
  const around = marks
    .filter(({ mark }) => mark.start <= span.start && span.end <= mark.end)
    .toSorted((one, other) => one.mark.end - one.mark.start - (other.mark.end - other.mark.start))[0];
  const [routine = "", id = ""] = around?.name.split("/") ?? [];
  const node = file.plan.routines[routine]?.nodes.find((each) => each.id === id);
  if (around === undefined || node?.kind !== "branch") return [];
  const arm = armOf(file, routine, node, marks, span.end);
  if (arm === undefined) return [];
  const contradicts = ({ events }: SimulatedRun) =>
    first(events, (event) =>
      event.t === "Branched" && nameOf(event) === around.name && !isRight(event.took, arm)
        ? `${around.name} takes side ${event.took}, and that condition is of side ${arm}`
        : undefined,
    );
  return [factClaim({ says: `${around.name}: ${message}`, contradicts })];
}

/** The arm whose condition is written before a place: the first whose statements all stand behind it. */
function armOf(
  { plan }: PlanFile,
  routine: string,
  { arms }: BranchNode,
  marks: readonly Marked[],
  end: number,
): number | undefined {
  const nodes = plan.routines[routine]?.nodes ?? [];
  const index = arms.findIndex(({ block }) => {
    const inside = nodes.filter((node) => node.block === block);
    const places = inside.flatMap(
      ({ id }) => marks.find(({ name }) => name === `${routine}/${id}`)?.mark.start ?? [],
    );
    return places.length > 0 && Math.min(...places) >= end;
  });
  return index < 0 ? undefined : index;
}
