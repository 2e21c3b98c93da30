import type { JsonObject } from "@orchlang/plan";
import type { HoldReport, MemberReport } from "@orchlang/runtime/reports";
import type { Context } from "../context.ts";
import type { Work } from "./work.ts";

/** A run's view, in which each step that waits for a member says why every candidate was not taken. */
export function withCandidates(
  view: JsonObject,
  { orchestrator, work }: Pick<Context, "orchestrator" | "work">,
  run: string,
): JsonObject {
  const waits = [...orchestrator.waits(run)];
  if (waits.length === 0 || !Array.isArray(view.waiting)) return view;
  const members = orchestrator.members();
  const waiting = (view.waiting as readonly JsonObject[]).map((one) => {
    const at = one.for === "resource" ? waits.findIndex(({ pool }) => pool === one.pool) : -1;
    const [hold] = at < 0 ? [] : waits.splice(at, 1);
    return hold === undefined ? one : { ...one, why: candidatesText(hold, members, work) };
  });
  return { ...view, waiting };
}

type Candidate = HoldReport["candidates"][number];

/** `edge_a: no worker is connected; gpu: w2 is full (4 of 4)` */
function candidatesText(
  { candidates }: Pick<HoldReport, "candidates">,
  members: readonly MemberReport[],
  work: Pick<Work, "remote"> | undefined,
): string {
  return candidates
    .map((one) => {
      const own = members.filter(({ pool }) => pool === one.pool);
      const isRemote = work?.remote.serves(one.pool) === true;
      const reasons = isRemote ? ofWorkers(one, own, work) : ofMembers(one);
      return `${one.pool.slice(one.pool.lastIndexOf(".") + 1)}: ${reasons.join(", ")}`;
    })
    .join("; ");
}

function ofMembers({ members, refused }: Candidate): readonly string[] {
  if (members === 0) return ["it has no member"];
  return refused.length === 0 ? ["others are served first"] : refused.map(refusal);
}

function refusal({ why, count, members }: Candidate["refused"][number]): string {
  const more = count > members.length ? ", …" : "";
  return members.length === 0 ? `${count} ${why}` : `${why}: ${members.join(", ")}${more}`;
}

/** Reasons of the members themselves are told by worker; all others, such as `where`, as of any pool. */
function ofWorkers(
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
  const others = refused.filter(({ why }) => !healths.has(why)).map(refusal);
  const all = [...workers, ...others];
  return all.length === 0 ? ["others are served first"] : all;
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
