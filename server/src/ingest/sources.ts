import { randomUUID } from "node:crypto";
import type { Json } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import { newsOf } from "@orchlang/runtime/events";
import { messageMax, waitingBytesMax, waitingMax } from "./limits.ts";
import { type Listening, listenTo, type RawMessage } from "./listen.ts";
import { type Foreign, newsIn } from "./mapping.ts";
import { isListened, type SourceSettings, type WebhookSettings } from "./settings.ts";

/** Messages of a source since the server started. */
export interface SourceCounts {
  /** Messages that came in the name of the source. */
  readonly received: number;
  /** Lines of news that the runtime took. */
  readonly taken: number;
  /** Messages without any mapping that applies. */
  readonly ignored: number;
  /** Lines of news that the runtime refused: of another form, too many. */
  readonly refused: number;
  /** Messages whose signature did not hold. */
  readonly unsigned: number;
  /** Messages that are no JSON in UTF-8, or too long. */
  readonly malformed: number;
  /** Messages that were given up, as too many waited. */
  readonly dropped: number;
  /** When the last came, ms since 1970. */
  readonly last?: number;
}

const noCounts: SourceCounts = {
  received: 0,
  taken: 0,
  ignored: 0,
  refused: 0,
  unsigned: 0,
  malformed: 0,
  dropped: 0,
};

/** A source to which the server is connected, or tries to be. */
interface Open {
  readonly listening: Listening;
  readonly waiting: RawMessage[];
  /** Bytes of the messages that wait. */
  bytes: number;
  problem: string | undefined;
  /** The kind of the last refusal. */
  refusal: string | undefined;
}

/** A source as it is now. */
export interface SourceState extends SourceCounts {
  readonly name: string;
  readonly kind: string;
  /** Messages that came and are not taken yet. */
  readonly waiting: number;
  /** Left out: the other side connects. */
  readonly connected?: boolean;
  /** The reason why it is not connected, or why its last news was refused. */
  readonly problem?: string;
}

/** The result of a message. `problem`: the first refusal. */
export interface Ingested {
  readonly taken: number;
  readonly refusal?: {
    readonly refused: string;
    readonly message: string;
    readonly details?: readonly string[];
  };
}

/** The sources of the settings, and what came of them. */
export class Sources {
  readonly #orchestrator: Orchestrator;
  readonly #now: () => number;
  readonly #counts = new Map<string, SourceCounts>();
  readonly #listened = new Map<string, Open>();
  readonly #draining = new Set<Promise<void>>();
  #settings: Readonly<Record<string, SourceSettings>> = {};
  #secret: (name: string) => string | undefined = () => undefined;

  constructor(orchestrator: Orchestrator, now: () => number) {
    this.#orchestrator = orchestrator;
    this.#now = now;
  }

  /** Ends the connections there are, and opens those of the settings. */
  use(
    settings: Readonly<Record<string, SourceSettings>>,
    secret: (name: string) => string | undefined,
  ): void {
    this.#end();
    this.#settings = settings;
    this.#secret = secret;
    for (const [name, source] of Object.entries(settings)) if (isListened(source)) this.#open(name);
  }

  /** Ends all connections, and resolves once the message that is being taken is. Those that wait are dropped. */
  async close(): Promise<void> {
    this.#end();
    await Promise.all(this.#draining);
  }

  /** Returns a sender of webhooks with its secret, or undefined where the settings name none. */
  signing(name: string): (WebhookSettings & { readonly secret: string }) | undefined {
    const settings = this.#named(name);
    if (settings === undefined || isListened(settings)) return undefined;
    const secret = this.#secret(settings.secretVariable);
    return secret === undefined || secret === "" ? undefined : { ...settings, secret };
  }

  list(): readonly SourceState[] {
    return Object.entries(this.#settings).map(([name, { kind }]) => {
      const open = this.#listened.get(name);
      const problem = open?.problem ?? open?.refusal;
      return {
        name,
        kind,
        ...this.#of(name),
        waiting: open?.waiting.length ?? 0,
        ...(open === undefined ? {} : { connected: open.problem === undefined }),
        ...(problem === undefined ? {} : { problem }),
      };
    });
  }

