import type { Json, JsonObject } from "@orchlang/plan";
import type { Happening, Resolution } from "@orchlang/simulator";
import type { Dice } from "../dice.ts";
import type { Story } from "./story.ts";
import type { RunId, TwinWorld } from "./world.ts";

/** People who cancel and pause runs or say what became of a call, and deaths of the process, where a story has room for them. */
export function withInterventions(world: TwinWorld, story: Story, dice: Dice): TwinWorld {
  const most = dice.one([0, 1, 2, 4]);
  const happenings: Happening[] = [];
  for (const [run, events] of story.runs) {
    happenings.push(...ordersFor(run as RunId, events, world, dice));
    for (const { t, at, key } of events) {
      if (t !== "Doubted" || !dice.chance(0.7)) continue;
      const step = stepOf(events, String(key));
      if (step === undefined) continue;
      const as = dice.one<Resolution>(["retry", { completed: step.gives }, { failed: "it was not" }]);
      const after = Number(at) - world.start + dice.within(1, 60_000);
      happenings.push({ at: after, does: "resolves", run: run as RunId, step: { node: step.name }, as });
    }
  }
  const chosen = happenings.filter(() => dice.chance(0.6)).slice(0, most * 2);
  return {
    ...world,
    happenings: [...world.happenings, ...chosen].toSorted((one, other) => one.at - other.at),
    deathsAt: dice.chance(0.3) ? [deathIn(story, dice)].flat() : [],
  };
}

function ordersFor(
  run: RunId,
  events: readonly JsonObject[],
  { start, until }: TwinWorld,
  dice: Dice,
): readonly Happening[] {
  const began = Number(events[0]?.at) - start;
  const last = events.at(-1);
  const ended = last?.t === "Closed" ? Number(last.at) - start : until;
  if (ended - began < 10) return [];
  const moment = (): number => dice.within(began + 1, ended - 1);
  if (dice.chance(0.2))
    return [{ at: moment(), does: "orders", run, order: { order: "cancel", undo: dice.chance(0.8) } }];
  if (!dice.chance(0.1)) return [];
  const at = moment();
  const later = at + dice.within(1_000, 90_000);
  return [
    { at, does: "orders", run, order: { order: "pause" } },
    { at: later, does: "orders", run, order: { order: "unpause" } },
  ];
}

/** The step of a plan that a call is of; `undefined`: it is in a loop, a called plan, or takes something back. */
function stepOf(
  events: readonly JsonObject[],
  key: string,
): { readonly name: string; readonly gives: Json } | undefined {
  for (const { t, intent, capability } of events) {
    const { key: of, call } = (intent ?? {}) as Intent;
    if (t !== "Began" || of !== key || call === undefined) continue;
    const isPlain = call.slot === "do" && call.site.loops.length === 0 && !call.routine.includes("/");
    const gives = capability === "m.mail" || capability === "m.off" ? null : 3;
    return isPlain && /^\w+$/.test(call.node) ? { name: call.node, gives } : undefined;
  }
  return undefined;
}

interface Intent {
  readonly key?: string;
  readonly call?: {
    readonly node: string;
    readonly slot: string;
    readonly routine: string;
    readonly site: { readonly loops: readonly unknown[] };
  };
}

/** With an event that this story has, unless what is done meanwhile keeps it from coming about. */
function deathIn({ runs, control }: Story, dice: Dice): TwinWorld["deathsAt"] {
  const counts = new Map<string, number>();
  for (const { t } of [...control, ...[...runs.values()].flat()])
    if (!before.has(String(t))) counts.set(String(t), (counts.get(String(t)) ?? 0) + 1);
  if (counts.size === 0) return [];
  const [event, count] = dice.one([...counts]);
  return [{ event, nth: dice.within(1, count) }];
}

/** They come about as the process begins, or one twin journals what the other refuses at the door. */
const before: ReadonlySet<string> = new Set([
  "Armed",
  "Disarmed",
  "Provided",
  "Member",
  "Sensed",
  "Snapshotted",
  "Answer",
  "Called",
  "Refused",
  "Ordered",
]);
