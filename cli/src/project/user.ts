import { userInfo } from "node:os";
import type { User } from "@orchlang/runtime";
import type { Invocation, OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { readJsonArgument } from "./json-argument.ts";

export const userOption: OptionDefinition = {
  form: "--user <json>",
  says: 'who acts: `{"id": …, "roles": […], "consents": […]}` or `@file`; default: you, with every role and consent',
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
