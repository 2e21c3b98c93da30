/** Gates: who has to agree, what may still begin in the time, what has to be held (semantics, rule 12). */
import type { Json } from "@orchlang/plan";
import { formatDuration, formatInstant } from "@orchlang/plan/quantities";
import type { Ref } from "../../machine.ts";
import type { LimitRequest, Placement, User } from "../../messages.ts";
import { ascending } from "../../persistent/sorted.ts";
import { contextNames } from "../../run/context-names.ts";
import { recalledFor } from "../evolve/gates.ts";
import { linesFor } from "../evolve/lines.ts";
import { type Chosen, choose, isKnown, mayCome, overflowChain, wouldDo } from "../holds/choose.ts";
import { byPlace, type Line, type Place, wishesOf } from "../holds/line.ts";
import { type HoldState, isReady } from "../holds/pool.ts";
import { isEarly } from "../holds/reservations.ts";
import { type ControlState, type GateState, refName, runOf } from "../state.ts";
import { readsOf } from "./context.ts";
import { emit, say, type Turn } from "./turn.ts";

export function openGate(turn: Turn, ref: Ref, ask: GateState["ask"]): void {
  const full = (ask.limits ?? []).find((limit) => isFull(turn.state, limit));
  if (full !== undefined && recalledFor(turn.state, ask) === undefined) refuse(turn, ref, tooMany(full));
  else if (turn.state.gates.has(refName(ref))) emit(turn, { t: "Opened", task: ref });
  else pass(turn, ref, ask);
}

/** Everybody has agreed: what is counted is counted, then what is to be held is looked for. */
function pass(turn: Turn, ref: Ref, ask: GateState["ask"]): void {
  const name = refName(ref);
  const recalled = recalledFor(turn.state, ask);
  if (recalled !== undefined) {
    say(turn, runOf(ref), { say: "granted", ref, reads: readsOf(turn.state, ask.reads), recalled });
    return;
  }
  const limits = ask.limits ?? [];
  const full = limits.find((limit) => isFull(turn.state, limit));
  if (full !== undefined) {
    refuse(turn, ref, tooMany(full));
    return;
  }
  for (const { name: limit, per } of limits) emit(turn, { t: "Took", limit, per, gate: name });
  if (ask.hold !== undefined) lookForHold(turn, name);
  else say(turn, runOf(ref), { say: "granted", ref, reads: readsOf(turn.state, ask.reads) });
}

/** The answer of somebody who had to agree. */
export function approval(turn: Turn, gate: GateState, value: Json, by: User): void {
  const name = refName(gate.ref);
  if (!agrees(value)) {
    refuse(turn, gate.ref, `${by.id} did not agree`);
    return;
  }
  emit(turn, { t: "Approved", gate: name });
  const of = gate.ask.approvals?.length ?? 1;
  say(turn, gate.run, { say: "signed", ref: gate.ref, by, have: gate.approved + 1, of });
  if (turn.state.gates.has(name)) emit(turn, { t: "Opened", task: gate.ref });
  else pass(turn, gate.ref, gate.ask);
}

/** Nobody has said anything in time. */
export function gateOverdue(turn: Turn, name: string): void {
  const gate = turn.state.gates.get(name);
  const asked = gate?.ask.approvals?.[gate.approved];
  if (gate === undefined || asked === undefined) return;
  const role = asked.role.slice(asked.role.lastIndexOf(".") + 1);
  refuse(turn, gate.ref, `no \`${role}\` agreed within ${formatDuration(asked.within ?? 0)}`);
}

/** Returns what a gate has taken from its limits, because the attempt did not begin. */
export function giveBack(turn: Turn, name: string): void {
  if (turn.state.limits.some((list) => list.some(({ by }) => by === name)))
    emit(turn, { t: "GaveBack", gate: name });
}

function refuse(turn: Turn, ref: Ref, why: string): void {
  say(turn, runOf(ref), { say: "refused", ref, why, reads: [] });
}

function isFull({ limits, at }: ControlState, { name, count, per }: LimitRequest): boolean {
  const counting = limits.get(name)?.count((one) => one.at > at - per) ?? 0;
  return counting >= count;
}

function tooMany({ name, rule = name.slice(0, name.indexOf(" ")), count, per }: LimitRequest): string {
  return `\`${rule.slice(rule.lastIndexOf(".") + 1)}\` allows ${count} in ${formatDuration(per)}`;
}

function agrees(value: Json): boolean {
  return typeof value === "object" && value !== null && "granted" in value && value.granted === true;
}

// Members of pools are given, undone and let go of (semantics, rules 31 to 33).

