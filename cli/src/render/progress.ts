import type { Plan } from "@orchlang/plan";
import type { Entry, RunReport } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { type Suggest, suggesting } from "../project/place.ts";
import { openRedrawn } from "../terminal/redrawn.ts";
import type { Sink } from "../terminal/terminal.ts";
import { createEventWords } from "./event-words.ts";
import { findingLines, findingsOf, type RuleFinding } from "./findings.ts";
import { clock } from "./moments.ts";
import { stepLines, summaryLine } from "./report.ts";
import { shortName } from "./short-name.ts";

/** Progress on standard error while a run is under way, so that results stay separate. */
export interface Progress {
  see(entry: Entry): void;
  /** Leaves what is shown; what is seen from now on is shown once it resumes. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Redrawn steps on a TTY; a line an event otherwise; with `--format json` the events themselves, on standard output. */
export async function openProgress(
  invocation: Invocation,
  plan: Plan,
  report: () => RunReport,
): Promise<Progress> {
  if (invocation.format === "json") return jsonLines(invocation.terminal.out);
  const { err } = invocation.terminal;
  return err.isTTY && invocation.text("log") !== "-"
    ? await redrawn(err, report, plan, suggesting(invocation))
    : await plainLines(err, plan);
}

function jsonLines(sink: Sink): Progress {
  return {
    see: ({ seq, event }) => sink.json({ type: "event", seq, ...event }),
    pause: () => undefined,
    resume: () => undefined,
    close: () => undefined,
  };
}

async function plainLines(sink: Sink, plan: Plan): Promise<Progress> {
  const runtime = await import("@orchlang/runtime");
  const describe = createEventWords(sink.paint, plan, runtime);
  let held: string[] | undefined;
  const resume = (): void => {
    for (const line of held ?? []) sink.line(line);
    held = undefined;
  };
  return {
    see: ({ event }) => {
      const words = describe(event);
      if (words.minor) return;
      const line = `${sink.paint.dim(clock(event.at))}  ${words.mark} ${words.text}`;
      if (held === undefined) sink.line(line);
      else held.push(line);
    },
    pause: () => {
      held ??= [];
    },
    resume,
    close: resume,
  };
}

/** Drawn at most ten times a second: more cannot be read, and drawing must not slow the run. */
const redrawEvery = 100;

async function redrawn(sink: Sink, report: () => RunReport, plan: Plan, orch: Suggest): Promise<Progress> {
  const { stepName } = await import("@orchlang/runtime");
  const findings: RuleFinding[] = [];
  const { draw, leave } = await openRedrawn(sink);
  let timer: NodeJS.Timeout | undefined;
  let paused = false;
  const redraw = () => {
    const { paint } = sink;
    const now = report();
    const head = `${paint.strong(shortName(now.entry))}  run ${now.run}   ${paint.dim(`started ${clock(now.started)}   plan ${now.plan.slice(7, 15)}`)}`;
    const rows = [head, "", ...stepLines(now, paint, orch, Date.now()), ""];
    rows.push(summaryLine(now, paint), ...findingLines(findings, paint));
    draw(rows);
  };
  const stop = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    redraw();
    leave();
  };
  return {
    see: ({ event }) => {
      findings.push(...findingsOf(plan, event, stepName));
      if (!paused) timer ??= setInterval(redraw, redrawEvery);
    },
    pause: () => {
      paused = true;
      stop();
    },
    resume: () => {
      paused = false;
      timer ??= setInterval(redraw, redrawEvery);
    },
    close: stop,
  };
}
