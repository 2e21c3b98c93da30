import type { ToldCall } from "@orchlang/simulator";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyJson, count, flag, list, record, text } from "../schemas.ts";

const rule = record(
  {
    capability: text,
    call: { type: "integer", minimum: 1, description: "which call of the capability, from 1" },
    attempt: { type: "integer", minimum: 1 },
    ok: { ...anyJson, description: "it returns this" },
    fails: { ...text, description: "it fails as this class, before it is done" },
    late: { const: true, description: "it is done, and reports nothing within its time" },
    silent: { const: true, description: "it is not done, and reports nothing" },
  },
  ["ok", "fails", "late", "silent"],
);

/** An installation whose handlers are doubles: `orch serve --doubles`. */
export const doubleRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/doubles",
    operation: "listDoubleCalls",
    summary:
      "Whether doubles stand in for all handlers, and the calls that they have had since their rules were set",
    group: "doubles",
    role: "admin",
    reply: record({
      doubles: flag,
      calls: list(
        record({
          run: text,
          capability: text,
          key: text,
          attempt: count,
          done: { ...flag, description: "it has had its effect" },
        }),
      ),
    }),
    handle: ({ doubles }) => ({
      body: { doubles: doubles !== undefined, calls: [...(doubles?.calls ?? [])] },
    }),
  },
  {
    method: "POST",
    path: "/doubles",
    operation: "setDoubles",
    summary: "Rules for the next calls of doubles, in place of the earlier ones",
    group: "doubles",
    role: "admin",
    body: record({ rules: { ...list(rule), maxItems: 10_000 } }),
    reply: record({ done: { const: true } }),
    handle: ({ doubles }, { body }) => {
      if (doubles === undefined)
        throw new ProblemError(
          409,
          "no_doubles",
          "This installation has real handlers: only one that was started with `orch serve --doubles` follows rules.",
        );
      doubles.follow(body.rules as unknown as readonly ToldCall[]);
      return { body: { done: true } };
    },
  },
];
