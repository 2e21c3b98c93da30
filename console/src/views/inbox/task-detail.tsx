import { useEffect, useRef, useState } from "react";
import { RunStatus } from "../../parts/badge.tsx";
import { Empty } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import type { Run } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf, type Place } from "../../shell/place.ts";
import type { Session } from "../../shell/session.ts";
import { amend } from "../../shell/use-place.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";
import { AnswerForm } from "./answer-form.tsx";
import { Claims } from "./claims.tsx";
import { Evidence } from "./evidence.tsx";
import { Due } from "./task-item.tsx";
import type { Task } from "./types.ts";

const words = texts.inbox;

/** One question: what it is about, who may answer, what each answer causes. After the answer, what becomes of the run. */
export function TaskDetail({ task, name, session, again, place }: TaskDetailProps) {
  const known = useRef(task);
  if (task !== undefined) known.current = task;
  const [answered, setAnswered] = useState(false);
  const shown = known.current;
  if (shown === undefined) return <Empty title={words.gone}>{words.goneHint}</Empty>;
  if (task === undefined || answered) return <Afterwards task={shown} answered={answered} />;
  const { show, workflow, run, step, role, asked, people, later } = task;
  return (
    <article className="card stack task" aria-labelledby="task-title">
      <header className="stack-s">
        <h2 id="task-title">{show}</h2>
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
  readonly place: Place;
}

/** The run after the answer, followed to its end. */
function Afterwards({ task, answered }: { task: Task; answered: boolean }) {
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
      <p className="quiet">{task.show}</p>
      {value !== undefined && (
        <>
          <p className="row">
            <RunStatus status={value.paused ? "paused" : value.status} />
            {isOver ? words.runOver(shortName(task.workflow)) : words.runGoesOn(shortName(task.workflow))}
          </p>
          {value.failure !== undefined && <p>{value.failure.message}</p>}
          <ol className="afterwards">
            {value.steps.map((step) => (
              <li
                key={step.step}
                className={`is-${step.standing === "undone" ? "undone" : step.status.replaceAll(" ", "-")}`}
              >
                <span>{step.step}</span>
                <span className="quiet small">
                  {step.capability === undefined ? "" : asWords(step.capability)},{" "}
                  {step.standing === "undone" ? words.takenBack : step.status}
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
        <a className="button" href={hrefOf(["inbox"])}>
          {words.next}
        </a>
      </div>
    </article>
  );
}
