import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { ask } from "./client.ts";

type Connection = "connecting" | "live" | "broken";

/** Frames of one animation frame; `reread`: state has to be read again, whatever the frames say. */
interface LiveUpdate {
  readonly frames: readonly Frame[];
  readonly reread: boolean;
}

type Listener = (update: LiveUpdate) => void;

/**
 * Follows the channels of the server by a WebSocket each, resumes by sequence number after a break, and hands on what
 * came once per animation frame, so that a thousand events a second are sixty changes of the page.
 */
class Live {
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();
  readonly #lines = new Map<Channel, Line>();
  #frames: Frame[] = [];
  #reread = false;
  #scheduled = false;
  #asked: Promise<void> | undefined;

  start(): void {
    addEventListener("online", this.#onNetwork);
    addEventListener("offline", this.#onNetwork);
    for (const channel of channels) {
      if (this.#lines.has(channel)) continue;
      const line = new Line(channel, {
        take: (frame) => this.#add(frame, false),
        reread: () => this.#add(undefined, true),
        changed: () => this.#changed(),
        broke: () => this.#askSession(),
      });
      this.#lines.set(channel, line);
    }
  }

  stop(): void {
    removeEventListener("online", this.#onNetwork);
    removeEventListener("offline", this.#onNetwork);
    for (const line of this.#lines.values()) line.end();
    this.#lines.clear();
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Has everything on the page read again: after an act of this page, of which no frame may tell. */
  reread(): void {
    this.#add(undefined, true);
  }

  /** A socket may stay open for minutes after the network is gone; the browser knows at once. */
  readonly #onNetwork = (): void => {
    if (navigator.onLine) this.reread();
    this.#changed();
  };

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** The worst of the channels. */
  connection(): Connection {
    if (!navigator.onLine) return "broken";
    const states = [...this.#lines.values()].map(({ state }) => state);
    if (states.includes("broken")) return "broken";
    return states.length > 0 && states.every((state) => state === "live") ? "live" : "connecting";
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** A socket does not say why it was rejected: that a session has ended is learnt by a request. */
  #askSession(): void {
    this.#asked ??= ask({ path: "/session" }).then(() => {
      this.#asked = undefined;
    });
  }

  #add(frame: Frame | undefined, reread: boolean): void {
    if (frame !== undefined) this.#frames.push(frame);
    this.#reread ||= reread;
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A hidden page has no animation frames, and still has to keep up.
    if (document.visibilityState === "visible") requestAnimationFrame(() => this.#hand());
    else setTimeout(() => this.#hand(), 1_000);
  }

  #hand(): void {
    const update = { frames: this.#frames, reread: this.#reread };
    this.#frames = [];
    this.#reread = false;
    this.#scheduled = false;
    for (const listener of this.#listeners) listener(update);
  }
}

interface LineHooks {
  take(frame: Frame): void;
  reread(): void;
  changed(): void;
  /** It has ended, or could not be made. */
  broke(): void;
}

/** One channel's connection, made again after every break. */
class Line {
  readonly #channel: Channel;
  readonly #hooks: LineHooks;
  #position: Position = { last: undefined };
  #socket: WebSocket | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  state: Connection = "connecting";

  constructor(channel: Channel, hooks: LineHooks) {
    this.#channel = channel;
    this.#hooks = hooks;
    this.#connect();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(addressOf(this.#channel));
    this.#socket = socket;
    socket.addEventListener("open", () => {
      const first = greeting(this.#position);
      if (first !== undefined) socket.send(JSON.stringify(first));
      this.#attempt = 0;
      this.#set("live");
      // A server that was started again counts anew, and may have sent less than was taken before.
      this.#hooks.reread();
    });
    socket.addEventListener("message", ({ data }) => {
      const result = received(this.#position, JSON.parse(String(data)) as Message);
      this.#position = result.position;
      if ("reread" in result) this.#hooks.reread();
      if (result.take !== undefined) this.#hooks.take(result.take);
    });
    socket.addEventListener("close", () => {
      if (this.#ended) return;
      this.#set("broken");
      this.#hooks.broke();
      this.#timer = setTimeout(() => this.#connect(), retryDelay(this.#attempt));
      this.#attempt += 1;
    });
  }

  #set(state: Connection): void {
    if (this.state === state) return;
    this.state = state;
    this.#hooks.changed();
  }
}

/** Beside the page, by `wss` if the page came by `https`. */
function addressOf(channel: Channel): URL {
  const address = new URL(`ws/orchestration/${channel}`, document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  address.hash = "";
  return address;
}

/** The live channels of the server. */
const channels = ["events", "workflow-status", "alerts"] as const;
type Channel = (typeof channels)[number];

/** One message of a channel. `seq` counts from 1, for as long as the server runs. */
export interface Frame {
  readonly channel: Channel;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly entry?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Message =
  | Frame
  | { readonly channel: Channel; readonly gap: { readonly from: number; readonly to: number } };

/** The position of a reader in a channel. */
export interface Position {
  /** The last frame that was taken; undefined: none yet, whatever comes next is the first. */
  readonly last: number | undefined;
}

type Received =
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

/** The page's one connection to what happens. */
export const live = new Live();

export function useConnection(): Connection {
  return useSyncExternalStore(
    (changed) => live.watch(changed),
    () => live.connection(),
  );
}

/** Calls `receive` with everything that happens while the component is there. */
export function useLiveUpdates(receive: (update: LiveUpdate) => void): void {
  const onUpdate = useEffectEvent(receive);
  useEffect(() => live.listen((update) => onUpdate(update)), []);
}
