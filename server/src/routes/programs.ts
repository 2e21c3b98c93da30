import type { JsonObject } from "@orchlang/plan";
import { maySee } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import { programSetting, servedVersions, versionsIn } from "../program-versions.ts";
import type { Route } from "../route.ts";
import { anyObject, count, list, oneOf, record, text, time } from "../schemas.ts";
import { planNamed } from "./workflows.ts";

const version = record({
  plan: { ...text, description: "the hash of the compiled plan" },
  deploy: { ...text, description: "the hash of the plan and of the code of its handlers" },
  since: { ...time, description: "when a server with it began first" },
  version: { ...count, description: "its event in the journal" },
});

/** Programs: what is served, since when, and what was before. */
export const programRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/programs",
    operation: "listPrograms",
    summary: "The version of each plan and goal that is served, by its hash, and since when",
    group: "workflows",
    role: "viewer",
    reply: record({
      programs: list(record({ name: text, versions: count, current: version }, ["current"])),
    }),
    handle: ({ orchestrator, program }, { by }) => {
      const settings = new Map(orchestrator.settings().map((one) => [one.name, one]));
      const seen = program.plans.filter(({ plan }) => maySee(by, plan.entry));
      return {
        body: {
          programs: seen.map(({ plan: { entry } }) => {
            const versions = versionsIn(settings.get(programSetting(entry)));
            const [current] = versions;
            return {
              name: entry,
              versions: versions.length,
              ...(current === undefined ? {} : { current: { ...current } }),
            };
          }),
        },
      };
    },
  },
  {
    method: "GET",
    path: "/programs/:program",
    operation: "getProgram",
    summary: "The versions of a plan or goal that were served, newest first",
    group: "workflows",
    role: "viewer",
    params: record({ program: text }),
    reply: record({ name: text, versions: list(version) }),
    handle: ({ orchestrator, program }, { by, params }) => {
      const { entry } = planNamed(program, by, params.program ?? "").plan;
      return { body: { name: entry, versions: servedVersions(orchestrator, entry) } };
    },
  },
  {
    method: "GET",
    path: "/program/text",
    operation: "readProgramText",
    summary: "The program as its author wrote it: its files, and the modules of the standard library",
    group: "workflows",
    role: "author",
    reply: record({
      root: { ...text, description: "what the paths of its files are below" },
      given: { ...list(text), description: "paths of the files that are compiled" },
      files: list(record({ path: text, text })),
      standard: list(record({ name: text, path: text, text })),
    }),
    handle: ({ program }, { by }) => {
      if (by.plans !== undefined)
        throw new ProblemError(403, "plans", "A token of some plans does not see the whole program.");
      if (program.text === undefined)
        throw new ProblemError(404, "no_text", "This server has the program only as compiled.");
      const { root, given, files, standard } = program.text;
      return {
        body: {
          root,
          given: [...given],
          files: files.map((one) => ({ ...one })),
          standard: standard.map((one) => ({ ...one })),
        },
      };
    },
  },
];

const reading = record({
  goal: text,
  phrase: text,
  input: anyObject,
  lacks: list(record({ parameter: text, said: text, oneOf: list(text) }, ["said"])),
  extra: { ...list(text), description: "words of the sentence that the phrase does not have" },
  missing: { ...list(text), description: "words of the phrase that the sentence does not have" },
});

/** Sentences to goals. Nothing is started. */
export const goalRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/goals/ask",
    operation: "askGoal",
    summary:
      "Read a sentence as goals of the program, the likeliest first, with the parameters that it gives",
    group: "workflows",
    role: "viewer",
    body: record({ sentence: { ...text, minLength: 1, maxLength: 1000 }, input: anyObject }, ["input"]),
    reply: record({
      understood: oneOf("goal", "unsure", "nothing"),
      readings: list(reading),
      phrases: list(record({ goal: text, text })),
    }),
    handle: ({ program }, { by, body }) => {
      if (program.understand === undefined)
        throw new ProblemError(
          404,
          "no_sentences",
          "This server does not read sentences: start a goal by its name.",
        );
      const given = (body.input ?? {}) as JsonObject;
      const { kind, readings, phrases } = program.understand(String(body.sentence), given);
      const seen = readings.filter(({ goal }) => maySee(by, goal));
      return {
        body: {
          // One reading that the caller may see is not certain: there may be others.
          understood: seen.length === 0 ? "nothing" : kind,
          readings: seen,
          phrases: phrases.filter(({ goal }) => maySee(by, goal)),
        },
      };
    },
  },
];
