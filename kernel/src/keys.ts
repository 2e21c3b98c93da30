import { sha256Bytes } from "@orchlang/plan/json";
import type { Call, Key, Site, Slot } from "./identity.ts";
import type { RunId } from "./machine.ts";

/** Douglas Crockford's base 32: no I, L, O, U. */
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The idempotency key of an intent: 26 characters for 128 bits (semantics, rule 20). Arguments do not enter, so an
 * intent keeps its key whatever its arguments are. `of`: the key that an undo or a confirm refers to, since a call may
 * have several.
 *
 * Anything that an author can choose (names, the run's id) enters through SHA-256, once for each name. Counts (plans,
 * rounds, generations, requests) enter through the 128-bit mixing of MurmurHash3 (A. Appleby), which is a bijection of
 * the previous value and one of the input. So two keys that differ in one count only are never equal; other keys
 * collide like random 128-bit values, about once in 2^65 keys. Choosing a name that yields another run's key requires a
 * preimage of SHA-256 truncated to 128 bits.
 */
export function keyOf(run: RunId, call: Call, generation: number, request: number, of?: Key): Key {
  const { routine, site, node, slot } = call;
  return keyUnder(lanesAt(routineLanes(run, routine), site), nameLanes(node), slot, generation, request, of);
}

/** 128 bits that are on their way to a key. */
export type Lanes = readonly [number, number, number, number];

/** Hashes a name chosen by an author. */
export function nameLanes(name: string): Lanes {
  const { buffer, byteOffset } = sha256Bytes(name);
  const view = new DataView(buffer, byteOffset);
  return [view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12)];
}

/** The common part of all keys of a routine in a run. */
export function routineLanes(run: RunId, routine: string): Lanes {
  return nameLanes(JSON.stringify(["key", run, routine]));
}

/** The common part of all keys at a site. */
export function lanesAt(inRun: Lanes, { plan, loops }: Site): Lanes {
  let lanes = mixed(inRun, plan, 0, 0, 0);
  for (const [loop, round] of loops) lanes = lanesOfRound(lanes, nameLanes(loop), round);
  return lanes;
}

/** The same for a round of a loop, from that of what is around the loop. */
export function lanesOfRound(around: Lanes, loop: Lanes, round: number): Lanes {
  return mixed(joined(around, loop), round, 0, 0, 0);
}

/** The key of an intent from what its frame's keys have in common and its node's name. */
export function keyUnder(
  frame: Lanes,
  node: Lanes,
  slot: Slot,
  generation: number,
  request: number,
  of?: Key,
): Key {
  const lanes = mixed(joined(frame, node), slotKind(slot), slotNumber(slot), generation, request);
  return spelled(spread(of === undefined ? lanes : joined(lanes, nameLanes(of))));
}

function slotKind(slot: Slot): number {
  if (slot === "do") return 0;
  if (slot === "undo") return 1;
  if (slot === "confirm") return 2;
  return slot.startsWith("else") ? 3 : 4;
}

function slotNumber(slot: Slot): number {
  if (slot.startsWith("else")) return Number(slot.slice(4));
  return slot.startsWith("ask") ? Number(slot.slice(3)) : 0;
}

function joined(h: Lanes, k: Lanes): Lanes {
  return mixed(h, k[0], k[1], k[2], k[3]);
}

/** One block of MurmurHash3 x86 128. */
function mixed(h: Lanes, k1: number, k2: number, k3: number, k4: number): Lanes {
  const h1 = h[0];
  const h2 = h[1];
  const h3 = h[2];
  const h4 = h[3];
  const a = (turned(h1 ^ Math.imul(turned(Math.imul(k1, 0x239b961b), 15), 0xab0e9789), 19) + h2) | 0;
  const m1 = (Math.imul(a, 5) + 0x561ccd1b) | 0;
  const b = (turned(h2 ^ Math.imul(turned(Math.imul(k2, 0xab0e9789), 16), 0x38b34ae5), 17) + h3) | 0;
  const m2 = (Math.imul(b, 5) + 0x0bcaa747) | 0;
  const c = (turned(h3 ^ Math.imul(turned(Math.imul(k3, 0x38b34ae5), 17), 0xa1e38b93), 15) + h4) | 0;
  const m3 = (Math.imul(c, 5) + 0x96cd1c35) | 0;
  const d = (turned(h4 ^ Math.imul(turned(Math.imul(k4, 0xa1e38b93), 18), 0x239b961b), 13) + m1) | 0;
  return [m1, m2, m3, (Math.imul(d, 5) + 0x32ac3b17) | 0];
}

/** Its end: every bit of one lane reaches all lanes. */
function spread(h: Lanes): Lanes {
  const sum = (h[0] + h[1] + h[2] + h[3]) | 0;
  const a = avalanched(sum);
  const b = avalanched(h[1] + sum);
  const c = avalanched(h[2] + sum);
  const d = avalanched(h[3] + sum);
  const all = (a + b + c + d) | 0;
  return [all, (b + all) | 0, (c + all) | 0, (d + all) | 0];
}

function avalanched(lane: number): number {
  let value = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

function turned(lane: number, by: number): number {
  return (lane << by) | (lane >>> (32 - by));
}

/** Five bits a character; the last has three, and zeros. Said one by one: a list of them would be made for each key. */
function spelled(lanes: Lanes): Key {
  const digit = (from: number): number => digitAt(lanes, from);
  // biome-ignore format: a line for each lane
  return String.fromCharCode(
    digit(0), digit(5), digit(10), digit(15), digit(20), digit(25), digit(30),
    digit(35), digit(40), digit(45), digit(50), digit(55), digit(60),
    digit(65), digit(70), digit(75), digit(80), digit(85), digit(90), digit(95),
    digit(100), digit(105), digit(110), digit(115), digit(120), digit(125),
  );
}

/** The character of the five bits from one on. */
function digitAt(lanes: Lanes, from: number): number {
  const lane = lanes[from >>> 5] ?? 0;
  const over = (from & 31) - 27;
  const bits = over <= 0 ? lane >>> -over : (lane << over) | ((lanes[(from >>> 5) + 1] ?? 0) >>> (32 - over));
  return digits.charCodeAt(bits & 31);
}

/** The id of the run that a request asks for: asking twice with one id asks for one run (semantics, rule 8). */
export function runIdOf(request: string): RunId {
  return spelled(nameLanes(JSON.stringify(["run", request]))).slice(0, 16);
}
