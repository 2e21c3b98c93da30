import type { RunId } from "@orchlang/kernel";
import type { Logger } from "../library/logger.ts";
import type { Refusal } from "../orchestrator-api.ts";
import { type HandlerOutput, toStandardError } from "../workers/output.ts";

/** Problems that no caller is waiting to hear of: they are logged, and nothing stops. */
export interface Complaints {
  /** A run was to go on, and can't here. */
  left(run: RunId, why: Refusal): void;
  /** A listener of the embedding program threw. */
  listenerFailed(error: unknown): void;
}

/** To the logger, else where the lines of handlers go. */
export function complaints(logger: Logger | undefined, output: (line: HandlerOutput) => void): Complaints {
  const say = (text: string, log: (to: Logger) => void): void => {
    try {
      if (logger !== undefined) log(logger);
      else output({ by: "log", text });
    } catch (error) {
      toStandardError({ by: "log", text });
      toStandardError({ by: "log", text: `It could not be logged: ${String(error)}` });
    }
  };
  return {
    left: (run, { refused, message, details = [] }) =>
      say(`The run ${run} can't go on here: ${[message, ...details].join(" ")}`, (to) =>
        to.warn({ run, refused, message, details }, "a run can't go on here"),
      ),
    listenerFailed: (error) =>
      say(`A listener failed: ${String(error)}`, (to) =>
        to.error({ error: String(error) }, "a listener failed"),
      ),
  };
}
