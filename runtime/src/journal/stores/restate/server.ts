import { pause, soon } from "../../../world/node.ts";
import { objectKey } from "./object.ts";
import type { Place } from "./place.ts";

/** Restate did not do what it was asked for. `status`: of its answer; undefined: there was none. */
export class RestateFailure extends Error {
  readonly status: number | undefined;
  /** Nothing can have been done. */
  readonly unsent: boolean;

  constructor(message: string, status?: number, unsent = false) {
    super(message);
    this.name = "RestateFailure";
    this.status = status;
    this.unsent = unsent;
  }
}

const beginning = { attempts: 100, pauseMs: 100 } as const;

/** A row of a query. */
type Row = Readonly<Record<string, unknown>>;

/** The ingress and the admin API of a Restate server, as far as a journal needs them. */
export class RestateServer {
  readonly #place: Place;
  readonly #answerMs: number;
  #ended = new AbortController();

  constructor(place: Place, answerMs: number) {
    this.#place = place;
    this.#answerMs = answerMs;
  }

  /** Calls a handler of the journal's object, and gives its answer. */
  async call<T>(handler: string, argument?: unknown): Promise<T> {
    const { ingress, service } = this.#place;
    return (await this.#ask(`${ingress}/${service}/${objectKey}/${handler}`, {
      method: "POST",
      ...(argument === undefined ? {} : { body: JSON.stringify(argument) }),
    })) as T;
  }

  /** Asks the admin API. */
  async admin<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await this.#ask(`${this.#place.admin}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })) as T;
  }

  /** A server that has just begun refuses queries for a while. */
  async query<T extends object = Row>(query: string): Promise<readonly T[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { rows } = await this.admin<{ readonly rows: readonly T[] }>("POST", "/query", { query });
        return rows;
      } catch (error) {
        const begins = error instanceof RestateFailure && (error.status ?? 0) >= 500;
        if (!begins || attempt === beginning.attempts) throw error;
        await pause(beginning.pauseMs);
      }
    }
  }

  /** Requests that are under way get no answer. */
  end(): void {
    this.#ended.abort();
  }

  async #ask(url: string, init: { readonly method: string; readonly body?: string }): Promise<unknown> {
    const late = new AbortController();
    const keep = soon(this.#answerMs, () => late.abort());
    try {
      const answer = await fetch(url, {
        ...init,
        signal: AbortSignal.any([late.signal, this.#ended.signal]),
        headers: { accept: "application/json", "content-type": "application/json" },
      });
      const text = await answer.text();
      if (!answer.ok) throw new RestateFailure(messageIn(text) || `${answer.status}`, answer.status);
      return text === "" ? undefined : JSON.parse(text);
    } catch (error) {
      if (error instanceof RestateFailure) throw error;
      const { origin } = new URL(url);
      if (this.#ended.signal.aborted) throw new RestateFailure("This process no longer has the journal.");
      if (late.signal.aborted) throw new RestateFailure(`Restate at ${origin} does not answer.`);
      throw new RestateFailure(`Restate at ${origin} cannot be reached.`, undefined, isRefused(error));
    } finally {
      keep();
    }
  }
}

function isRefused(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return cause?.code === "ECONNREFUSED";
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === "string" ? message : text;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** A text of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
