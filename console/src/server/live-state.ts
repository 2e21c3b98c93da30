/** The live channels of the server. */
export const channels = ["events", "workflow-status", "alerts"] as const;
export type Channel = (typeof channels)[number];

/** One message of a channel. `seq` counts from 1, for as long as the server runs. */
export interface Frame {
  readonly channel: Channel;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly entry?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Message =
  | Frame
  | { readonly channel: Channel; readonly gap: { readonly from: number; readonly to: number } };

/** The position of a reader in a channel. */
export interface Position {
  /** The last frame that was taken; undefined: none yet, whatever comes next is the first. */
  readonly last: number | undefined;
}

export type Received =
  /** The frame follows what was taken. */
  | { readonly position: Position; readonly take: Frame }
  /** Frames are gone, or the server has begun a new count: state has to be read again. */
  | { readonly position: Position; readonly reread: true; readonly take?: Frame };

/**
 * A message after a position. Numbers between may be missing: those frames are about plans that the reader may not see.
 * A number that was already taken comes from a server that has started again.
 */
export function received({ last }: Position, message: Message): Received {
  if ("gap" in message) return { position: { last: message.gap.to }, reread: true };
  const position = { last: message.seq };
  return last !== undefined && message.seq <= last
    ? { position, reread: true, take: message }
    : { position, take: message };
}

/** The first message of a connection: where to begin; undefined: with whatever comes next. */
export function greeting({ last }: Position): { readonly from: number } | undefined {
  return last === undefined ? undefined : { from: last + 1 };
}

/** ms until the next attempt to connect: doubles from half a second to half a minute. */
export function retryDelay(attempt: number): number {
  return Math.min(30_000, 500 * 2 ** attempt);
}
