import type { Report } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { spentText } from "../../words/money.ts";
import { durationText } from "../../words/time.ts";
import { dayName, successShare } from "./days.ts";

const words = texts.reports.trends;

type Day = Report["days"][number];

interface Trend {
  readonly title: string;
  /** Undefined: there was nothing to measure on that day. */
  readonly of: (day: Day) => number | undefined;
  readonly text: (value: number, day: Day) => string;
}

const percent = (share: number): string => texts.events.percent(share);

/** Money is drawn only in one currency: amounts of several are never compared. */
function costTrend(days: Report["days"]): readonly Trend[] {
  const currencies = new Set(days.flatMap(({ cost }) => cost.map(({ currency }) => currency)));
  if (currencies.size !== 1) return [];
  return [
    {
      title: words.cost,
      of: ({ runs, cost }) => (runs === 0 ? undefined : Number(cost[0]?.amount ?? 0)),
      text: (_, { cost }) => spentText(cost),
    },
  ];
}

/** Small plots beside each other, a bar for each day: whether runs complete, how long they take, what they cost, what had to be repaired. */
export function Trends({ days }: { days: Report["days"] }) {
  const trends: readonly Trend[] = [
    { title: words.success, of: successShare, text: percent },
    { title: words.median, of: ({ median }) => median, text: durationText },
    ...costTrend(days),
    { title: words.retries, of: ({ runs, retries }) => (runs === 0 ? undefined : retries), text: String },
    { title: words.undone, of: ({ runs, undone }) => (runs === 0 ? undefined : undone), text: String },
  ];
  return (
    <section className="card">
      <h2>{words.title}</h2>
      <div className="trends">
        {trends.map((trend) => (
          <TrendPlot key={trend.title} trend={trend} days={days} />
        ))}
      </div>
    </section>
  );
}

const height = 64;
const step = 24;

function TrendPlot({ trend: { title, of, text }, days }: { trend: Trend; days: Report["days"] }) {
  const values = days.map((day) => ({ day, value: of(day) }));
  const known = values.flatMap(({ day, value }) => (value === undefined ? [] : [{ day, value }]));
  const most = Math.max(...known.map(({ value }) => value), 0);
  const peak = known.find(({ value }) => value === most);
  const spoken = known.map(({ day, value }) => `${dayName(day.from)}: ${text(value, day)}`).join("; ");
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className="trend">
      <figcaption className="row-between">
        <span className="small">{title}</span>
        <span className="small quiet figure">
          {peak === undefined ? "" : words.most(text(peak.value, peak.day))}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${days.length * step} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}. ${spoken === "" ? words.nothing : spoken}`}
      >
        {values.map(({ day, value }, at) => {
          if (value === undefined) return null;
          const size = most === 0 ? 0 : (value / most) * (height - 2);
          return (
            <rect
              key={day.from}
              className="trend-bar"
              x={at * step + step / 6}
              width={(step * 2) / 3}
              y={height - Math.max(size, 1)}
              height={Math.max(size, 1)}
            >
              <title>{`${dayName(day.from)}: ${text(value, day)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="row-between small quiet" aria-hidden="true">
        <span>{first === undefined ? "" : dayName(first.from)}</span>
        <span>{last === undefined ? "" : dayName(last.from)}</span>
      </p>
    </figure>
  );
}
