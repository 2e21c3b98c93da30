/** The exit codes. Programs rely on these. */
export const ExitCode = {
  done: 0,
  /** The program or the run is at fault. */
  fault: 1,
  /** Wrong usage or unreadable input. */
  usage: 2,
  /** The run waits: for an answer, a time, an event, an operator. */
  waiting: 3,
  /** A fault of orch itself. */
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export function isExitCode(code: unknown): code is ExitCode {
  return Object.values(ExitCode).some((each) => each === code);
}

/** Wrong usage or input that cannot be read: told in one message, exit code 2. */
export class UsageError extends Error {
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.name = "UsageError";
    this.details = details;
  }
}