/** A hold is asked for: it stands in line, and those in line are looked at. */
export function lookForHold(turn: Turn, name: string): void {
  const wanted = turn.state.holds.get(name);
  if (wanted === undefined) return;
  if (!isKnown(turn.state, wanted.hold)) {
    decline(turn, wanted, `there is no pool \`${wanted.hold.pool}\``);
    return;
  }
  const isAgain = wanted.hold.again === true;
  if (isAgain && !wouldDo(turn.state, wanted.hold) && !mayCome(turn.state, wanted.hold)) {
    decline(turn, wanted, "there is no other");
    return;
  }
  if (wanted.status === "early") reserve(turn, name, wanted);
  else standInLine(turn, name, wanted);
}

function standInLine(turn: Turn, name: string, wanted: HoldState): void {
  const isNow = wanted.hold.wait !== undefined && wanted.hold.wait <= 0;
  serveLines(turn, wanted.hold.pool, isNow);
  const still = turn.state.holds.get(name);
  if (still?.status === "waiting" && isNow) declineLate(turn, still);
}

/** Members are kept for it until its time comes; where none can be, that is said at once. */
function reserve(turn: Turn, name: string, wanted: HoldState): void {
  const { hold } = wanted;
  if (isKept(turn, name, wanted)) return;
  const when = `from ${formatInstant(hold.from ?? turn.state.at)} for ${formatDuration(hold.for)}`;
  decline(turn, wanted, `no \`${shortName(hold.pool)}\` can be reserved ${when}`);
}

function isKept(turn: Turn, name: string, { hold }: HoldState): boolean {
  const chosen = choose(turn.state, hold, "ready", { name });
  if (chosen === undefined) return false;
  const { from = turn.state.at } = hold;
  const members = chosen.members.map(({ id }) => ({ pool: chosen.pool, id }));
  emit(turn, { t: "Reserved", hold: name, members, from, until: from + hold.for });
  return true;
}

/**
 * Holds whose reserved members can't be given any more get others, if others can be kept. Otherwise they stay with theirs,
 * which may come back before their time.
 */
function moveReservations(turn: Turn, pool: string): void {
  for (const { reservations = [] } of overflowChain(turn.state.pools, pool)) {
    for (const name of new Set(reservations.map(({ hold }) => hold))) {
      const wanted = turn.state.holds.get(name);
      if (wanted?.status !== "early" || !isEarly(turn.state, wanted.hold)) continue;
      const isWhole = wanted.members.every(({ pool: of, id }) => isGivable(turn, of, id));
      if (!isWhole) isKept(turn, name, wanted);
    }
  }
}

function isGivable({ state }: Turn, pool: string, id: string): boolean {
  const member = state.pools.get(pool)?.members.get(id);
  return member !== undefined && isReady(member);
}

