import { closest } from "@orchlang/language/display";
import type { CommanderError } from "commander";
import type { CommandDefinition } from "./command.ts";

/** A wrong call: the mistake in one sentence, and what to do about it. */
interface UsageFault {
  readonly message: string;
  readonly details: readonly string[];
}

/**
 * Commander's faults in the words of all other messages; others keep commander's own words.
 *
 * @param commands those that commander was given: all of them where the one that was called is unknown.
 */
export function usageFault(error: CommanderError, commands: readonly CommandDefinition[]): UsageFault {
  const [first = "", ...more] = error.message.replace(/^error: /u, "").split("\n");
  const suggestion = /\(Did you mean (?:one of )?([^?]+)\?\)/u.exec(more.join(" "))?.[1];
  const asked = suggestion === undefined ? [] : [`Did you mean ${quotedList(suggestion)}?`];
  for (const [pattern, say] of sentences) {
    const match = pattern.exec(first);
    if (match !== null) return say(match, asked, commands);
  }
  return { message: first.endsWith(".") ? first : `${first}.`, details: asked };
}

type Sentence = readonly [
  pattern: RegExp,
  say: (
    match: RegExpExecArray,
    asked: readonly string[],
    commands: readonly CommandDefinition[],
  ) => UsageFault,
];

const sentences: readonly Sentence[] = [
  [
    /^unknown command '(.*)'/u,
    ([, name = ""], _, commands) => {
      const suggestion = inOther(name, commands);
      return {
        message: `There is no command \`${name}\`.`,
        details: suggestion.length > 0 ? suggestion : near(name, commands),
      };
    },
  ],
  [
    /^unknown option '(.*)'/u,
    ([, name = ""], details, commands) => ({
      message: `There is no option \`${name}\` here.`,
      details: details.length > 0 ? details : renamed(name, commands),
    }),
  ],
  [
    /^missing required argument '(.*)'/u,
    ([, name], details) => ({
      message: `\`<${name}>\` is missing.`,
      details: name === "target" ? ["Name a file or a folder; `.` is this folder."] : details,
    }),
  ],
  [
    /^option '(.*)' argument missing/u,
    ([, form], details) => ({ message: `\`${form}\` needs a value.`, details }),
  ],
  [
    /^option '(\S+).*' argument '(.*)' is invalid\. Allowed choices are (.*)\./u,
    ([, name, given = "", choices = ""]) => {
      const known = choices.split(", ");
      const suggestion = closest(given, known);
      return {
        message: `\`${name}\` can't be \`${given}\`: it is one of ${known.map((each) => `\`${each}\``).join(", ")}.`,
        details: suggestion === undefined ? [] : [`Did you mean \`${suggestion}\`?`],
      };
    },
  ],
  [
    /^too many arguments(?: for '(\S+)')?.*Expected (\d+) arguments? but got (\d+)/u,
    ([, name, wanted, got], asked, commands) => {
      const details = [...asked, ...namedInFile(name, commands)];
      return { message: `${got} arguments given, ${wanted} expected.`, details };
    },
  ],
];

/** Where a plan is meant whose name stands behind its file. */
function namedInFile(name: string | undefined, commands: readonly CommandDefinition[]): readonly string[] {
  const [target] = commands.find((command) => command.name === name)?.arguments ?? [];
  return target?.says.includes("file.orch#") ? ["To name one plan of a file, write `file.orch#plan`."] : [];
}

/** Words by which other tools call what a command does. */
const otherNames: Readonly<Record<string, string>> = {
  lint: "check",
  validate: "check",
  typecheck: "check",
  fmt: "format",
  build: "compile",
  preview: "plan",
  start: "run",
  apply: "run",
  exec: "run",
  status: "show",
  logs: "timeline",
  history: "timeline",
  events: "timeline",
  list: "runs",
  ps: "runs",
  ls: "runs",
  stop: "cancel",
  kill: "cancel",
  continue: "resume",
  approve: "answer",
  doc: "explain",
  verify: "audit",
};

/** Earlier names of options. */
const earlierOptions: Readonly<Record<string, string>> = { "--news": "--ingest" };

function renamed(name: string, commands: readonly CommandDefinition[]): readonly string[] {
  const now = Object.hasOwn(earlierOptions, name) ? earlierOptions[name] : undefined;
  const isThere = commands.some(({ options }) => options.some(({ form }) => form.split(" ")[0] === now));
  return isThere ? [`It is called \`${now}\` now.`] : [];
}

/** Commands for a name that has none of its own, or is misspelt. */
function near(name: string, commands: readonly CommandDefinition[]): readonly string[] {
  const options = { version: "--version", help: "--help" };
  const words = [...commands.map((command) => command.name), ...Object.keys(options)];
  const suggestion = words.includes(name) ? name : closest(name, words);
  if (suggestion === undefined) return [];
  return [
    `Did you mean \`${Object.hasOwn(options, suggestion) ? options[suggestion as keyof typeof options] : suggestion}\`?`,
  ];
}

function inOther(name: string, commands: readonly CommandDefinition[]): readonly string[] {
  const otherName = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  return commands.some((command) => command.name === otherName) ? [`Did you mean \`${otherName}\`?`] : [];
}

function quotedList(suggestion: string): string {
  return suggestion
    .split(", ")
    .map((each) => `\`${each.trim()}\``)
    .join(" or ");
}
