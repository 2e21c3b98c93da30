import type { Logger } from "@orchlang/runtime";
import type { Invocation, OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { redacted } from "../terminal/redaction.ts";
import { escapedJson } from "../terminal/terminal.ts";
import { reason } from "./json-argument.ts";

export const logOption: OptionDefinition = {
  form: "--log <file>",
  says: "add a line of JSON for each thing that happens; `-` is standard error",
};

/** The bytes of unwritten lines that a log buffers; later lines are lost. */
const unwrittenMax = 1024 * 1024;

/** The pino logger that `--log` asks for. Lines are on the disk before the next is written: a crash loses none. */
export async function openLog(invocation: Invocation): Promise<Logger | undefined> {
  const path = invocation.text("log");
  if (path === undefined) return undefined;
  const { pino } = await import("pino");
  try {
    const destination = pino.destination({
      dest: path === "-" ? 2 : path,
      sync: true,
      append: true,
      mode: 0o600,
      maxLength: unwrittenMax,
    });
    // Lines that can't be written are lost, and stop no run.
    destination.on("error", () => undefined);
    const lines = { write: (line: string) => destination.write(escapedJson(redacted(line))) };
    const log = pino({ level: "debug", base: null }, lines);
    return {
      debug: (fields, message) => log.debug(fields, message),
      info: (fields, message) => log.info(fields, message),
      warn: (fields, message) => log.warn(fields, message),
      error: (fields, message) => log.error(fields, message),
    };
  } catch (error) {
    throw new UsageError(`\`${path}\` cannot be written: ${reason(error)}`);
  }
}
