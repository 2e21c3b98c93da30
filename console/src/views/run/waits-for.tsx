import type { Intent } from "../../orders/order-dialog.tsx";
import { Icon } from "../../parts/icon.tsx";
import { useNow } from "../../parts/moment.tsx";
import type { Run, Waiting } from "../../server/types.ts";
import { hrefOf } from "../../shell/place.ts";
import { mayAs, type Session } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { durationText } from "../../words/time.ts";
import { waitingText } from "../../words/waiting.ts";
import { Ways } from "./ways.tsx";

const words = texts.run;

/** Why the run does not go on by itself, and what can be done about each. */
export function WaitsFor({ run, session, intend }: WaitsForProps) {
  if (run.failure !== undefined && run.ended !== undefined)
    return (
      <div className={`card is-${run.status === "failed" ? "wrong" : "quiet"} stack-s`}>
        <h2>{words.failedBecause}</h2>
        <p>{run.failure.message}</p>
        <p className="quiet small">{words.failureClass(run.failure.class, run.failure.name)}</p>
      </div>
    );
  if (run.waiting.length === 0 && !run.paused) return null;
  return (
    <section className={`card stack-s${run.attention ? " is-attention" : ""}`} aria-labelledby="waits-title">
      <h2 id="waits-title">{words.waitsFor}</h2>
      {run.paused && <p>{words.isPaused}</p>}
      <ul className="stack-s">
        {run.waiting.map((waiting) => (
          <li key={`${waiting.step} ${waiting.for}`} className="row-between">
            <span className="row">
              <Icon
                name={
                  waiting.for === "operator" ? "attention" : waiting.for === "answer" ? "person" : "waiting"
                }
              />
              <span>
                <strong>{waiting.step}</strong> {waitingText(waiting)}
                <Until waiting={waiting} />
              </span>
            </span>
            <span className="row">
              {waiting.for === "answer" && (
                <a className="button is-small" href={hrefOf(["inbox"], { run: run.run })}>
                  {words.openTask}
                </a>
              )}
              {waiting.for === "resource" && (
                <a className="button is-small is-plain" href={hrefOf(["resources"])}>
                  {words.openPool}
                </a>
              )}
              {waiting.for === "operator" && mayAs(session, "operator") && (
                <Ways waiting={waiting} run={run.run} intend={intend} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface WaitsForProps {
  readonly run: Run;
  readonly session: Session;
  intend(intent: Intent): void;
}

function Until({ waiting: { until } }: { waiting: Waiting }) {
  const now = useNow();
  if (until === undefined) return null;
  return <span className="quiet"> {words.atMostFor(durationText(Math.max(0, until - now)))}</span>;
}
