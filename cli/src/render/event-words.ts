import type { Paint } from "@orchlang/language";
import type { Call, RunEvent } from "@orchlang/runtime";
import { mark } from "./status.ts";
import { shortJson } from "./values.ts";

/** An event for a timeline. `minor`: a story can do without it. */
export interface EventWords {
  readonly mark: string;
  readonly text: string;
  readonly minor: boolean;
}

/** A step as a person names it: `review`, `send[2]`; an undo as `undo job`. */
export function stepName(call: Call): string {
  const rounds = call.site.loops.map(([, round]) => `[${round}]`).join("");
  const slot = call.slot === "do" ? "" : call.slot.startsWith("else") ? ` (${call.slot})` : "";
  const before = call.slot === "undo" || call.slot === "confirm" ? `${call.slot} ` : "";
  return `${before}${call.node}${rounds}${slot}`;
}

/** The keys of what began, so that later events can be told by their step's name. */
export function createEventWords(paint: Paint): (event: RunEvent) => EventWords {
  const names = new Map<string, string>();
  return (event) => {
    if (event.t === "Began") names.set(event.intent.key, stepName(event.intent.call));
    if (event.t === "Asked" && event.intent !== undefined)
      names.set(event.intent.key, stepName(event.intent.call));
    return describe(event, paint, (key) => paint.strong(names.get(key) ?? key));
  };
}

function describe(event: RunEvent, paint: Paint, named: (key: string) => string): EventWords {
  const major = (symbol: string, text: string): EventWords => ({ mark: symbol, text, minor: false });
  const minor = (text: string): EventWords => ({ mark: paint.dim("·"), text: paint.dim(text), minor: true });
  switch (event.t) {
    case "Started":
      return major(paint.place("▸"), `run of plan ${event.plan.slice(7, 15)} for ${event.user.id}`);
    case "Began":
      return major(
        mark("running", paint),
        `${paint.strong(stepName(event.intent.call))} begins: ${event.capability}${event.attempt > 1 ? `, attempt ${event.attempt}` : ""}`,
      );
    case "Dispatched":
      return major(mark("running", paint), `${named(event.key)} is sent again (dispatch ${event.dispatch})`);
    case "Ended":
      return "ok" in event.outcome
        ? major(
            mark("completed", paint),
            `${named(event.key)} done  ${paint.dim(shortJson(event.outcome.ok))}`,
          )
        : major(
            mark("failed", paint),
            `${named(event.key)} fails as ${event.outcome.failure.name}: ${event.outcome.failure.message} ${paint.dim(`(world ${event.outcome.reach.replace("_", " ")})`)}`,
          );
    case "Lost":
      return major(paint.doubtful("?"), `${named(event.key)} is lost with its ${event.why}`);
    case "Asked":
      if (event.ask.ask !== "task") return minor(`asks control: ${event.ask.ask}`);
      return major(
        mark("waiting", paint),
        `${paint.strong(stepName(event.ask.task.call))} asks ${event.ask.task.role}: ${event.ask.task.show}`,
      );
    case "Told":
      if (event.say.say !== "answered") return minor(`control says: ${event.say.say}`);
      return major(
        mark("completed", paint),
        `answered by ${event.say.by.id}  ${paint.dim(shortJson(event.say.value))}`,
      );
    case "Ordered":
      return major(
        paint.doubtful("!"),
        `${event.by.id} orders ${event.order.order}${event.why === "" ? "" : `: ${event.why}`}`,
      );
    case "Woke":
      return minor("time has come");
    case "TimerSet":
      return minor(`timer ${event.id} until ${new Date(event.due).toISOString()}`);
    case "TimerCleared":
      return minor(`timer ${event.id} cleared`);
    case "Branched":
      return minor(`${event.node} takes side ${event.took + 1}`);
    case "Settled":
      return event.status === "completed" || event.status === "skipped"
        ? minor(`${stepName(event.call)} ${event.status}`)
        : major(
            mark(event.status, paint),
            `${paint.strong(stepName(event.call))} ${event.status}${event.failure === undefined ? "" : `: ${event.failure.message}`}${event.standing === "none" ? "" : paint.dim(` (effect ${event.standing})`)}`,
          );
    case "Doubted":
      return major(paint.doubtful("?"), `${named(event.key)} is in doubt: nobody knows whether it happened`);
    case "Overran":
      return major(
        paint.doubtful("!"),
        `${named(event.key)} used more than it declared: ${shortJson({ ...event.actual })} instead of ${shortJson({ ...event.declared })}`,
      );
    case "Owed":
    case "Paid":
    case "Waived":
    case "Breached":
      return major(
        event.t === "Breached" ? paint.wrong("!") : paint.dim("·"),
        `${event.rule} ${event.t.toLowerCase()} after ${stepName(event.call)}`,
      );
    case "Chose":
      return major(paint.place("▸"), `${event.goal} is tried with its plan ${event.plan + 1}`);
    case "Unwinding":
      return major(
        paint.wrong("↶"),
        `taking back what was done: ${"order" in event.why ? event.why.order : event.why.message}`,
      );
    case "Closed":
      return major(
        mark(event.status, paint),
        `run ${event.status}${event.failure === undefined ? "" : `: ${event.failure.message}`}${event.value === undefined ? "" : `  ${paint.dim(shortJson(event.value))}`}`,
      );
  }
}
