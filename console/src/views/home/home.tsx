import "./home.css";
import { useState } from "react";
import { type Intent, OrderDialog } from "../../orders/order-dialog.tsx";
import { RunStatus } from "../../parts/badge.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Empty, Loaded, ProblemNotice } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import type { RunSummary, RunsPage, Status, Task, Tasks, Waiting } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { mayAs, type Session, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { asWords, shortId, shortName } from "../../words/names.ts";
import { plainly } from "../../words/plainly.ts";
import { waitingText } from "../../words/waiting.ts";
import { Due } from "../inbox/task-item.tsx";
import { ClosureNotice } from "../installation/closures.tsx";
import { Ways } from "../run/ways.tsx";

const words = texts.home;
const statuses = ["running", "waiting", "failed", "completed"] as const;

/** How everything else is: counts as links, and the runs that were started last. */
function Quietly({ status }: { status: Status }) {
  const latest = useRead<RunsPage>("/runs?limit=6");
  return (
    <div className="quietly">
      <section className="card" aria-labelledby="counts-title">
        <h2 id="counts-title">{words.counts}</h2>
        <ul className="counts">
          {statuses.map((name) => (
            <li key={name}>
              <a href={hrefOf(["runs"], { status: name })}>
                <span className="figure">{(status.runs[name] ?? 0).toLocaleString("en")}</span>
                <span>{texts.status[name]}</span>
              </a>
            </li>
          ))}
        </ul>
        {!status.armed && <p className="notice is-attention">{words.notArmed}</p>}
      </section>
      <section className="card" aria-labelledby="latest-title">
        <h2 id="latest-title">{words.latest}</h2>
        {latest.value?.runs.length === 0 && <p className="quiet">{texts.runs.emptyHint}</p>}
        <ul className="latest">
          {latest.value?.runs.map(({ run, entry, status: state, paused, started }) => (
            <li key={run}>
              <a href={hrefOf(["runs", run])}>
                {shortName(entry)} <span className="mono quiet small">{shortId(run)}</span>
              </a>
              <RunStatus status={paused ? "paused" : state} />
              <span className="small quiet">
                <Ago at={started} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

const shownMax = 20;

/** Everything that needs somebody, most urgent first, with its actions; below, the state of the rest. */
export default function Home({ session }: ViewProps) {
  const status = useRead<Status>("/status");
  const tasks = useRead<Tasks>(mayAs(session, "approver") ? `/tasks?limit=${shownMax}` : undefined);
  const runs = useRead<RunsPage>(`/runs?attention=true&limit=${shownMax}`);
  const [intent, intend] = useState<Intent | undefined>();
  const needs = needsOf(runs.value?.runs ?? [], tasks.value?.tasks ?? []);
  const total = (runs.value?.total ?? 0) + (tasks.value?.total ?? 0);
  return (
    <Page title={words.title} lead={runs.value === undefined ? undefined : words.lead(total)}>
      <ClosureNotice />
      {tasks.problem !== undefined && <ProblemNotice problem={tasks.problem} again={tasks.again} />}
      <Loaded of={runs}>
        {() =>
          needs.length === 0 ? (
            <section className="card">
              <Empty title={words.calm}>{words.calmHint}</Empty>
            </section>
          ) : (
            <ul className="needs" aria-label={words.needs}>
              {needs.map((need) => (
                <li key={need.key}>
                  <NeedItem need={need} session={session} intend={intend} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {total > needs.length && <a href={hrefOf(["inbox"])}>{words.more(total - needs.length)}</a>}
      <Loaded of={status}>{(value) => <Quietly status={value} />}</Loaded>
      {intent !== undefined && <OrderDialog intent={intent} close={() => intend(undefined)} />}
    </Page>
  );
}

/** One need with its one or two actions. Each action shows what it causes before it is done. */
function NeedItem({ need, session, intend }: NeedItemProps) {
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
  const undone = no?.undone.map(({ step, capability }) => words.undoes(step, asWords(capability))) ?? [];
  return (
    <article className={`card need${task.overdue ? " is-wrong" : ""}`}>
      <Icon name="person" />
      <div className="stack-s">
        <h2>{plainly(show)}</h2>
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

/** Something that goes on only once somebody has acted. */
type Need =
  | { readonly is: "stuck"; readonly key: string; readonly run: RunSummary; readonly waiting: Waiting }
  | { readonly is: "question"; readonly key: string; readonly task: Task };

/**
 * Most urgent first: runs that wait for an operator, the longest first, since nothing but a person ends that; then
 * questions by what is left of their time; then those without a limit, the oldest first.
 */
export function needsOf(runs: readonly RunSummary[], tasks: readonly Task[]): readonly Need[] {
  const stuck = runs
    .toSorted((one, other) => one.started - other.started)
    .flatMap((run) =>
      run.waiting
        .filter((waiting) => waiting.for === "operator")
        .map((waiting): Need => ({ is: "stuck", key: `${run.run} ${waiting.step}`, run, waiting })),
    );
  const questions = tasks
    .toSorted((one, other) => (one.due ?? Infinity) - (other.due ?? Infinity) || one.asked - other.asked)
    .map((task): Need => ({ is: "question", key: task.task, task }));
  return [...stuck, ...questions];
}
