import type { JsonObject } from "@orchlang/plan";
import type { Channel, Feed, Frame } from "./feed.ts";

/** A message to one client: a frame, or the notice that frames are gone and state has to be read again. */
export type Sent =
  | Frame
  | { readonly channel: Channel; readonly gap: { readonly from: number; readonly to: number } };

interface ReaderOptions {
  readonly channel: Channel;
  /** The first sequence number that it wants. */
  readonly from: number;
  /** True if the connection takes more at the moment. */
  isFree(): boolean;
  send(sent: Sent): void;
  /** Writes together what `send` is called with meanwhile. Left out: each by itself. */
  together?(work: () => void): void;
  sees(frame: Frame): boolean;
  /** True if it may still be sent anything. */
  isAllowed(): boolean;
  /** Ends the connection of a reader that no longer is. */
  end(): void;
}

/**
 * Sends the frames of a channel to one connection, no faster than the connection takes them. A reader that falls behind
 * what is kept is sent a gap, and goes on with the oldest frame there is.
 */
export class Reader {
  readonly #feed: Feed;
  readonly #options: ReaderOptions;
  #next: number;
  readonly #unfollow: () => void;

  constructor(feed: Feed, options: ReaderOptions) {
    this.#feed = feed;
    this.#options = options;
    // A number may be ahead of all that was sent: the clock, by which the first one goes, was set back.
    this.#next = Math.max(1, Math.min(options.from, feed.last(options.channel) + 1));
    this.#unfollow = feed.follow(options.channel, () => this.pump());
    this.pump();
  }

  /** Called whenever the connection may have become free. */
  pump(): void {
    const { together, end } = this.#options;
    if (this.#feed.isClosed) {
      this.close();
      end();
    } else if (together === undefined) this.#send();
    else together(() => this.#send());
  }

  #send(): void {
    const { channel, isFree, isAllowed, send, sees, end } = this.#options;
    if (isFree() && isAllowed()) this.#skip();
    while (this.#next <= this.#feed.last(channel) && isFree()) {
      if (!isAllowed()) {
        this.close();
        end();
        return;
      }
      this.#skip();
      const frame = this.#feed.at(channel, this.#next);
      this.#next += 1;
      if (frame !== undefined && sees(frame)) send(frame);
    }
  }

  /** Past frames that are not kept any longer, or were sent by an earlier process. */
  #skip(): void {
    const { channel, send } = this.#options;
    const first = this.#feed.first(channel);
    if (this.#next >= first) return;
    send({ channel, gap: { from: this.#next, to: first - 1 } });
    this.#next = first;
  }

  close(): void {
    this.#unfollow();
  }
}

/** A frame as it is sent. */
function sentJson(sent: Sent): JsonObject {
  if ("gap" in sent)
    return { channel: sent.channel, gap: { ...sent.gap, advice: "Read the state again, then go on." } };
  const { channel, seq, at, kind, entry, data } = sent;
  return { channel, seq, at, kind, ...(entry === undefined ? {} : { entry }), data };
}

const bytes = new WeakMap<Frame, Buffer>();

/** The JSON of a message. All readers of a frame share its bytes: a thousand copies would be most of the memory. */
export function sentBytes(sent: Sent): Buffer {
  const known = "gap" in sent ? undefined : bytes.get(sent);
  if (known !== undefined) return known;
  const made = Buffer.from(JSON.stringify(sentJson(sent)));
  if (!("gap" in sent)) bytes.set(sent, made);
  return made;
}
