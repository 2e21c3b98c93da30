import { userInfo } from "node:os";
import type { MemberTypes } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { parseDuration } from "@orchlang/plan/quantities";
import type { Logger, User } from "@orchlang/runtime";
import type { Invocation, OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { escapedJson, redacted } from "../terminal/terminal.ts";
import { readJsonArgument, reason } from "./json-argument.ts";

export const threadsOption = {
  form: "--threads <n>",
  says: "the most threads to use; default: as many as the machine can run at once",
} as const;

/** None: as many as there are. */
export function threads(invocation: Invocation): { readonly threads?: number } {
  const text = invocation.text("threads");
  if (text === undefined) return {};
  if (/^[1-9]\d{0,2}$/.test(text)) return { threads: Number(text) };
  throw new UsageError(`\`--threads ${text}\` is not a number of threads: write \`2\`.`);
}

/** The value of an option, which is a whole number. */
export function wholeNumber(invocation: Invocation, option: string, fallback: string): number {
  const text = invocation.text(option) ?? fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`\`--${option} ${text}\` is not a whole number.`);
}

/** The value of `--time` in ms. */
export function timeLimit(invocation: Invocation, fallback: string): number {
  const text = invocation.text("time") ?? fallback;
  const duration = parseDuration(text);
  if (duration !== undefined && duration > 0) return duration;
  throw new UsageError(`\`--time ${text}\` is not a duration: write \`30s\` or \`5m\`.`);
}

export const certificateOption = {
  form: "--require-certificate",
  says: "refuse a plan without a valid certificate of each proved rule",
};

/**
 * A plan with what it has to show where that is asked for: a plan file its own, a source what the compiler finds.
 * @param members of what was compiled; left out: the plan comes from a file.
 */
export async function certified(
  invocation: Invocation,
  plan: PlanFile,
  members: MemberTypes | undefined,
): Promise<{ readonly plan: PlanFile; readonly certificates?: "required" }> {
  if (!invocation.flag("require-certificate")) return { plan };
  if (members === undefined) return { plan, certificates: "required" };
  const { certificatesOf } = await import("@orchlang/compiler");
  return { plan: { ...plan, certificates: certificatesOf(plan.plan, members) }, certificates: "required" };
}

export const logOption: OptionDefinition = {
  form: "--log <file>",
  says: "append a line of JSON for each event; `-` is standard error",
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

export const userOption: OptionDefinition = {
  form: "--user <json>",
  says: 'the acting user: `{"id": …, "roles": […], "consents": […]}` or `@file`; default: you, with every role and consent',
};

/** The run's user. Without `--user`, the person at the machine, with every role and consent to every scope. */
export function readUser(invocation: Invocation): User {
  const given = invocation.text("user");
  if (given === undefined) return localPerson();
  const value = readJsonArgument("--user", given);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError("--user takes a record with at least `id`.");
  }
  const { id, roles = [], consents = [], ...rest } = value as Readonly<Record<string, never>>;
  if (typeof id !== "string" || id === "") throw new UsageError("--user: `id` is missing or not a text.");
  return { ...rest, id, roles: words("roles", roles), consents: words("consents", consents) };
}

/** The person at the machine: the same person with every role in all commands. */
export function localPerson(): User {
  return { id: localName(), roles: ["*"], consents: ["*"] };
}

function words(name: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value as string[];
  throw new UsageError(`--user: \`${name}\` has to be a list of texts.`);
}

function localName(): string {
  try {
    return userInfo().username;
  } catch {
    // A process may run under a user id that has no name.
    return "local";
  }
}
