import type { JsonObject } from "@orchlang/plan";
import { maySee } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyObject, list, oneOf, record, text } from "../schemas.ts";

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
