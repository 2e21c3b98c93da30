import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";

/** Keeps a text so that only whoever has the key can read it. `place`: where it rests; moved elsewhere it can't be read. */
export interface Sealer {
  /** True if there is a key: else nothing was sealed yet. */
  readonly inUse: boolean;
  /** The same each time of the same text at the same place. */
  seal(text: string, place: string): string;
  /** Undefined: it was sealed with another key or for another place, or altered. */
  open(sealed: string, place: string): string | undefined;
}

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
const form = "v1.";

/**
 * AES-256-GCM. The nonce is a keyed hash of what is sealed and where (as in synthetic initialisation vectors, RFC 5297), so
 * that no chance is needed and an append that is tried again writes the same.
 */
export function sealerOf(key: Uint8Array): Sealer {
  const derived = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync("sha256", key, "", `orch journal ${purpose}`, 32));
  const [texts, nonces] = [derived("texts"), derived("nonces")];
  return {
    inUse: true,
    seal: (text, place) => {
      const nonce = createHmac("sha256", nonces).update(`${place}\n${text}`).digest().subarray(0, nonceBytes);
      const made = createCipheriv(cipher, texts, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([made.update(text, "utf8"), made.final()]);
      return form + Buffer.concat([nonce, made.getAuthTag(), body]).toString("base64");
    },
    open: (sealed, place) => {
      const bytes = Buffer.from(sealed.slice(form.length), "base64");
      if (!sealed.startsWith(form) || bytes.length < nonceBytes + tagBytes) return undefined;
      const opened = createDecipheriv(cipher, texts, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = [opened.update(bytes.subarray(nonceBytes + tagBytes)), opened.final()];
        return Buffer.concat(text).toString("utf8");
      } catch {
        // GCM throws if the tag does not fit, which is the answer.
        return undefined;
      }
    },
  };
}
