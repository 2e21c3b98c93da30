import { clockText } from "../words/time.ts";
import { useNow } from "./moment.tsx";
import { frameOf, type Point, stepPath, ticksOf, yOf } from "./plot.ts";

export interface Series {
  readonly name: string;
  /** In order of time. */
  readonly points: readonly Point[];
}

const width = 600;
const height = 160;
/** Series are told apart by their dashes as well as by their colour. */
const lines = 4;

/** Values over time, a line for each series. The figures stand beside it as text: a picture says nothing to everybody. */
export function StepPlot({ label, series, text, ticks }: PlotProps) {
  const now = useNow();
  const all = series.flatMap(({ points }) => points);
  const newest = Math.max(...all.map(({ at }) => at), 0);
  // The plot ends with the newest value, and a little of the time since.
  const frame = frameOf(all, width, height, Math.min(now, newest + 60_000));
  const marks = ticks ?? ticksOf(frame, 4);
  return (
    <figure className="plot">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} preserveAspectRatio="none">
        {marks.map((tick) => (
          <line key={tick} className="tick" x1="0" x2={width} y1={yOf(frame, tick)} y2={yOf(frame, tick)} />
        ))}
        {series.map(({ name, points }, at) => (
          <path key={name} className={`series is-${at % lines}`} d={stepPath(frame, points)} />
        ))}
      </svg>
      <div className="plot-values" aria-hidden="true">
        {marks.map((tick) => (
          <span key={tick} style={{ top: `${(100 * yOf(frame, tick)) / height}%` }}>
            {text(tick)}
          </span>
        ))}
      </div>
      <figcaption className="plot-foot small quiet">
        <span className="figure">{clockText(frame.from, now)}</span>
        {series.length > 1 && (
          <ul className="plot-names">
            {series.map(({ name }, at) => (
              <li key={name}>
                <svg width="20" height="8" aria-hidden="true" focusable="false">
                  <path className={`series is-${at % lines}`} d="M0,4H20" />
                </svg>
                {name}
              </li>
            ))}
          </ul>
        )}
        <span className="figure">{clockText(frame.to, now)}</span>
      </figcaption>
    </figure>
  );
}

interface PlotProps {
  readonly label: string;
  readonly series: readonly Series[];
  /** The values of the axis; left out: a few round ones. */
  readonly ticks?: readonly number[];
  /** A value of the axis. */
  text(value: number): string;
}
