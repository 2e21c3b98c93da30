import {
  type Channel,
  channels,
  type Frame,
  greeting,
  type Message,
  type Position,
  received,
  retryDelay,
} from "./live-state.ts";

export type Connection = "connecting" | "live" | "broken";

/** Frames of one animation frame; `reread`: state has to be read again, whatever the frames say. */
export interface News {
  readonly frames: readonly Frame[];
  readonly reread: boolean;
}

type Listener = (news: News) => void;

/**
 * Follows the channels of the server by a WebSocket each, resumes by sequence number after a break, and hands on what
 * came once per animation frame, so that a thousand events a second are sixty changes of the page.
 */
export class Live {
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();
  readonly #lines = new Map<Channel, Line>();
  #frames: Frame[] = [];
  #reread = false;
  #scheduled = false;

  start(): void {
    for (const channel of channels) {
      if (this.#lines.has(channel)) continue;
      const line = new Line(channel, {
        take: (frame) => this.#add(frame, false),
        reread: () => this.#add(undefined, true),
        changed: () => {
          for (const watcher of this.#watchers) watcher();
        },
      });
      this.#lines.set(channel, line);
    }
  }

  stop(): void {
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

  /** The worst of the channels. */
  connection(): Connection {
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
    const news = { frames: this.#frames, reread: this.#reread };
    this.#frames = [];
    this.#reread = false;
    this.#scheduled = false;
    for (const listener of this.#listeners) listener(news);
  }
}

interface LineHooks {
  take(frame: Frame): void;
  reread(): void;
  changed(): void;
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
