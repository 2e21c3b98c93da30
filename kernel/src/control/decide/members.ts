/** Reports about members of pools, and their absence (semantics, rules 31 and 32). */
import type { ControlInput } from "../events.ts";
import { memberNamed } from "../evolve/member-name.ts";
import { calmAt, isTooRestless, silenceAt } from "../holds/health.ts";
import type { Health, MemberState } from "../holds/pool.ts";
import { loseMember, serveLines, worsenMember } from "./gates.ts";
import { emit, type Turn } from "./turn.ts";

/** `before`: as it was known before it was heard of. */
export function heardOf(
  turn: Turn,
  { pool, member: id, health, gone }: Extract<ControlInput, { t: "Member" }>,
  before: MemberState | undefined,
): void {
  const word = gone === true ? "taken out of its pool" : health === undefined ? undefined : words[health];
  follow(turn, pool, id, before?.health, word);
}

/** Its silence has lasted too long, or it has been calm for long enough. */
export function memberDue(turn: Turn, name: string): void {
  const { pool, id } = memberNamed(name);
  const member = memberOf(turn, pool, id);
  if (member === undefined) return;
  const { at } = turn.state;
  if (member.damped === true && calmAt(member) <= at) {
    emit(turn, {
      t: "Judged",
      pool,
      member: id,
      health: member.told === "gone" ? "lost" : member.told,
      why: "steady",
    });
    follow(turn, pool, id, member.health, undefined);
  }
  const silence = silenceAt(member, at);
  if (silence === undefined || silence === member.silent) return;
  const before = memberOf(turn, pool, id)?.health;
  emit(turn, { t: "Judged", pool, member: id, health: silence, why: "silent" });
  follow(turn, pool, id, before, "not heard of any more");
}

/** Notifies the holder if the member can't be used any more, and serves the line if it can be used again. */
function follow(
  turn: Turn,
  pool: string,
  id: string,
  before: Health | undefined,
  text: string | undefined,
): void {
  const member = memberOf(turn, pool, id);
  if (member !== undefined && isTooRestless(member, turn.state.at)) {
    emit(turn, { t: "Judged", pool, member: id, health: "degraded", why: "flapping" });
  }
  const now = memberOf(turn, pool, id)?.health ?? "gone";
  const unusable = now === "lost" || now === "maintenance" || now === "gone";
  if (now === "degraded" && before === "ready") worsenMember(turn, pool, id, `\`${id}\` is degraded`);
  if (!unusable) serveLines(turn, pool);
  else if (now !== before) {
    loseMember(turn, pool, id, `\`${id}\` is ${text ?? words[now]}`);
    serveLines(turn, pool);
  }
}

const words: Readonly<Record<Health, string>> = {
  ready: "ready",
  draining: "draining",
  degraded: "degraded",
  maintenance: "taken out for maintenance",
  lost: "lost",
  quarantined: "quarantined",
  gone: "taken out of its pool",
};

function memberOf({ state }: Turn, pool: string, id: string): MemberState | undefined {
  return state.pools.get(pool)?.members.get(id);
}
