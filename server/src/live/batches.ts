import { type Sent, sentBytes } from "./reader.ts";

/**
 * Frames that go out together, as the bytes of their WebSocket messages (RFC 6455, section 5.2: text, final, not masked).
 * Most clients are sent the same ones, so the bytes of the last batch are kept for the next client.
 */
export class Batches {
  #last: { readonly batch: readonly Sent[]; readonly bytes: Buffer } | undefined;

  bytesOf(batch: readonly Sent[]): Buffer {
    if (this.#last === undefined || !isSame(this.#last.batch, batch))
      this.#last = { batch, bytes: Buffer.concat(batch.flatMap(messageOf)) };
    return this.#last.bytes;
  }
}

function isSame(one: readonly Sent[], other: readonly Sent[]): boolean {
  return one.length === other.length && one.every((sent, at) => sent === other[at]);
}

function messageOf(sent: Sent): readonly Buffer[] {
  const bytes = sentBytes(sent);
  return [headOf(bytes.length), bytes];
}

const finalText = 0x81;

function headOf(length: number): Buffer {
  if (length < 126) return Buffer.of(finalText, length);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10, finalText);
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
