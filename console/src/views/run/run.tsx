import "./run.css";
import type { Limit } from "@orchlang/plan";
import { useState } from "react";
import { type Intent, OrderDialog, type Word } from "../../orders/order-dialog.tsx";
import { RunStatus } from "../../parts/badge.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Clock, useNow } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ValueCard } from "../../parts/value.tsx";
import type { Run, Timeline, Waiting, Workflow, WorkflowDetail } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { mayAs, type Session } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { limitText, mostText, shareOf, spentText } from "../../words/money.ts";
import { givenName, shortName } from "../../words/names.ts";
import { plainly } from "../../words/plainly.ts";
import { durationText } from "../../words/time.ts";
import { waitingText } from "../../words/waiting.ts";
import { Comparison } from "./comparison.tsx";
import { GraphCard } from "./graph-card.tsx";
import { History } from "./history.tsx";
import { Holders } from "./holders.tsx";
import { Rules } from "./rules.tsx";
import { Scrubber } from "./scrubber.tsx";
import { Simulation } from "./simulation.tsx";
import { Steps } from "./steps.tsx";
import { useMoment } from "./use-moment.ts";
import { Ways } from "./ways.tsx";

const words = texts.run;

/** One run: as it is, or as it was after an event. */
export function RunView({ run: name, place, session }: RunViewProps) {
  const asked = place.query.at;
  const at = asked === undefined || !/^\d+$/u.test(asked) ? undefined : Number(asked);
  const concerns = ({ data }: { readonly data: Readonly<Record<string, unknown>> }): boolean =>
    data.run === name;
  const path = `/runs/${encodeURIComponent(name)}`;
  const live = useRead<Run>(path, concerns);
  const timeline = useRead<Timeline>(`${path}/timeline`, concerns);
  const moment = useMoment(path, at, live.value?.events);
  const [chosen, choose] = useState<string | undefined>(place.query.step);
  const [intent, intend] = useState<Intent | undefined>();
  const run = at === undefined ? live.value : moment.run;

  const scrub = (to: number | undefined): void =>
    amend(place, { at: to === undefined ? undefined : String(to), step: chosen });
  return (
    <Page
      title={live.value === undefined ? words.title : shortName(live.value.entry)}
      lead={live.value !== undefined && <Lead run={live.value} />}
      actions={live.value !== undefined && <Actions run={live.value} session={session} intend={intend} />}
    >
      <Loaded of={live}>
        {(now) => (
          <>
            {at === undefined ? (
              <WaitsFor run={now} session={session} intend={intend} />
            ) : (
              <p className="notice is-attention row-between">
                {words.past(at)}
                <button type="button" className="button is-small" onClick={() => scrub(undefined)}>
                  {words.toNow}
                </button>
              </p>
            )}
            <Figures run={run ?? now} workflow={now.entry} />
            <section className="card stack">
              <Scrubber entries={timeline.value?.entries ?? []} last={now.events - 1} at={at} scrub={scrub} />
              <GraphCard moment={moment} run={run ?? now} chosen={chosen} choose={choose} />
            </section>
            <div className="run-columns">
              <Steps run={run ?? now} chosen={chosen} choose={choose} />
              <History entries={timeline.value?.entries ?? []} at={at} scrub={scrub} />
              <RulesOf run={now} />
              <div className="stack">
                <ValueCard title={words.input} value={now.input} empty={words.noInput} />
                <ValueCard title={words.result} value={now.value} empty={words.noResult} />
              </div>
            </div>
            <Simulation run={now} at={at} />
            <Comparison run={now} place={place} />
          </>
        )}
      </Loaded>
      {intent !== undefined && <OrderDialog intent={intent} close={() => intend(undefined)} />}
    </Page>
  );
}

interface RunViewProps {
  readonly run: string;
  readonly place: Place;
  readonly session: Session;
}

function Lead({ run }: { run: Run }) {
  const { status, paused, started, ended } = run;
  return (
    <div className="row">
      <RunStatus status={paused ? "paused" : status} />
      <code title={words.id}>{run.run}</code>
      <span>
        {words.started} <Clock at={started} />
        {ended !== undefined && `, ${words.took(durationText(ended - started))}`}
      </span>
    </div>
  );
}

/** Rules with verdicts, if the program still has the plan that the run was started with. */
function RulesOf({ run: { entry, plan } }: { run: Run }) {
  const workflow = useRead<WorkflowDetail>(`/workflows/${encodeURIComponent(entry)}`, () => false);
  if (workflow.value === undefined) return null;
  return <Rules verdicts={workflow.value.verdicts} isOld={workflow.value.plan !== plan} />;
}

