import type { Json, JsonObject } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import { newsOf } from "@orchlang/runtime/events";
import { record, text } from "../schemas.ts";
import { type Foreign, type Mapping, mappingsSchema, newsIn } from "./mapping.ts";
import type { SignatureKind } from "./signature.ts";

/** A sender of webhooks. */
export interface SourceSettings {
  readonly kind: SignatureKind;
  /** The environment variable that has the shared secret. */
  readonly secretVariable: string;
  readonly maps: readonly Mapping[];
}

export const sourceSchema: JsonObject = record({
  kind: { type: "string", enum: ["github", "hmac"] },
  secretVariable: { ...text, pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
  maps: mappingsSchema,
});

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
  /** When the last came, ms since 1970. */
  readonly last?: number;
}

const noCounts: SourceCounts = { received: 0, taken: 0, ignored: 0, refused: 0, unsigned: 0 };

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
  #settings: Readonly<Record<string, SourceSettings>> = {};
  #secret: (name: string) => string | undefined = () => undefined;

  constructor(orchestrator: Orchestrator, now: () => number) {
    this.#orchestrator = orchestrator;
    this.#now = now;
  }

  use(
    settings: Readonly<Record<string, SourceSettings>>,
    secret: (name: string) => string | undefined,
  ): void {
    this.#settings = settings;
    this.#secret = secret;
  }

  /** A source with its secret; undefined: there is none of that name. */
  named(name: string): (SourceSettings & { readonly secret: string }) | undefined {
    const settings = Object.hasOwn(this.#settings, name) ? this.#settings[name] : undefined;
    const secret = settings && this.#secret(settings.secretVariable);
    return settings === undefined || secret === undefined || secret === ""
      ? undefined
      : { ...settings, secret };
  }

  list(): readonly (SourceCounts & { readonly name: string; readonly kind: string })[] {
    return Object.entries(this.#settings).map(([name, { kind }]) => ({ name, kind, ...this.#of(name) }));
  }

  unsigned(name: string): void {
    this.#count(name, { unsigned: 1 });
  }

  /** Hands a message's news to the runtime, in the order of the mappings. `id`: of the message. */
  async take(name: string, foreign: Foreign, id: string): Promise<Ingested> {
    const { maps = [] } = this.named(name) ?? {};
    this.#count(name, { received: 1 });
    const lines = newsIn(maps, foreign, `source ${name} ${id}`);
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

  #of(name: string): SourceCounts {
    return this.#counts.get(name) ?? noCounts;
  }

  #count(name: string, more: Partial<Omit<SourceCounts, "last">>): void {
    const before = this.#of(name);
    const { received = 0, taken = 0, ignored = 0, refused = 0, unsigned = 0 } = more;
    this.#counts.set(name, {
      received: before.received + received,
      taken: before.taken + taken,
      ignored: before.ignored + ignored,
      refused: before.refused + refused,
      unsigned: before.unsigned + unsigned,
      last: this.#now(),
    });
  }
}
