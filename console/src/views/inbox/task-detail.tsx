import type { Json } from "@orchlang/plan";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { RunStatus } from "../../parts/badge.tsx";
import { Empty, ProblemNotice } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { ValueText } from "../../parts/value.tsx";
import { ask, newKey, type Problem } from "../../server/client.ts";
import type { Run, Task } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import type { Session } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";
import { plainly } from "../../words/plainly.ts";
import { AnswerForm } from "./answer-form.tsx";
import { Due } from "./task-item.tsx";

const words = texts.inbox;

/** One question: what it is about, who may answer, what each answer causes. After the answer, what becomes of the run. */
export function TaskDetail({ task, name, session, again, next, place }: TaskDetailProps) {
  const known = useRef(task);
  if (task !== undefined) known.current = task;
  const [answered, setAnswered] = useState(false);
  const shown = known.current;
  if (shown === undefined) return <Empty title={words.gone}>{words.goneHint}</Empty>;
  if (task === undefined || answered) return <Afterwards task={shown} answered={answered} next={next} />;
  const { show, workflow, run, step, role, asked, people, later } = task;
  return (
    <article className="card stack task" aria-labelledby="task-title">
      <header className="stack-s">
        <h2 id="task-title">{plainly(show)}</h2>
        <div className="row small quiet">
          <a href={hrefOf(["runs", run])}>{words.inRun(shortName(workflow), run.slice(0, 6))}</a>
          <span>{words.step(step)}</span>
          <span>
            {words.asked} <Ago at={asked} />
          </span>
          <Due task={task} />
        </div>
        <p>
          {words.whoMay(asWords(role))}
          {people.of > 1 && ` ${words.fourEyes(people.of, people.answered.map(asWords))}`}
          {later.length > 0 && ` ${words.later(later.map(asWords).join(", "))}`}
        </p>
        {!task.may.answer && <p className="notice is-attention">{words.mayNot(task.may.why ?? "")}</p>}
      </header>
      <Evidence value={task.evidence} />
      <AnswerForm
        task={task}
        user={session.user}
        done={() => {
          // The address names the task, so that the page stays with it when it leaves the list.
          if (name !== undefined) amend(place, { task: name });
          setAnswered(true);
          again();
        }}
      />
      <Claims task={task} session={session} again={again} />
    </article>
  );
}

interface TaskDetailProps {
  readonly task: Task | undefined;
  readonly name: string | undefined;
  readonly session: Session;
  again(): void;
  /** Goes on to the question that is first in the list. */
  next(): void;
  readonly place: Place;
}

/** The run after the answer, followed to its end. */
function Afterwards({ task, answered, next }: { task: Task; answered: boolean; next: () => void }) {
  const run = useRead<Run>(`/runs/${encodeURIComponent(task.run)}`, ({ data }) => data.run === task.run);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const { value } = run;
  const isOver = value?.ended !== undefined;
  return (
    <article className="card stack task" aria-live="polite">
      <h2 ref={heading} tabIndex={-1}>
        {answered ? words.thanks : words.closed}
      </h2>
      <p className="quiet">{plainly(task.show)}</p>
      {value !== undefined && (
        <>
          <p className="row">
            <RunStatus status={value.paused ? "paused" : value.status} />
            {isOver ? words.runOver(shortName(task.workflow)) : words.runGoesOn(shortName(task.workflow))}
          </p>
          {value.failure !== undefined && <p>{plainly(value.failure.message)}</p>}
          <ol className="afterwards">
            {value.steps.map((step) => (
              <li
                key={step.step}
                className={`is-${step.standing === "undone" ? "undone" : step.status.replaceAll(" ", "-")}`}
              >
                <span>{step.step}</span>
                <span className="quiet small">
                  {step.capability === undefined ? "" : asWords(step.capability)},{" "}
                  {step.standing === "undone" ? words.undone : step.status}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
      <div className="row">
        <a className="button is-primary" href={hrefOf(["runs", task.run])}>
          {words.watch}
        </a>
        <a className="button" href={hrefOf(["inbox"])} onClick={next}>
          {words.next}
        </a>
      </div>
    </article>
  );
}

/** The arguments that the question is about, a line each. */
function Evidence({ value }: { value: Json }) {
  const entries =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0) return null;
  return (
    <section className="stack-s">
      <h3>{texts.inbox.evidence}</h3>
      <dl className="facts">
        {entries.map(([name, one]) => (
          <div key={name} className="fact">
            <dt>{asWords(name)}</dt>
            <dd>{typeof one === "string" ? plainly(one) : <ValueText value={one} />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const claimWords = texts.inbox.claims;

/** The holder of the task; taking it, giving it back, handing it on. */
function Claims({ task, session, again }: { task: Task; session: Session; again: () => void }) {
  const id = useId();
  const [to, setTo] = useState("");
  const [problem, setProblem] = useState<Problem | undefined>();
  const isMine = task.claimed.includes(session.user);
  const say = async (word: "claim" | "release" | "delegate", body: object): Promise<void> => {
    const answer = await ask({
      method: "POST",
      path: `/tasks/${word}`,
      body: { task: task.task, ...body },
      key: newKey(),
    });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) again();
  };
  const delegate = (event: FormEvent): void => {
    event.preventDefault();
    if (to.trim() !== "") void say("delegate", { to: to.trim() });
  };
  return (
    <section className="claims stack-s">
      <h3>{claimWords.title}</h3>
      <p className="small quiet">
        {task.claimed.length === 0 ? claimWords.nobody : claimWords.by(task.claimed.join(", "))}
      </p>
      <form className="row" onSubmit={delegate}>
        <button
          type="button"
          className="button is-small"
          onClick={() => void say(isMine ? "release" : "claim", {})}
        >
          {isMine ? claimWords.release : claimWords.claim}
        </button>
        <label htmlFor={id} className="visually-hidden">
          {claimWords.to}
        </label>
        <input
          id={id}
          className="claims-to"
          value={to}
          placeholder={claimWords.to}
          onChange={({ target }) => setTo(target.value)}
        />
        <button type="submit" className="button is-small" disabled={to.trim() === ""}>
          {claimWords.delegate}
        </button>
      </form>
      {problem !== undefined && <ProblemNotice problem={problem} isAct />}
    </section>
  );
}
