import type { Placement, RunEvent } from "@orchlang/runtime";
import type { Sink } from "../terminal/terminal.ts";

/** A member that was given, and what is told of the choice. */
interface Placed {
  /** The step or `with` that requested it. */
  readonly step: string;
  readonly members: readonly string[];
  readonly placed?: Placement;
}

/** Every member that a run was given, in the order in which it was. */
export function createPlacements(): {
  add(seq: number, event: RunEvent): void;
  readonly all: readonly Placed[];
} {
  const asked = new Map<number, string>();
  const all: Placed[] = [];
  return {
    add: (seq, event) => {
      if (event.t === "Asked" && (event.ask.ask === "hold" || event.ask.ask === "gate"))
        asked.set(seq, event.ask.call.node);
      if (event.t !== "Told" || (event.say.say !== "held" && event.say.say !== "granted")) return;
      const { ref, members, placed } = event.say;
      if (members === undefined) return;
      const step = asked.get(ref.seq) ?? "";
      all.push({ step, members: members.map(({ id }) => id), ...(placed === undefined ? {} : { placed }) });
    },
    all,
  };
}

const reasons: Readonly<Record<Placement["by"], string>> = {
  place: "the nearest",
  use: "held least",
  measures: "least",
  privacy: "for privacy",
  cost: "for cost",
  latency: "for latency",
  comfort: "for comfort",
  balanced: "on balance",
};

/** The reasons for a member, the runners-up, and why others were refused. */
export function placementWords({ by, because, next, refused }: Placement): readonly string[] {
  const why = because === "" ? reasons[by] : `${reasons[by]} (${because})`;
  return [
    why,
    ...(next.length === 0 ? [] : [`next ${next.join(", ")}`]),
    ...refused.map(({ why: reason, count, members }) => {
      const others = count - members.length;
      const more = others === 0 ? "" : members.length === 0 ? String(count) : ` and ${others} more`;
      return `not ${members.join(", ")}${more}: ${reason}`;
    }),
  ];
}

/** Shows the last ones of very many: they are what the run holds now. */
const shownMax = 20;

/** Under a run on its page: what it was given, and why that. */
export function writePlacements(sink: Sink, all: readonly Placed[]): void {
  const chosen = all.flatMap(({ step, members, placed }) =>
    placed === undefined ? [] : [{ step, members, words: placementWords(placed) }],
  );
  if (chosen.length === 0) return;
  const { paint } = sink;
  sink.line();
  const left = chosen.length - shownMax;
  sink.line(paint.dim(left > 0 ? `given, the last ${shownMax} of ${chosen.length}` : "given"));
  for (const { step, members, words } of chosen.slice(-shownMax)) {
    const [why = "", ...others] = words;
    sink.line(`  ${step}  ${members.join(", ")}  ${paint.dim(why)}`);
    for (const other of others) sink.line(paint.dim(`    ${other}`));
  }
}
