import type { ExitCode } from "./exit.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** A command: what `--help` says of it, and a `run` that loads what it needs only when it is called. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly ArgumentDefinition[];
  readonly options: readonly OptionDefinition[];
  /** `--format`'s values, the default first. */
  readonly formats: readonly string[];
  readonly examples: readonly string[];
  run(invocation: Invocation): Promise<ExitCode>;
}

interface ArgumentDefinition {
  /** As commander writes it: `<target>`, `[targets...]`. */
  readonly form: string;
  readonly says: string;
}

export interface OptionDefinition {
  /** As commander writes it: `--input <json>`. */
  readonly form: string;
  readonly says: string;
  readonly default?: string;
  /** May be given several times: the value is then a list. */
  readonly many?: true;
}

/** One call of a command. */
export interface Invocation {
  readonly terminal: Terminal;
  readonly format: string;
  /** The positional arguments; a variadic one gives the rest. */
  readonly args: readonly string[];
  /** The argument that names a program; undefined: the command takes none, or none was given. */
  readonly target: string | undefined;
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}
