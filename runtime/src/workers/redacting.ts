/** Takes what handlers are given as a secret out of every text that comes back from them. */
import type { Outcome } from "@orchlang/kernel";
import { Redaction } from "../library/redaction.ts";
import { secretArguments, secretResult } from "../library/secret-values.ts";
import type { Job, JobResult, Workers, Workplace } from "../world/world.ts";
import { outliving } from "./outliving.ts";
import type { HandlerOutput } from "./output.ts";

/** One guard for the workers and the lines of one orchestrator: whichever call a secret was given to, none says it. */
interface Redacting {
  /** Failures without the secrets. */
  workers(inner: Workers): Workers;
  /** Lines without the secrets. */
  output(to: (line: HandlerOutput) => void): (line: HandlerOutput) => void;
}

export function redacting(): Redacting {
  const places = new Map<string, Workplace>();
  const secrets = new Redaction();
  return {
    output: (to) => (line) => to({ ...line, text: secrets.redacted(line.text) }),
    workers: (inner) => ({
      abort: (key, attempt) => inner.abort(key, attempt),
      onSign: (listen) => inner.onSign?.(listen),
      ...outliving(inner),
      close: () => inner.close(),
      equip(added) {
        for (const [name, place] of Object.entries(added)) places.set(name, place);
        inner.equip(added);
      },
      retain(needed) {
        inner.retain?.(needed);
        for (const name of places.keys()) if (!needed.has(name)) places.delete(name);
      },
      start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void) {
        for (const { place, args } of jobs) {
          const known = places.get(place);
          if (known !== undefined) secrets.add(secretArguments(known.capability.params, args, known));
        }
        inner.start(jobs, (job, result) => {
          if (!("outcome" in result)) return report(job, result);
          const known = places.get(job.place);
          if (known !== undefined && "ok" in result.outcome)
            secrets.add(secretResult(result.outcome.ok, known.capability.result, known));
          report(job, { ...result, outcome: without(secrets, result.outcome) });
        });
      },
    }),
  };
}

function without(secrets: Redaction, outcome: Outcome): Outcome {
  if ("ok" in outcome) return outcome;
  const { failure } = outcome;
  const { message, details } = failure;
  return {
    ...outcome,
    failure: {
      ...failure,
      message: secrets.redacted(message),
      ...(details === undefined ? {} : { details: details.map((one) => secrets.redacted(one)) }),
    },
  };
}
