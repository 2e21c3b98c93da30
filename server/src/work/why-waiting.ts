import type { JsonObject } from "@orchlang/plan";
import {
  type HoldReport,
  type MemberReport,
  othersFirst,
  poolReasons,
  refusalText,
  withWhy,
} from "@orchlang/runtime/reports";
import type { Context } from "../context.ts";
import type { Work } from "./work.ts";

/** A run's view, in which each step that waits for a member says why every candidate was not taken. */
export function withCandidates(
  view: JsonObject,
  { orchestrator, work }: Pick<Context, "orchestrator" | "work">,
  run: string,
): JsonObject {
  const waits = orchestrator.waits(run);
  if (waits.length === 0 || !Array.isArray(view.waiting)) return view;
  const members = orchestrator.members();
  const waiting = withWhy(view.waiting as readonly JsonObject[], waits, (one) =>
    work?.remote.serves(one.pool) === true
      ? workerReasons(
          one,
          members.filter(({ pool }) => pool === one.pool),
          work,
        )
      : poolReasons(one),
  );
  return { ...view, waiting };
}

type Candidate = HoldReport["candidates"][number];

/** Reasons of the members themselves are told by worker; all others, such as `where`, as of any pool. */
function workerReasons(
  { refused }: Candidate,
  own: readonly MemberReport[],
  { remote }: Pick<Work, "remote">,
): readonly string[] {
  if (own.length === 0) return ["no worker is connected"];
  const byWorker = Map.groupBy(own, ({ id }) => id.slice(0, id.lastIndexOf("/")));
  const reports = new Map(remote.report().map((one) => [one.name, one]));
  const workers = [...byWorker].flatMap(([name, places]) => {
    const held = places.filter(({ holder }) => holder !== undefined).length;
    if (held === places.length) return [`${name} is full (${held} of ${places.length})`];
    const [bad] = places.filter(({ health, holder }) => health !== "ready" && holder === undefined);
    if (bad === undefined) return [];
    const report = reports.get(name);
    const offer = report?.offers.find(({ pool }) => bad.pool === pool || bad.pool.endsWith(`.${pool}`));
    const why = offer?.unfit ?? report?.why;
    const state = report?.standing === "quarantined" ? "quarantined" : bad.health;
    return [`${name} is ${state}${why === undefined ? "" : ` (${why})`}`];
  });
  const others = refused.filter(({ why }) => !healths.has(why)).map(refusalText);
  const all = [...workers, ...others];
  return all.length === 0 ? [othersFirst] : all;
}

const healths: ReadonlySet<string> = new Set([
  "held",
  "not ready",
  "draining",
  "degraded",
  "maintenance",
  "lost",
  "quarantined",
]);