/** The orders for the whole of a run; each opens its forecast. */
function Actions({ run, session, intend }: ActionsProps) {
  const isOpen = ["running", "waiting", "attention"].includes(run.status);
  if (!isOpen) return null;
  const mayOrder = mayAs(session, "operator");
  const words: readonly Word[] = [run.paused ? "unpause" : "pause", "cancel"];
  return words.map((order) => (
    <button
      key={order}
      type="button"
      className={`button${order === "cancel" ? " is-danger" : ""}`}
      disabled={!mayOrder}
      title={mayOrder ? undefined : texts.needsRole("operator")}
      onClick={() => intend({ order, runs: [run.run] })}
    >
      {texts.orders.words[order]} …
    </button>
  ));
}

interface ActionsProps {
  readonly run: Run;
  readonly session: Session;
  intend(intent: Intent): void;
}

const figureWords = texts.run.figures;

/** Progress, time and money: spent, at most left, and the bound of the whole. */
function Figures({ run, workflow }: { run: Run; workflow: string }) {
  const { value } = useRead<Workflow>(`/workflows/${encodeURIComponent(workflow)}`, () => false);
  const bounds = value?.plan === run.plan ? value.bounds : undefined;
  const { progress, remaining, spent } = run;
  const share = bounds === undefined ? undefined : shareOf(spent.cost, bounds.cost.worst);
  return (
    <div className="figures">
      {progress !== undefined && (
        <div className="card">
          <p className="small quiet">{figureWords.progress}</p>
          <p>
            <strong>{figureWords.of(progress.done, progress.all)}</strong> {figureWords.steps}
          </p>
          <Bar share={progress.all === 0 ? 0 : progress.done / progress.all} />
        </div>
      )}
      <div className="card">
        <p className="small quiet">{figureWords.timeLeft}</p>
        <p>
          {remaining === undefined ? (
            <span className="quiet">{figureWords.over}</span>
          ) : (
            <Bound limit={remaining.time} text={durationText} />
          )}
        </p>
        {remaining !== undefined && (
          <p className="quiet small">
            {remaining.whole
              ? figureWords.whole
              : figureWords.compensated(limitText(remaining.compensated, durationText))}
          </p>
        )}
      </div>
      <div className="card">
        <p className="small quiet">{figureWords.spent}</p>
        <p>
          <strong>{spentText(spent.cost)}</strong>
          {bounds !== undefined && (
            <span className="quiet"> {figureWords.ofAtMost(limitText(bounds.cost.worst, mostText))}</span>
          )}
        </p>
        {share !== undefined && <Bar share={share} />}
        {remaining !== undefined && (
          <p className="quiet small">{figureWords.costLeft(limitText(remaining.cost, mostText))}</p>
        )}
      </div>
    </div>
  );
}

function Bound<T>({ limit, text }: { limit: Limit<T>; text: (value: T) => string }) {
  if ("value" in limit) return <strong>{figureWords.atMost(text(limit.value))}</strong>;
  return (
    <>
      <strong>{texts.noBound}</strong> <span className="quiet small">{limit.unbounded}</span>
    </>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <div className="meter" aria-hidden="true">
      <span style={{ width: `${100 * share}%` }} />
    </div>
  );
}

const waitWords = texts.run;

/** Why the run does not go on by itself, and what can be done about each. */
function WaitsFor({ run, session, intend }: WaitsForProps) {
  if (run.failure !== undefined && run.ended !== undefined)
    return (
      <div className={`card is-${run.status === "failed" ? "wrong" : "quiet"} stack-s`}>
        <h2>{waitWords.failedBecause}</h2>
        <p>{plainly(run.failure.message)}</p>
        <p className="quiet small">{waitWords.failureClass(run.failure.class, run.failure.name)}</p>
      </div>
    );
  if (run.waiting.length === 0 && !run.paused) return null;
  return (
    <section className={`card stack-s${run.attention ? " is-attention" : ""}`} aria-labelledby="waits-title">
      <h2 id="waits-title">{waitWords.waitsFor}</h2>
      {run.paused && <p>{waitWords.isPaused}</p>}
      <ul className="stack-s">
        {run.waiting.map((waiting) => (
          <li key={`${waiting.step} ${waiting.for}`} className="row-between">
            <div className="wait">
              <Icon
                name={
                  waiting.for === "operator" ? "attention" : waiting.for === "answer" ? "person" : "waiting"
                }
              />
              <div>
                <strong>{givenName(waiting.step) ?? waitWords.it}</strong> {waitingText(waiting)}
                <Until waiting={waiting} />
                {waiting.for === "resource" && waiting.pool !== undefined && (
                  <Holders pool={waiting.pool} run={run.run} why={waiting.why} />
                )}
              </div>
            </div>
            <span className="row">
              {waiting.for === "answer" && (
                <a className="button is-small" href={hrefOf(["inbox"], { run: run.run })}>
                  {waitWords.openTask}
                </a>
              )}
              {waiting.for === "resource" && (
                <a className="button is-small is-plain" href={hrefOf(["resources"])}>
                  {waitWords.openPool}
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
  return <span className="quiet"> {waitWords.atMostFor(durationText(Math.max(0, until - now)))}</span>;
}
