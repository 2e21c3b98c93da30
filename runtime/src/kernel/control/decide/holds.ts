/** Members of pools are given, taken back and let go of (semantics, rules 31 to 33). */
import { formatDuration } from "@orchlang/plan";
import { choose, isKnown, wouldDo } from "../holds/choose.ts";
import type { HoldState } from "../holds/pool.ts";
import { refName } from "../state.ts";
import { readsOf } from "./context.ts";
import { giveBack } from "./gates.ts";
import { emit, say, type Turn } from "./turn.ts";

/** A hold is asked for: it stands in line, and those in line are looked at. */
export function lookForHold(turn: Turn, name: string): void {
  const wanted = turn.state.holds.get(name);
  if (wanted === undefined) return;
  if (!isKnown(turn.state, wanted.hold)) {
    decline(turn, wanted, `there is no pool \`${wanted.hold.pool}\``);
    return;
  }
  if (wanted.hold.again === true && !wouldDo(turn.state, wanted.hold)) {
    decline(turn, wanted, "there is no other");
    return;
  }
  serveLine(turn);
  const still = turn.state.holds.get(name);
  if (still?.status === "waiting" && still.hold.wait !== undefined && still.hold.wait <= 0)
    declineLate(turn, still);
}

/**
 * Everybody in line, the most urgent first, is given what there is. Who asks for what is not free does not hold up
 * others who ask for something else.
 */
export function serveLine(turn: Turn): void {
  for (const name of turn.state.line) {
    const wanted = turn.state.holds.get(name);
    const chosen = wanted === undefined ? undefined : choose(turn.state, wanted.hold);
    if (wanted === undefined || chosen === undefined) continue;
    const { pool, members } = chosen;
    const given = {
      ref: wanted.ref,
      members: members.map(({ id, fence, fields }) => ({ pool, id, fence: fence + 1, fields })),
      until: turn.state.at + wanted.hold.for,
    };
    say(
      turn,
      wanted.run,
      wanted.gate
        ? { say: "granted", ...given, reads: readsOf(turn.state, wanted.reads) }
        : { say: "held", ...given },
    );
  }
}

export function endHold(turn: Turn, name: string, why: "released" | "doubtful" | "expired"): void {
  emit(turn, { t: "Freed", hold: name, why });
  serveLine(turn);
}

/** Whoever holds a member that can no longer be used is told. */
export function loseMember(turn: Turn, pool: string, id: string, why: string): void {
  const holder = turn.state.pools.get(pool)?.members.get(id)?.holder;
  const hold = holder === undefined ? undefined : turn.state.holds.get(holder);
  if (hold?.status === "held") say(turn, hold.run, { say: "holdLost", ref: hold.ref, member: id, why });
}

/** Waited long enough, or not let go of in time. */
export function holdOverdue(turn: Turn, name: string): void {
  const hold = turn.state.holds.get(name);
  if (hold?.status === "waiting") declineLate(turn, hold);
  else endHold(turn, name, "expired");
}

function declineLate(turn: Turn, wanted: HoldState): void {
  const { pool, wait = 0 } = wanted.hold;
  const short = pool.slice(pool.lastIndexOf(".") + 1);
  decline(
    turn,
    wanted,
    wait > 0 ? `no \`${short}\` came free within ${formatDuration(wait)}` : `no \`${short}\` is free`,
  );
}

function decline(turn: Turn, { run, ref }: HoldState, why: string): void {
  giveBack(turn, refName(ref));
  say(turn, run, { say: "refused", ref, why, reads: [], none: true });
}
