import "./run.css";
import { useState } from "react";
import { type Intent, OrderDialog, type Word } from "../../orders/order-dialog.tsx";
import { RunStatus } from "../../parts/badge.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Clock } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ValueCard } from "../../parts/value.tsx";
import type { Run, Timeline, TimelineEntry, WorkflowDetail } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, type Place } from "../../shell/place.ts";
import { mayAs, type Session } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { Comparison } from "./comparison.tsx";
import { Figures } from "./figures.tsx";
import { GraphCard } from "./graph-card.tsx";
import { Rules } from "./rules.tsx";
import { Scrubber, textOf } from "./scrubber.tsx";
import { Simulation } from "./simulation.tsx";
import { Steps } from "./steps.tsx";
import { useMoment } from "./use-moment.ts";
import { WaitsFor } from "./waits-for.tsx";

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
              <ValueCard title={words.input} value={now.input} empty={words.noInput} />
              <ValueCard title={words.result} value={now.value} empty={words.noResult} />
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

const historyWords = texts.run.history;

/** Everything that happened, in order; each goes to the moment after it. */
function History({ entries, at, scrub }: HistoryProps) {
  return (
    <section className="card" aria-labelledby="history-title">
      <h2 id="history-title">{historyWords.title}</h2>
      {entries.length === 0 ? (
        <p className="quiet">{historyWords.empty}</p>
      ) : (
        <ol className="history">
          {entries.map((entry) => (
            <li key={`${entry.seq ?? "-"} ${entry.type} ${entry.step ?? ""}`}>
              <button
                type="button"
                aria-current={entry.seq !== undefined && entry.seq === at ? "true" : undefined}
                disabled={entry.seq === undefined}
                onClick={() => scrub(entry.seq)}
              >
                <span className="quiet small">{entry.at === undefined ? "" : <Clock at={entry.at} />}</span>
                <span>
                  {textOf(entry)}
                  {entry.failure !== undefined && (
                    <span className="history-fault"> {entry.failure.message}</span>
                  )}
                </span>
                <span className="quiet small figure">
                  {entry.duration === undefined ? "" : durationText(entry.duration)}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

interface HistoryProps {
  readonly entries: readonly TimelineEntry[];
  readonly at: number | undefined;
  scrub(at: number | undefined): void;
}
