import { useId, useState } from "react";
import { RunStatus } from "../../parts/badge.tsx";
import { ProblemNotice } from "../../parts/loaded.tsx";
import { ValueText } from "../../parts/value.tsx";
import { type Answer, ask } from "../../server/client.ts";
import type { Run, SimulatedRun } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { spentText } from "../../words/money.ts";
import { durationText } from "../../words/time.ts";
import { StepStatus } from "./steps.tsx";

const words = texts.run.simulate;
const peoples = ["as they did", "agree", "refuse"] as const;

/** Plays the run on from the event that is shown. Nothing is called, and nothing is written. */
export function Simulation({ run, at }: { run: Run; at: number | undefined }) {
  const id = useId();
  const [people, setPeople] = useState<(typeof peoples)[number]>("as they did");
  const [isNewest, setNewest] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [played, setPlayed] = useState<Answer<SimulatedRun> | undefined>();
  const simulate = async (): Promise<void> => {
    setBusy(true);
    const body = {
      ...(at === undefined ? {} : { at }),
      ...(people === "as they did" ? {} : { people }),
      ...(isNewest ? { version: "newest" } : {}),
    };
    const path = `/runs/${encodeURIComponent(run.run)}/simulate`;
    setPlayed(await ask<SimulatedRun>({ method: "POST", path, body }));
    setBusy(false);
  };
  return (
    <section className="card stack" aria-labelledby={`${id}-title`}>
      <div className="stack-s">
        <h2 id={`${id}-title`}>{words.title}</h2>
        <p className="quiet">{at === undefined ? words.fromNow : words.from(at)}</p>
      </div>
      <div className="row no-print">
        <label className="row small">
          {words.people}
          <select
            className="is-narrow"
            value={people}
            onChange={({ target }) => setPeople(peoples.find((one) => one === target.value) ?? "as they did")}
          >
            {peoples.map((one) => (
              <option key={one} value={one}>
                {words.peoples[one]}
              </option>
            ))}
          </select>
        </label>
        <label className="row small">
          <input type="checkbox" checked={isNewest} onChange={({ target }) => setNewest(target.checked)} />
          {words.newest}
        </label>
        <button type="button" className="button is-small" disabled={isBusy} onClick={() => void simulate()}>
          {words.play}
        </button>
      </div>
      <div aria-live="polite">
        {isBusy && <p className="quiet">{texts.loading}</p>}
        {!isBusy && played !== undefined && <Played answer={played} />}
      </div>
    </section>
  );
}

/** The outcome of a simulated run, and its steps. */
export function Played({ answer }: { answer: Answer<SimulatedRun> }) {
  if (!answer.ok) return <ProblemNotice problem={answer.problem} />;
  const { status, duration, spent, value, failure, steps } = answer.value;
  return (
    <div className="stack-s">
      <p className="row">
        <span>{words.wouldEnd}</span>
        {status === "open" ? words.open : <RunStatus status={status} />}
        <span className="quiet">{words.after(durationText(duration), spentText(spent.cost))}</span>
      </p>
      {failure !== undefined && <p className="history-fault">{failure.message}</p>}
      {value !== undefined && value !== null && (
        <p>
          <ValueText value={value} />
        </p>
      )}
      <ol className="simulated" aria-label={words.steps}>
        {steps.map(({ step, status: state, attempts, began }) => (
          <li key={`${step} ${began}`}>
            <span className="figure quiet small">+{durationText(began)}</span>
            <span>
              {step}
              {attempts > 1 && <span className="quiet small"> {texts.run.steps.attempts(attempts)}</span>}
            </span>
            <StepStatus status={state} />
          </li>
        ))}
      </ol>
    </div>
  );
}
