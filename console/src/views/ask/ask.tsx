import { type FormEvent, useEffect, useId, useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { Empty, Loaded, ProblemNotice } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { type Answer, ask } from "../../server/client.ts";
import type { AskedGoals, GoalReading, WorkflowDetail } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { mayAs, type Session, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { limitText, mostText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { draftOf, Try } from "../programs/try.tsx";
import "../run/run.css";
import "./ask.css";

const words = texts.ask;

/** A sentence, the goals that it may mean, the plans, their cost, and starting one. */
export default function Ask({ place, session }: ViewProps) {
  const sentence = place.query.say ?? "";
  const [answer, setAnswer] = useState<Answer<AskedGoals> | undefined>();
  useEffect(() => {
    // Without a sentence the server still says which phrases there are.
    const abort = new AbortController();
    const body = { sentence: sentence === "" ? "?" : sentence };
    void ask<AskedGoals>({ method: "POST", path: "/goals/ask", body, signal: abort.signal }).then((found) => {
      if (!abort.signal.aborted) setAnswer(found);
    });
    return () => abort.abort();
  }, [sentence]);
  return (
    <Page title={words.title} lead={words.lead}>
      <Sentence key={sentence} sentence={sentence} place={place} />
      {answer !== undefined && !answer.ok && <ProblemNotice problem={answer.problem} />}
      {answer?.ok === true && sentence !== "" && (
        <Readings key={sentence} of={answer.value} session={session} />
      )}
      {answer?.ok === true && (sentence === "" || answer.value.understood === "nothing") && (
        <Phrases of={answer.value} place={place} />
      )}
    </Page>
  );
}

function Sentence({ sentence, place }: { sentence: string; place: Place }) {
  const id = useId();
  const [text, say] = useState(sentence);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== "") amend(place, { say: text.trim() });
  };
  return (
    <form className="ask-form" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{words.sentence}</label>
        <input id={id} value={text} maxLength={1_000} onChange={({ target }) => say(target.value)} />
      </div>
      <button type="submit" className="button is-primary" disabled={text.trim() === ""}>
        {words.ask}
      </button>
    </form>
  );
}

function Phrases({ of: { phrases }, place }: { of: AskedGoals; place: Place }) {
  if (phrases.length === 0)
    return (
      <Empty title={words.noPhrases}>
        <a href={hrefOf(["programs"])}>{words.toPrograms}</a>
      </Empty>
    );
  return (
    <section className="card stack-s" aria-labelledby="phrases-title">
      <h2 id="phrases-title">{words.phrases}</h2>
      <ul className="stack-s">
        {phrases.map(({ goal, text }) => (
          <li key={`${goal} ${text}`} className="row-between">
            <button
              type="button"
              className="link"
              onClick={() => amend(place, { say: text.replaceAll(/\$\{|\}/g, "") })}
            >
              {text.replaceAll(/\$\{(\w+)\}/g, "‹$1›")}
            </button>
            <a className="small" href={hrefOf(["programs", goal])}>
              {asWords(goal)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Readings({ of: { understood, readings }, session }: { of: AskedGoals; session: Session }) {
  const [chosen, choose] = useState(0);
  const reading = readings[chosen];
  if (reading === undefined) return <p className="notice is-attention">{words.nothing}</p>;
  return (
    <>
      <p role="status">{understood === "goal" ? words.certain : words.unsure(readings.length)}</p>
      {readings.length > 1 && (
        <fieldset className="card stack-s">
          <legend className="visually-hidden">{words.which}</legend>
          {readings.map((one, at) => (
            <label key={`${one.goal} ${one.phrase}`} className="row">
              <input type="radio" name="reading" checked={at === chosen} onChange={() => choose(at)} />
              <strong>{asWords(one.goal)}</strong>
              <span className="quiet">{one.phrase}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Meant key={`${reading.goal} ${reading.phrase}`} reading={reading} session={session} />
    </>
  );
}

function Meant({ reading, session }: { reading: GoalReading; session: Session }) {
  const { goal, phrase, extra, missing, lacks, input } = reading;
  const loaded = useRead<WorkflowDetail>(`/workflows/${encodeURIComponent(goal)}`, () => false);
  return (
    <Loaded of={loaded}>
      {(workflow) => (
        <div className="run-columns">
          <section className="card stack" aria-label={words.about(asWords(goal))}>
            <div className="row-between">
              <h2>{asWords(goal)}</h2>
              <a href={hrefOf(["programs", goal])}>{words.program}</a>
            </div>
            <p className="quiet">{words.phrase(phrase.replaceAll(/\$\{(\w+)\}/g, "‹$1›"))}</p>
            {extra.length > 0 && <p className="notice is-attention">{words.extra(extra.join(", "))}</p>}
            {missing.length > 0 && <p className="notice is-attention">{words.missing(missing.join(", "))}</p>}
            {lacks.map(({ parameter, said, oneOf }) => (
              <p key={parameter} className="notice is-attention">
                {words.lacks(asWords(parameter), said, oneOf.join(", "))}
              </p>
            ))}
            <Alternatives workflow={workflow} />
            <div className="stack-s">
              <h3>{words.calls}</h3>
              <ul className="row">
                {workflow.capabilities.map(({ name, kind }) => (
                  <li key={name}>
                    <Badge tone="quiet">{`${asWords(name)}, ${kind}`}</Badge>
                  </li>
                ))}
              </ul>
            </div>
          </section>
          <Try
            workflow={workflow}
            mayStart={mayAs(session, "operator")}
            given={draftOf(workflow.parameters, input)}
          />
        </div>
      )}
    </Loaded>
  );
}

/** The plans that fulfil the goal, in the order in which they are tried, with their bounds. */
function Alternatives({ workflow: { goal, bounds, name } }: { workflow: WorkflowDetail }) {
  const rows = goal?.alternatives ?? [{ name, bounds }];
  return (
    <div className="stack-s">
      <h3>{rows.length > 1 ? words.alternatives : words.plan}</h3>
      {goal !== undefined && rows.length > 1 && (
        <p className="quiet small">{words.optimize(asWords(goal.optimize))}</p>
      )}
      <table className="alternatives">
        <thead>
          <tr>
            <th scope="col">{words.columns.plan}</th>
            <th scope="col">{words.columns.time}</th>
            <th scope="col">{words.columns.cost}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one, at) => (
            <tr key={one.name}>
              <td title={one.name}>
                {asWords(one.name)}
                {at === 0 && rows.length > 1 && <span className="quiet small"> {words.first}</span>}
              </td>
              <td>{limitText(one.bounds.latency.worst, durationText)}</td>
              <td>{limitText(one.bounds.cost.worst, mostText)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