  unsigned(name: string): void {
    this.#count(name, { unsigned: 1 });
  }

  /** Hands a message's news to the runtime, in the order of the mappings. `id`: of the message. */
  async take(name: string, foreign: Foreign, id: string): Promise<Ingested> {
    const { maps = [] } = this.#named(name) ?? {};
    this.#count(name, { received: 1 });
    const lines = newsIn(maps, foreign, name, id);
    if (lines.length === 0) this.#count(name, { ignored: 1 });
    let taken = 0;
    let refusal: Ingested["refusal"];
    for (const line of lines) {
      const heard = await this.#orchestrator.hear(newsOf(line as Json, () => id));
      if ("refused" in heard) refusal ??= heard;
      else taken += 1;
    }
    this.#count(name, { taken, refused: lines.length - taken });
    return { taken, ...(refusal === undefined ? {} : { refusal }) };
  }

  #open(name: string): void {
    const settings = this.#named(name);
    if (settings === undefined || !isListened(settings)) return;
    const { secretVariable } = settings;
    const secret = secretVariable === undefined ? undefined : this.#secret(secretVariable);
    const open: Open = {
      waiting: [],
      bytes: 0,
      problem: "no connection",
      refusal: undefined,
      listening: listenTo(settings, secret, {
        state: (problem) => {
          open.problem = problem;
        },
        message: (message) => this.#offer(name, open, message),
      }),
    };
    this.#listened.set(name, open);
  }

  #end(): void {
    for (const [name, { listening, waiting }] of this.#listened) {
      listening.close();
      if (waiting.length > 0) this.#count(name, { received: waiting.length, dropped: waiting.length });
      waiting.length = 0;
    }
    this.#listened.clear();
  }

  /** Keeps a message until those before it are taken. */
  #offer(name: string, open: Open, message: RawMessage): void {
    // A broker has limits of its own; the other kinds of sources end the connection before.
    if (message.body.length > messageMax) {
      this.#count(name, { received: 1, malformed: 1 });
      return;
    }
    if (open.waiting.length >= waitingMax || open.bytes + message.body.length > waitingBytesMax) {
      this.#count(name, { received: 1, dropped: 1 });
      return;
    }
    open.waiting.push(message);
    open.bytes += message.body.length;
    if (open.waiting.length > 1) return;
    const draining = this.#drain(name, open).finally(() => this.#draining.delete(draining));
    this.#draining.add(draining);
  }

  /** Takes what waits, one after another. The first stays in the list until it is taken. */
  async #drain(name: string, open: Open): Promise<void> {
    for (let next = open.waiting[0]; next !== undefined; next = open.waiting[0]) {
      const body = jsonIn(next.body);
      if (body === undefined) this.#count(name, { received: 1, malformed: 1 });
      else open.refusal = (await this.#heard(name, { body, headers: next.headers })) ?? open.refusal;
      if (open.waiting[0] === next) open.waiting.shift();
      open.bytes -= next.body.length;
    }
  }

  /** Takes a message of a source that cannot be answered. Returns the reason where not all of its news was taken. */
  async #heard(name: string, foreign: Foreign): Promise<string | undefined> {
    try {
      const { refusal } = await this.take(name, foreign, randomUUID());
      return refusal && `news was refused: ${refusal.refused}`;
    } catch {
      // The journal cannot be written: the orchestrator reports that itself, and the next messages may fare better.
      this.#count(name, { dropped: 1 });
      return "news could not be journalled";
    }
  }

  #named(name: string): SourceSettings | undefined {
    return Object.hasOwn(this.#settings, name) ? this.#settings[name] : undefined;
  }

  #of(name: string): SourceCounts {
    return this.#counts.get(name) ?? noCounts;
  }

  #count(name: string, more: Partial<Omit<SourceCounts, "last">>): void {
    const before = this.#of(name);
    const counts = { ...before, last: this.#now() };
    for (const key of Object.keys(noCounts) as (keyof typeof more)[]) counts[key] += more[key] ?? 0;
    this.#counts.set(name, counts);
  }
}

/** Undefined: no JSON in UTF-8. */
export function jsonIn(body: Buffer): Json | undefined {
  try {
    return JSON.parse(utf8.decode(body)) as Json;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