/** Those that are reserved go before others. */
function chosenFor({ state }: Turn, name: string, { hold, members }: HoldState): Chosen | undefined {
  if (members.length === 0) return choose(state, hold, "free", { name });
  const own = choose(state, hold, "free", { name, only: new Set(members.map(({ id }) => id)) });
  if (own === undefined) return choose(state, hold, "free", { name });
  return { ...own, placed: { ...own.placed, because: "reserved in advance" } };
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Everybody who waits for anything is given what there is. */
export function serveAll(turn: Turn): void {
  for (const pool of turn.state.lines.keys()) serveLines(turn, pool);
}

/** Something else is true than before: who waits because of it is looked at again. */
export function serveAsKnown(turn: Turn, changed: readonly string[]): void {
  if (changed.length === 0) return;
  for (const [pool, line] of turn.state.lines) if (asksFor(turn, line, changed)) serveLines(turn, pool);
}

/** True if what policies say of the candidates of somebody in line reads one of these. */
function asksFor({ state }: Turn, line: Line, names: readonly string[]): boolean {
  for (const { group } of ascending(line.places)) {
    for (const { name } of ascending(wishesOf(line, group))) {
      const rules = state.holds.get(name)?.hold.rules;
      if (rules !== undefined && contextNames(rules).some((one) => names.includes(one))) return true;
    }
  }
  return false;
}

/** All that comes at the same time is in. */
export function serveTogether(turn: Turn, pool: string): void {
  serveLines(turn, pool, true);
  if (turn.state.lines.get(pool)?.due !== undefined) emit(turn, { t: "Served", pool });
}

/**
 * Serves all lines for a pool and for the pools connected to it by overflow, most urgent first. A request that can't be
 * served does not block later requests for something else. Lines that wait to be served together are left alone, unless
 * `now` is set.
 */
export function serveLines(turn: Turn, pool: string, now = false): void {
  moveReservations(turn, pool);
  const lines = new Map<string, Line>();
  for (const { declared } of overflowChain(turn.state.pools, pool))
    for (const [name, line] of linesFor(turn.state, declared.name)) lines.set(name, line);
  if (!now && [...lines.values()].some(({ due }) => due !== undefined)) return;
  const stuck = new Set<string>();
  for (const { name, place } of inTurn(lines)) {
    if (isExhausted(turn, name)) lines.delete(name);
    const group = `${name} ${place.group}`;
    if (!lines.has(name) || stuck.has(group)) continue;
    if (!serveOne(turn, name, place.group)) stuck.add(group);
    if (lines.size === 0) return;
  }
}

interface InTurn {
  readonly name: string;
  readonly place: Place;
}

/** The places of several lines, the first of all first. */
function* inTurn(lines: ReadonlyMap<string, Line>): Generator<InTurn, undefined> {
  const heads = [...lines].flatMap(([name, { places }]) => {
    const rest = ascending(places);
    const place = rest.next().value;
    return place === undefined ? [] : [{ name, place, rest }];
  });
  while (heads.length > 0) {
    const [first, ...others] = heads;
    if (first === undefined) return undefined;
    const head = others.reduce((least, one) => (byPlace(one.place, least.place) < 0 ? one : least), first);
    yield head;
    const next = head.rest.next().value;
    if (next === undefined || !lines.has(head.name)) heads.splice(heads.indexOf(head), 1);
    else head.place = next;
  }
  return undefined;
}

/** Nobody is free whom those in a line could be given. */
function isExhausted({ state }: Turn, name: string): boolean {
  for (const { free } of overflowChain(state.pools, name)) if (free !== undefined) return false;
  return true;
}

/** One of a run's wishes of the same urgency is met: the first that can be. */
function serveOne(turn: Turn, line: string, group: string): boolean {
  const standing = turn.state.lines.get(line);
  for (const { name } of ascending(standing === undefined ? undefined : wishesOf(standing, group))) {
    const wanted = turn.state.holds.get(name);
    const chosen = wanted === undefined ? undefined : chosenFor(turn, name, wanted);
    if (wanted === undefined || chosen === undefined) continue;
    give(turn, wanted, chosen);
    return true;
  }
  return false;
}

function give(turn: Turn, wanted: HoldState, { pool, members, placed }: Chosen): void {
  const given = {
    ref: wanted.ref,
    members: members.map(({ id, fence, fields }) => ({ pool, id, fence: fence + 1, fields })),
    until: turn.state.at + wanted.hold.for,
    ...(isChoice(turn, wanted, placed) ? { placed } : {}),
  };
  say(
    turn,
    wanted.run,
    wanted.gate
      ? { say: "granted", ...given, reads: readsOf(turn.state, wanted.reads) }
      : { say: "held", ...given },
  );
  // Others may be given the members that were reserved and are not taken.
  if (wanted.members.some(({ id }) => !members.some((one) => one.id === id))) serveAll(turn);
}

/** Where there was only one there is nothing to explain. */
function isChoice({ state }: Turn, { hold }: HoldState, { next, refused }: Placement): boolean {
  return (
    next.length > 0 || refused.length > 0 || (state.pools.get(hold.pool)?.members.size ?? 0) > hold.count
  );
}

export function endHold(turn: Turn, name: string, why: "released" | "doubtful" | "expired"): void {
  const pools = new Set(turn.state.holds.get(name)?.members.map(({ pool }) => pool));
  emit(turn, { t: "Freed", hold: name, why });
  for (const pool of pools) serveLines(turn, pool);
}

/** Notifies the holder of a member that can no longer be used. */
export function loseMember(turn: Turn, pool: string, id: string, why: string): void {
  const hold = holderOf(turn, pool, id);
  if (hold !== undefined) say(turn, hold.run, { say: "holdLost", ref: hold.ref, member: id, why });
}

/** Notifies the holder of a degraded member if another one is free, so that it may switch. */
export function worsenMember(turn: Turn, pool: string, id: string, why: string): void {
  const hold = holderOf(turn, pool, id);
  if (hold === undefined || choose(turn.state, hold.hold) === undefined) return;
  say(turn, hold.run, { say: "holdLost", ref: hold.ref, member: id, why, degraded: true });
}

function holderOf({ state }: Turn, pool: string, id: string): HoldState | undefined {
  const holder = state.pools.get(pool)?.members.get(id)?.holder;
  const hold = holder === undefined ? undefined : state.holds.get(holder);
  return hold?.status === "held" ? hold : undefined;
}

/** Waited long enough, or not let go of in time. */
export function holdOverdue(turn: Turn, name: string): void {
  const hold = turn.state.holds.get(name);
  if (hold?.status === "early") {
    emit(turn, { t: "CameDue", hold: name });
    standInLine(turn, name, hold);
  } else if (hold?.status === "waiting") declineLate(turn, hold);
  else endHold(turn, name, "expired");
}

function declineLate(turn: Turn, wanted: HoldState): void {
  const { pool, wait = 0 } = wanted.hold;
  const short = shortName(pool);
  decline(
    turn,
    wanted,
    wait > 0 ? `no \`${short}\` came free within ${formatDuration(wait)}` : `no \`${short}\` is free`,
  );
}

function decline(turn: Turn, { run, ref, members }: HoldState, why: string): void {
  giveBack(turn, refName(ref));
  say(turn, run, { say: "refused", ref, why, reads: [], none: true });
  for (const pool of new Set(members.map((one) => one.pool))) serveLines(turn, pool);
}
