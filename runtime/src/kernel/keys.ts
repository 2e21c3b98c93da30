import { sha256Hex } from "@orchlang/plan";
import type { Call, Key } from "./identity.ts";
import type { RunId } from "./machine.ts";

/** Douglas Crockford's base 32: no I, L, O, U. */
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The key of an intent: 26 characters for 128 bits (semantics, rule 20). No argument enters, so the same thing meant
 * once has one key whatever it is given. `of`: the key that an undo or a confirm speaks of, of which a call may have
 * several.
 */
export function keyOf(run: RunId, call: Call, generation: number, request: number, of?: Key): Key {
  const { routine, site, node, slot } = call;
  return base32(
    sha256Hex(
      JSON.stringify([
        "key",
        run,
        routine,
        site.plan,
        site.loops,
        node,
        slot,
        generation,
        request,
        of ?? null,
      ]),
    ),
    26,
  );
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
