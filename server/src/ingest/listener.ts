/** A message as it came. */
export interface RawMessage {
  readonly body: Buffer;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same for a message that is sent again. Left out: the kind of source cannot tell. */
  readonly id?: string;
  /** The source sends it again unless it is taken. */
  readonly isSentAgain?: boolean;
}

/** The receiver of a source's messages. */
export interface Listener {
  /** Resolves to false if the message is to be sent again: too many wait, or the journal cannot be written. */
  message(message: RawMessage): Promise<boolean>;
  /** Undefined: the source is connected. Otherwise the reason why it is not. */
  state(problem: string | undefined): void;
}

/** An open source. After `close` nothing is reported any more. */
export interface Listening {
  close(): void;
}

/** The value of an environment variable of the settings; undefined: they name none. */
export type Secrets = (variable: string | undefined) => string | undefined;

/** A short reason without a value of the settings: codes of the network say enough. */
export function reason(error: unknown): string {
  const from = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = (from as { readonly code?: unknown } | undefined)?.code;
  return typeof code === "string" || typeof code === "number" ? `no connection (${code})` : "no connection";
}
