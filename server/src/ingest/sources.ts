import { randomUUID } from "node:crypto";
import type { Json } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import { ingressRecordOf } from "@orchlang/runtime/events";
import { messageMax, waitingBytesMax, waitingMax } from "./limits.ts";
import { listenTo } from "./listen.ts";
import type { Listening, RawMessage } from "./listener.ts";
import { type Foreign, recordsIn } from "./mapping.ts";
import { isListened, type SourceSettings, type WebhookSettings } from "./settings.ts";

/** Messages of a source since the server started. */
interface SourceCounts {
  /** Messages that came in the name of the source. */
  readonly received: number;
  /** Ingress records that the runtime took. */
  readonly taken: number;
  /** Messages without any mapping that applies. */
  readonly ignored: number;
  /** Ingress records that the runtime refused: of another form, too many. */
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

interface Waiting {
  readonly message: RawMessage;
  /** False: it has to be sent again. */
  readonly over: (isTaken: boolean) => void;
}

/** A source to which the server is connected, or tries to be. */
interface Open {
  readonly listening: Listening;
  readonly waiting: Waiting[];
  /** Bytes of the messages that wait. */
  bytes: number;
  problem: string | undefined;
  /** The kind of the last refusal. */
  refusal: string | undefined;
}

/** A source as it is now. */
interface SourceState extends SourceCounts {
  readonly name: string;
  readonly kind: string;
  /** Messages that came and are not taken yet. */
  readonly waiting: number;
  /** Left out: the other side connects. */
  readonly connected?: boolean;
  /** The reason why it is not connected, or why its last a record was rejected. */
  readonly problem?: string;
}

/** The result of a message. `problem`: the first refusal. */
interface Ingested {
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

  /**
   * Hands a message's records to the runtime, in the order of the mappings. `id`: of the message; sent again under it, only that
   * those count which were not accepted the first time.
   */
  async take(name: string, foreign: Foreign, id: string): Promise<Ingested> {
    const { maps = [] } = this.#named(name) ?? {};
    this.#count(name, { received: 1 });
    const lines = recordsIn(maps, foreign, name, id);
    if (lines.length === 0) this.#count(name, { ignored: 1 });
    let taken = 0;
    let refusal: Ingested["refusal"];
    for (const line of lines) {
      const result = await this.#orchestrator.ingest(ingressRecordOf(line as Json, () => id));
      if (!("refused" in result)) taken += 1;
      else if (isForNow(result.refused)) {
        refusal = result;
        break;
      } else refusal ??= result;
    }
    this.#count(name, { taken, refused: lines.length - taken });
    return { taken, ...(refusal === undefined ? {} : { refusal }) };
  }

  #open(name: string): void {
    const settings = this.#named(name);
    if (settings === undefined || !isListened(settings)) return;
    const secret = (variable: string | undefined) =>
      variable === undefined ? undefined : this.#secret(variable);
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

  /** The message that is being taken is taken to its end. */
  #end(): void {
    for (const [name, { listening, waiting }] of this.#listened) {
      listening.close();
      for (const { message, over } of waiting.splice(1)) {
        this.#count(name, { received: 1, dropped: message.isSentAgain === true ? 0 : 1 });
        over(false);
      }
    }
    this.#listened.clear();
  }

  /** Keeps a message until those before it are taken. */
  async #offer(name: string, open: Open, message: RawMessage): Promise<boolean> {
    const { body, isSentAgain = false } = message;
    // A broker has limits of its own; the other kinds of sources end the connection before.
    if (body.length > messageMax) {
      this.#count(name, { received: 1, malformed: 1 });
      return true;
    }
    if (open.waiting.length >= waitingMax || open.bytes + body.length > waitingBytesMax) {
      this.#count(name, { received: 1, dropped: isSentAgain ? 0 : 1 });
      return false;
    }
    const { promise, resolve: over } = Promise.withResolvers<boolean>();
    open.waiting.push({ message, over });
    open.bytes += body.length;
    if (open.waiting.length === 1) {
      const draining = this.#drain(name, open).finally(() => this.#draining.delete(draining));
      this.#draining.add(draining);
    }
    return await promise;
  }

  /** Takes what waits, one after another. The first stays in the list until it is taken. */
  async #drain(name: string, open: Open): Promise<void> {
    for (let next = open.waiting[0]; next !== undefined; next = open.waiting[0]) {
      next.over(await this.#heard(name, open, next.message));
      open.waiting.shift();
      open.bytes -= next.message.body.length;
    }
  }

  /** Takes a message of a source that cannot be answered. Returns false if its records could not be journalled. */
  async #heard(name: string, open: Open, message: RawMessage): Promise<boolean> {
    const { headers, id = randomUUID(), isSentAgain = false } = message;
    const body = jsonIn(message.body);
    if (body === undefined) {
      this.#count(name, { received: 1, malformed: 1 });
      return true;
    }
    try {
      const { refusal } = await this.take(name, { body, headers }, id);
      if (refusal === undefined) return true;
      open.refusal = `a record was rejected: ${refusal.refused}`;
      return !isForNow(refusal.refused);
    } catch {
      // The journal cannot be written: the orchestrator reports that itself, and the next messages may fare better.
      this.#count(name, { dropped: isSentAgain ? 0 : 1 });
      open.refusal = "records could not be journalled";
      return false;
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

/** The same record may be accepted later. */
function isForNow(refused: string): boolean {
  return refused === "busy" || refused === "journal";
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
