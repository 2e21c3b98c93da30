import { Command, CommanderError, Option } from "commander";
import type { CommandDefinition, Invocation } from "./command.ts";
import { commandsFor } from "./commands.ts";
import { ExitCode, isExitCode, UsageError } from "./exit.ts";
import { reportInternalFault } from "./internal-fault.ts";
import { storeOption } from "./project/journal.ts";
import { lostResults, outliveOutput } from "./terminal/broken-output.ts";
import { openTerminal } from "./terminal/terminal.ts";
import { usageFault } from "./usage-fault.ts";
import { version } from "./version.ts";

/**
 * Runs one command and sets the process's exit code. Throws nothing, and whatever happens ends with a code of
 * {@link ExitCode}: the process stays for as long as the command goes on, whether or not anything else would keep it.
 */
export async function main(argv: readonly string[]): Promise<void> {
  outliveOutput();
  process.on("uncaughtException", (error) => {
    reportInternalFault(error);
    process.exit(ExitCode.internal);
  });
  process.on("exit", (code) => {
    if (!isExitCode(code)) process.exitCode = ExitCode.internal;
  });
  const stay = setInterval(() => undefined, 2 ** 30);
  try {
    process.exitCode = await dispatch(argv);
  } finally {
    clearInterval(stay);
  }
}

async function dispatch(argv: readonly string[]): Promise<number> {
  let code: number = ExitCode.done;
  const program = new Command("orch")
    .description("Plans that show what they will do before they run.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "show the help of a command, with examples")
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  const definitions = await commandsFor(argv[0]);
  for (const definition of definitions) {
    attach(program, definition, (exit) => {
      code = exit;
    });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return failed(error, definitions);
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
      new Option("--format <format>", "the format of results")
        .choices([...definition.formats])
        .default(first),
    );
  }
  command.option("--no-color", "write without colours");
  command.helpOption("--help", "show this");
  command.addHelpText("after", `\nExamples:\n${definition.examples.map((line) => `  ${line}`).join("\n")}`);
  command.exitOverride();
  command.action(async (...passed: unknown[]) => {
    const positional = passed
      .slice(0, -2)
      .flat()
      .filter((value) => value !== undefined);
    const given = invocation(definition, positional.map(String), command.opts());
    const code = await definition.run(given);
    ended(definition.options.includes(storeOption) ? code : await withResults(code, given));
  });
}

function invocation(
  definition: CommandDefinition,
  args: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Invocation {
  const target = definition.arguments.findIndex(({ form }) => /^[<[]target[\]>]$/u.test(form));
  const key = (option: string) => option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const text = (option: string): string | undefined => {
    const value = values[key(option)];
    return typeof value === "string" ? value : undefined;
  };
  return {
    terminal: openTerminal({ color: values.color !== false }),
    format: text("format") ?? "",
    args,
    target: args[target],
    text,
    texts: (option) => (Array.isArray(values[key(option)]) ? (values[key(option)] as string[]) : []),
    flag: (option) => values[key(option)] === true,
  };
}

/** Where nothing was done but to write something, it was not done. Of runs the code says what became of them. */
async function withResults(code: ExitCode, { terminal: { err } }: Invocation): Promise<ExitCode> {
  const why = await lostResults();
  if (why === undefined || code !== ExitCode.done) return code;
  err.line(`Standard output could not be written: ${why}`);
  return ExitCode.usage;
}

function failed(error: unknown, definitions: readonly CommandDefinition[]): number {
  if (error instanceof CommanderError) {
    // Help and version end this way too.
    if (error.exitCode === 0) return ExitCode.done;
    // Nothing was asked for: the help is shown already.
    if (error.code === "commander.help") return ExitCode.usage;
    const fault = usageFault(error, definitions);
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
