import { sha256Hex } from "@orchlang/plan";
import type { Call, Key, Site, Slot } from "./identity.ts";
import type { RunId } from "./machine.ts";

/** Douglas Crockford's base 32: no I, L, O, U. */
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The key of an intent: 26 characters for 128 bits (semantics, rule 20). No argument enters, so the same thing meant
 * once has one key whatever it is given. `of`: the key that an undo or a confirm speaks of, of which a call may have
 * several.
 *
 * Whatever an author can choose (names, the run's id) enters through SHA-256, once for each name; what is counted
 * (plans, rounds, generations, requests) through the mixing of MurmurHash3 for 128 bits (A. Appleby), which is a
 * bijection of what went before and one of what enters. So two keys that differ in one count only are never the same,
 * and others are so as two random values of 128 bits are: once in 2^65 keys or so. To choose a name that gives the key
 * of another run is to find a preimage of SHA-256 cut to 128 bits.
 */
export function keyOf(run: RunId, call: Call, generation: number, request: number, of?: Key): Key {
  const { routine, site, node, slot } = call;
  return keyUnder(lanesAt(run, routine, site), nameLanes(node), slot, generation, request, of);
}

/** 128 bits that are on their way to a key. */
export type Lanes = readonly [number, number, number, number];

/** Of a name that an author chose. */
export function nameLanes(name: string): Lanes {
  const hex = sha256Hex(name);
  return [lane(hex, 0), lane(hex, 8), lane(hex, 16), lane(hex, 24)];
}

function lane(hex: string, from: number): number {
  return Number.parseInt(hex.slice(from, from + 8), 16) | 0;
}

/** What all keys of a routine in a run have in common at a site. */
export function lanesAt(run: RunId, routine: string, { plan, loops }: Site): Lanes {
  let lanes = mixed(nameLanes(JSON.stringify(["key", run, routine])), [plan, 0, 0, 0]);
  for (const [loop, round] of loops) lanes = lanesOfRound(lanes, nameLanes(loop), round);
  return lanes;
}

/** The same for a round of a loop, from that of what is around the loop. */
export function lanesOfRound(around: Lanes, loop: Lanes, round: number): Lanes {
  return mixed(mixed(around, loop), [round, 0, 0, 0]);
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
  let lanes = mixed(mixed(frame, node), [slotKind(slot), slotNumber(slot), generation, request]);
  if (of !== undefined) lanes = mixed(lanes, nameLanes(of));
  return spelled(spread(lanes));
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

/** One block of MurmurHash3 x86 128. */
function mixed(h: Lanes, k: Lanes): Lanes {
  const h1 = h[0];
  const h2 = h[1];
  const h3 = h[2];
  const h4 = h[3];
  const k1 = k[0];
  const k2 = k[1];
  const k3 = k[2];
  const k4 = k[3];
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
function spread([h1, h2, h3, h4]: Lanes): Lanes {
  const sum = (h1 + h2 + h3 + h4) | 0;
  const [a, b, c, d] = [avalanched(sum), avalanched(h2 + sum), avalanched(h3 + sum), avalanched(h4 + sum)];
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

/** Five bits a character; the last has three, and zeros. */
function spelled(lanes: Lanes): Key {
  const codes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const lane of lanes) {
    for (let from = 16; from >= 0; from -= 16) {
      held = (held << 16) | ((lane >>> from) & 0xffff);
      bits += 16;
      while (bits >= 5) {
        bits -= 5;
        codes.push(digits.charCodeAt((held >>> bits) & 31));
      }
      held &= 31;
    }
  }
  codes.push(digits.charCodeAt((held << (5 - bits)) & 31));
  return String.fromCharCode(...codes);
}

/** The id of the run that a request asks for: asking twice with one id asks for one run (semantics, rule 8). */
export function runIdOf(request: string): RunId {
  return base32(sha256Hex(JSON.stringify(["run", request])), 16);
}

/** So many characters of five bits each, from the front of a hash; what 128 bits don't fill is zero. */
function base32(hex: string, length: number): string {
  let text = "";
  let bits = 0;
  let held = 0;
  let at = 0;
  while (text.length < length) {
    if (bits < 5) {
      const next = at < 32 ? Number.parseInt(hex.charAt(at), 16) : 0;
      at += 1;
      held = (held << 4) | next;
      bits += 4;
      continue;
    }
    bits -= 5;
    text += digits.charAt(held >> bits);
    held &= (1 << bits) - 1;
  }
  return text;
}
