import { Command, CommanderError, Option } from "commander";
import type { CommandDefinition, Invocation } from "./command.ts";
import { commands } from "./commands.ts";
import { ExitCode, UsageError } from "./exit.ts";
import { reportInternalFault } from "./internal-fault.ts";
import { openTerminal } from "./terminal/terminal.ts";
import { usageFault } from "./usage-fault.ts";
import { version } from "./version.ts";

/** Runs one command and sets the process's exit code. Throws nothing. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await dispatch(argv);
}

async function dispatch(argv: readonly string[]): Promise<number> {
  let code: number = ExitCode.done;
  const program = new Command("orch")
    .description("Plans that tell what they will do before they run.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "show what a command does, with examples")
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  for (const definition of commands) {
    attach(program, definition, (exit) => {
      code = exit;
    });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return failed(error);
  }
}

function attach(program: Command, definition: CommandDefinition, ended: (code: ExitCode) => void): void {
  const command = program.command(definition.name).description(definition.summary);
  for (const argument of definition.arguments) command.argument(argument.form, argument.says);
  for (const option of definition.options) {
    const made = new Option(option.form, option.says);
    if (option.default !== undefined) made.default(option.default);
    if (option.many) made.default([]).argParser((value: string, earlier: string[]) => [...earlier, value]);
    command.addOption(made);
  }
  const [first] = definition.formats;
  if (first !== undefined) {
    command.addOption(
      new Option("--format <format>", "how results are written")
        .choices([...definition.formats])
        .default(first),
    );
  }
  command.option("--no-color", "write without colours");
  command.helpOption("--help", "show this");
  command.addHelpText("after", `\nExamples:\n${definition.examples.map((line) => `  ${line}`).join("\n")}`);
  command.exitOverride();
  command.action(async (...given: unknown[]) => {
    const positional = given
      .slice(0, -2)
      .flat()
      .filter((value) => value !== undefined);
    ended(await definition.run(invocation(positional.map(String), command.opts())));
  });
}

function invocation(args: readonly string[], values: Readonly<Record<string, unknown>>): Invocation {
  const key = (option: string) => option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const text = (option: string): string | undefined => {
    const value = values[key(option)];
    return typeof value === "string" ? value : undefined;
  };
  return {
    terminal: openTerminal({ color: values.color !== false }),
    format: text("format") ?? "",
    args,
    text,
    texts: (option) => (Array.isArray(values[key(option)]) ? (values[key(option)] as string[]) : []),
    flag: (option) => values[key(option)] === true,
  };
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help and version end this way too.
    if (error.exitCode === 0) return ExitCode.done;
    // Nothing was asked for: the help is shown already.
    if (error.code === "commander.help") return ExitCode.usage;
    const fault = usageFault(error);
    return refuse(fault.message, [
      ...fault.details,
      "`orch --help` lists the commands, `orch <command> --help` their options.",
    ]);
  }
  if (error instanceof UsageError) return refuse(error.message, error.details);
  reportInternalFault(error);
  return ExitCode.internal;
}

function refuse(message: string, details: readonly string[]): ExitCode {
  const { err } = openTerminal({ color: true });
  err.line(`${err.paint.strong(err.paint.wrong("error"))}  ${message}`);
  for (const detail of details) err.line(`  ${detail}`);
  return ExitCode.usage;
}
