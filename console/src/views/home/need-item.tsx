import type { Intent } from "../../orders/order-dialog.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Ago } from "../../parts/moment.tsx";
import { hrefOf } from "../../shell/place.ts";
import { mayAs, type Session } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { asWords, shortId, shortName } from "../../words/names.ts";
import { waitingText } from "../../words/waiting.ts";
import { Due } from "../inbox/task-item.tsx";
import type { Task } from "../inbox/types.ts";
import { Ways } from "../run/ways.tsx";
import type { Need } from "./needs.ts";

const words = texts.home;

/** One need with its one or two actions. Each action shows what it causes before it is done. */
export function NeedItem({ need, session, intend }: NeedItemProps) {
  if (need.is === "question") return <Question task={need.task} />;
  const { run, waiting } = need;
  return (
    <article className="card need is-attention">
      <Icon name="attention" />
      <div className="stack-s">
        <h2>{words.stuck(shortName(run.entry), waiting.step)}</h2>
        <p>{waitingText(waiting)}</p>
        <p className="small quiet">
          <a href={hrefOf(["runs", run.run])}>{words.run(shortId(run.run))}</a> · {words.started}{" "}
          <Ago at={run.started} />
        </p>
      </div>
      <div className="row">
        {mayAs(session, "operator") ? (
          <Ways waiting={waiting} run={run.run} intend={intend} />
        ) : (
          <span className="small quiet">{texts.needsRole("operator")}</span>
        )}
      </div>
    </article>
  );
}

interface NeedItemProps {
  readonly need: Need;
  readonly session: Session;
  intend(intent: Intent): void;
}

function Question({ task }: { task: Task }) {
  const { show, workflow, run, role, asked, no, may } = task;
  const undone = no?.undone.map(({ step, capability }) => words.takesBack(step, asWords(capability))) ?? [];
  return (
    <article className={`card need${task.overdue ? " is-wrong" : ""}`}>
      <Icon name="person" />
      <div className="stack-s">
        <h2>{show}</h2>
        <p className="row small quiet">
          <a href={hrefOf(["runs", run])}>{words.ofRun(shortName(workflow), shortId(run))}</a>
          <span>{asWords(role)}</span>
          <Ago at={asked} />
          <Due task={task} />
        </p>
        {no !== undefined && (
          <p className="small">{undone.length === 0 ? words.noUndoesNothing : words.no(undone.join(", "))}</p>
        )}
      </div>
      <div className="row">
        <a
          className={`button${may.answer ? " is-primary" : ""}`}
          href={hrefOf(["inbox"], { task: task.task })}
        >
          {may.answer ? words.answer : words.look}
        </a>
      </div>
    </article>
  );
}
