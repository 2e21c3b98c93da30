import type { HoldReport } from "./world-report.ts";

type Candidate = HoldReport["candidates"][number];

/** Some of what a run waits for, with why each wait for a member is not over. `reasons`: those of one pool. */
export function withWhy<Waiting extends { readonly for?: unknown; readonly pool?: unknown }>(
  waiting: readonly Waiting[],
  holds: readonly HoldReport[],
  reasons: (candidate: Candidate) => readonly string[] = poolReasons,
): readonly (Waiting & { readonly why?: string })[] {
  const left = [...holds];
  return waiting.map((one) => {
    const at = one.for === "resource" ? left.findIndex(({ pool }) => pool === one.pool) : -1;
    const [hold] = at < 0 ? [] : left.splice(at, 1);
    return hold === undefined ? one : { ...one, why: candidatesText(hold, reasons) };
  });
}

/** `edge_a: it has no member; gpu: held: g1, g2` */
function candidatesText(
  { candidates }: HoldReport,
  reasons: (candidate: Candidate) => readonly string[],
): string {
  return candidates
    .map((one) => `${one.pool.slice(one.pool.lastIndexOf(".") + 1)}: ${reasons(one).join(", ")}`)
    .join("; ");
}

/** As far as the journal knows. */
export function poolReasons({ members, refused }: Candidate): readonly string[] {
  if (members === 0) return ["it has no member"];
  return refused.length === 0 ? [othersFirst] : refused.map(refusalText);
}

/** The reason of a pool in which nobody was refused. */
export const othersFirst = "others are served first";

/** `held: g1, g2, …`, or `3 held` where nobody is named. */
export function refusalText({ why, count, members }: Candidate["refused"][number]): string {
  const more = count > members.length ? ", …" : "";
  return members.length === 0 ? `${count} ${why}` : `${why}: ${members.join(", ")}${more}`;
}
