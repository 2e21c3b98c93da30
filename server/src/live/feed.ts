import type { JsonObject } from "@orchlang/plan";
import { maySee, type Principal } from "../identity/principal.ts";

/** The live channels, as clients name them. */
export const channels = ["events", "workflow-status", "alerts"] as const;
export type Channel = (typeof channels)[number];

export function isChannel(word: unknown): word is Channel {
  return channels.some((channel) => channel === word);
}

/** One message of a channel. `seq` counts up by one within a channel, for as long as the server runs. */
export interface Frame {
  readonly channel: Channel;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  /** The plan or goal that it is about. Frames without one are for those who see all plans. */
  readonly entry?: string;
  readonly data: JsonObject;
  /** It tells nothing of anybody or anything: who sees some plans is sent it too. */
  readonly everybody?: true;
}

/** True if somebody may be sent a frame: who sees some plans is sent what is about these alone. */
export function mayRead(by: Principal, { entry, everybody }: Frame): boolean {
  return by.plans === undefined || everybody === true || (entry !== undefined && maySee(by, entry));
}

/** Frames that were sent before and are kept, for readers that come back. */
const keptMax = 10_000;

/** Frames within so many ms go out together: a write for each frame and reader would cost most of a server's time. */
const gatherMs = 50;

/** Keeps the last frames of every channel and wakes who follows them. Nobody who reads slowly holds it up. */
export class Feed {
  readonly #frames = new Map<Channel, Frame[]>(channels.map((channel) => [channel, []]));
  readonly #last: Map<Channel, number>;
  readonly #wake = new Map<Channel, Set<() => void>>(channels.map((channel) => [channel, new Set()]));
  readonly #published = new Set<Channel>();
  #gathering: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * `before`: the number before the first frame. Larger than any of an earlier process, so that a reader who comes back
   * after a restart is sent a gap.
   */
  constructor(before = 0) {
    this.#last = new Map(channels.map((channel) => [channel, before]));
  }

  publish(channel: Channel, frame: Omit<Frame, "channel" | "seq">): void {
    const seq = this.last(channel) + 1;
    const frames = this.#frames.get(channel) ?? [];
    frames.push({ channel, seq, ...frame });
    // Cut in large pieces: moving the array for each frame would cost as much as all of them.
    if (frames.length > 2 * keptMax) frames.splice(0, frames.length - keptMax);
    this.#last.set(channel, seq);
    this.#published.add(channel);
    this.#gathering ??= setTimeout(() => this.#wakeAll(), gatherMs);
  }

  #wakeAll(): void {
    this.#gathering = undefined;
    const published = [...this.#published];
    this.#published.clear();
    for (const channel of published) for (const wake of [...(this.#wake.get(channel) ?? [])]) wake();
  }

  /** True if nothing is published any more: readers end. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#gathering);
    for (const wakes of this.#wake.values()) for (const wake of [...wakes]) wake();
  }

  last(channel: Channel): number {
    return this.#last.get(channel) ?? 0;
  }

  /** The oldest frame that can still be read. */
  first(channel: Channel): number {
    return this.#frames.get(channel)?.[0]?.seq ?? this.last(channel) + 1;
  }

  at(channel: Channel, seq: number): Frame | undefined {
    const frames = this.#frames.get(channel) ?? [];
    return frames[seq - (frames[0]?.seq ?? 0)];
  }

  /** `wake` is called soon after each frame, once for several; the return value ends it. */
  follow(channel: Channel, wake: () => void): () => void {
    this.#wake.get(channel)?.add(wake);
    return () => {
      this.#wake.get(channel)?.delete(wake);
    };
  }
}
