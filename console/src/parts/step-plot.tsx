import { clockText } from "../words/time.ts";
import { useNow } from "./moment.tsx";

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
          <g key={name}>
            <path className={`series is-${at % lines}`} d={stepPath(frame, points)} />
            <path className={`series is-${at % lines} is-newest`} d={newestPath(frame, points)} />
          </g>
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

/* A step plot: each value holds until the next one. Places are in pixels, from the upper left. */

export interface Point {
  /** ms since 1970. */
  readonly at: number;
  readonly value: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  /** The instants at the left and right edge; the values at the lower and upper one. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

/** A frame around all points, with a tenth of air above and below; one value alone lies in the middle. */
export function frameOf(points: readonly Point[], width: number, height: number, until: number): Frame {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let from = until;
  let to = until;
  for (const { at, value } of points) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  if (low > high) return { width, height, from, to, low: 0, high: 1 };
  const air = low === high ? Math.abs(low) / 10 || 1 : (high - low) / 10;
  return { width, height, from, to, low: low - air, high: high + air };
}

export function xOf({ from, to, width }: Frame, at: number): number {
  return to === from ? width : (width * (at - from)) / (to - from);
}

export function yOf({ low, high, height }: Frame, value: number): number {
  return height - (height * (value - low)) / (high - low);
}

/** The path of an SVG through points in order of time; the last value goes on to the right edge. */
export function stepPath(frame: Frame, points: readonly Point[]): string {
  const [first] = points;
  if (first === undefined) return "";
  const steps = points
    .slice(1)
    .map(({ at, value }) => `H${short(xOf(frame, at))}V${short(yOf(frame, value))}`);
  const start = `M${short(xOf(frame, first.at))},${short(yOf(frame, first.value))}`;
  return `${start}${steps.join("")}H${short(frame.width)}`;
}

/** A dot at the newest point: a value alone has no line. */
function newestPath(frame: Frame, points: readonly Point[]): string {
  const newest = points.at(-1);
  if (newest === undefined) return "";
  return `M${short(xOf(frame, newest.at))},${short(yOf(frame, newest.value))}h0`;
}

/** At most `most` round values between low and high, for lines across. */
export function ticksOf({ low, high }: Pick<Frame, "low" | "high">, most: number): readonly number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? 10 * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at += 1)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

const short = (place: number): string => String(Math.round(place * 10) / 10);
