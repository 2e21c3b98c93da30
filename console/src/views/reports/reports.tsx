import "../run/run.css";
import "./reports.css";
import { useMemo } from "react";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { PartLinks } from "../../parts/part-links.tsx";
import { WideTable } from "../../parts/wide-table.tsx";
import type { Report } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import type { ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { spentText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { ByAction } from "./by-action.tsx";
import { aboutRuns, dayName, firstDay, successShare } from "./days.ts";
import { Figure } from "./figure.tsx";
import { ReliabilityReport } from "./reliability.tsx";
import { Scoreboard } from "./scores.tsx";
import { Trends } from "./trends.tsx";

const words = texts.reports;
const kinds = ["completed", "failed", "cancelled", "open"] as const;

/** Bars for each day, of its runs by their status. The figures are in its table too: a picture says nothing to everybody. */
function DayBars({ days }: { days: Report["days"] }) {
  const most = Math.max(1, ...days.flatMap((day) => kinds.map((kind) => day[kind])));
  return (
    <table className="day-bars">
      <caption className="legend">
        <span className="visually-hidden">{words.byDay}</span>
        {kinds.map((kind) => (
          <span key={kind} className="legend-item" aria-hidden="true">
            <span className={`day-part is-${kind}`} />
            {words.kinds[kind]}
          </span>
        ))}
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{words.day}</th>
          {kinds.map((kind) => (
            <th key={kind} scope="col">
              {words.kinds[kind]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.from}>
            <th scope="row">{dayName(day.from)}</th>
            {kinds.map((kind) => (
              <td key={kind}>
                <span className={`day-part is-${kind}`} style={{ width: `${(100 * day[kind]) / most}%` }} />
                <span className={day[kind] === 0 ? "visually-hidden" : "figure small"}>{day[kind]}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const lengths = [7, 14, 30] as const;
const parts = ["runs", "scores", "reliability"] as const;

/** Figures of some days, on a page that prints well. */
export default function Reports({ place }: ViewProps) {
  const days = lengths.find((one) => String(one) === place.query.days) ?? 7;
  const part = parts.find((one) => one === place.path[1]) ?? "runs";
  return (
    <Page
      title={words.title}
      lead={part === "runs" ? <Days days={days} back={backOf(place)} /> : words.until}
      actions={
        <button type="button" className="button no-print" onClick={() => print()}>
          {words.print}
        </button>
      }
    >
      <Parts current={part} days={place.query.days} />
      <Period place={place} days={days} {...(part === "runs" ? { back: backOf(place) } : {})} />
      {part === "runs" && <Runs days={days} back={backOf(place)} />}
      {part === "scores" && <Scoreboard days={days} />}
      {part === "reliability" && <ReliabilityReport place={place} days={days} />}
    </Page>
  );
}

/** Stretches of days before the present one. */
function backOf({ query: { back = "" } }: Place): number {
  return /^\d{1,3}$/u.test(back) ? Number(back) : 0;
}

function Days({ days, back }: Stretch) {
  const from = firstDay(Date.now(), days, back);
  return words.lead(dayName(from), dayName(from + (days - 1) * 86_400_000));
}

interface Stretch {
  readonly days: number;
  readonly back: number;
}

function Runs({ days, back }: Stretch) {
  const from = useMemo(() => firstDay(Date.now(), days, back), [days, back]);
  const loaded = useRead<Report>(`/reports/runs?from=${from}&days=${days}`, aboutRuns);
  return <Loaded of={loaded}>{(report) => <Figures report={report} />}</Loaded>;
}

function Parts({ current, days }: { current: (typeof parts)[number]; days: string | undefined }) {
  return (
    <PartLinks
      label={words.parts.label}
      current={current}
      parts={parts.map((part) => ({
        part,
        title: words.parts[part],
        href: hrefOf(part === "runs" ? ["reports"] : ["reports", part], { days }),
      }))}
    />
  );
}

function Period({ place, days, back }: { place: Place; days: number; back?: number }) {
  return (
    <section className="row no-print" aria-label={words.period}>
      <label className="row small">
        {words.length}
        <select
          className="is-narrow"
          value={days}
          onChange={({ target }) => amend(place, { days: target.value, back: undefined })}
        >
          {lengths.map((one) => (
            <option key={one} value={one}>
              {words.days(one)}
            </option>
          ))}
        </select>
      </label>
      {back !== undefined && (
        <>
          <button
            type="button"
            className="button is-small"
            onClick={() => amend(place, { back: String(back + 1) })}
          >
            {words.earlier}
          </button>
          <button
            type="button"
            className="button is-small"
            disabled={back === 0}
            onClick={() => amend(place, { back: back > 1 ? String(back - 1) : undefined })}
          >
            {words.later}
          </button>
        </>
      )}
    </section>
  );
}

function Figures({ report: { total, days, workflows, actions, partial } }: { report: Report }) {
  if (total.runs === 0) return <Empty title={words.empty}>{words.emptyHint}</Empty>;
  const share = successShare(total);
  return (
    <>
      {partial && <p className="notice is-attention">{words.partial(total.runs)}</p>}
      <div className="figures">
        <Figure
          label={words.figures.runs}
          value={total.runs.toLocaleString("en")}
          about={words.open(total.open)}
        />
        <Figure
          label={words.figures.success}
          value={share === undefined ? texts.unknown : texts.events.percent(share)}
          about={words.failed(total.failed, total.cancelled)}
        />
        <Figure
          label={words.figures.median}
          value={total.median === undefined ? texts.unknown : durationText(total.median)}
          about={total.longest === undefined ? "" : words.longest(durationText(total.longest))}
        />
        <Figure
          label={words.figures.cost}
          value={spentText(total.cost)}
          about={words.repairs(total.retries, total.undone)}
        />
      </div>
      <section className="card stack">
        <h2>{words.byDay}</h2>
        <DayBars days={days} />
      </section>
      <Trends days={days} />
      <section className="card">
        <h2>{words.byWorkflow}</h2>
        <WideTable label={words.byWorkflow} className="by-workflow">
          <thead>
            <tr>
              <th scope="col">{words.columns.workflow}</th>
              <th scope="col">{words.columns.runs}</th>
              <th scope="col">{words.columns.success}</th>
              <th scope="col">{words.columns.median}</th>
              <th scope="col">{words.columns.cost}</th>
              <th scope="col">{words.columns.retries}</th>
              <th scope="col">{words.columns.undone}</th>
            </tr>
          </thead>
          <tbody>
            {workflows.map((one) => {
              const own = successShare(one);
              return (
                <tr key={one.workflow}>
                  <th scope="row" title={one.workflow}>
                    <a href={hrefOf(["runs"], { workflow: one.workflow })}>{asWords(one.workflow)}</a>
                  </th>
                  <td>{one.runs.toLocaleString("en")}</td>
                  <td>{own === undefined ? texts.unknown : texts.events.percent(own)}</td>
                  <td>{one.median === undefined ? texts.unknown : durationText(one.median)}</td>
                  <td>{spentText(one.cost)}</td>
                  <td>{one.retries.toLocaleString("en")}</td>
                  <td>{one.undone.toLocaleString("en")}</td>
                </tr>
              );
            })}
          </tbody>
        </WideTable>
      </section>
      <ByAction actions={actions} />
    </>
  );
}
