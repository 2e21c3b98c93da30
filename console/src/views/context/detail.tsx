import { Loaded } from "../../parts/loaded.tsx";
import { Ago, Clock } from "../../parts/moment.tsx";
import { type Point, type Series, StepPlot } from "../../parts/step-plot.tsx";
import { Fact, ValueText } from "../../parts/value.tsx";
import type { Known, KnownHistory } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";

const words = texts.context;
const listed = 8;

export function KnownDetail({ of }: { of: Known }) {
  const { name, kind, label, says, fuse, domain, since, sources, because } = of;
  return (
    <section className="card stack" aria-label={words.about(shortName(name))}>
      <div className="row-between">
        <h2>{shortName(name)}</h2>
        <KnownValue of={of} />
      </div>
      <dl className="facts">
        <Fact label={words.facts.kind}>
          {words.kinds[kind]}, <span className="quiet">{label}</span>
        </Fact>
        {says !== undefined && (
          <Fact label={words.facts.says}>
            <code>{says}</code>
          </Fact>
        )}
        {fuse !== undefined && (sources ?? []).length > 1 && (
          <Fact label={words.facts.fuse}>{asWords(fuse)}</Fact>
        )}
        {domain !== undefined && <Fact label={words.facts.domain}>{asWords(domain)}</Fact>}
        {since !== undefined && (
          <Fact label={words.facts.since}>
            <Clock at={since} />
          </Fact>
        )}
      </dl>
      {sources !== undefined && sources.length > 0 && (
        <div className="stack-s">
          <h3>{words.sources}</h3>
          <ul className="sources">
            {sources.map((source) => (
              <li key={source.source}>
                <a href={hrefOf(["events"], { source: source.source })}>{source.source}</a>
                <KnownValue of={source} />
                <span className="quiet small">
                  {source.when === undefined ? words.neverHeard : <Ago at={source.when} />}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {because !== undefined && because.length > 0 && (
        <div className="stack-s">
          <h3>{words.because}</h3>
          <ul className="sources">
            {because.map((read) => (
              <li key={read.name}>
                <a href={hrefOf(["context"], { name: read.name })}>{shortName(read.name)}</a>
                <KnownValue of={read} />
                <span className="quiet small">
                  {read.confidence !== undefined && texts.events.percent(read.confidence)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <History name={name} />
    </section>
  );
}

function History({ name }: { name: string }) {
  const history = useRead<KnownHistory>(
    `/context/${encodeURIComponent(name)}/history`,
    ({ channel }) => channel === "events",
  );
  return (
    <div className="stack-s">
      <h3>{words.history}</h3>
      <Loaded of={history}>
        {(found) => {
          if (found.points.length === 0) return <p className="quiet">{words.noHistory}</p>;
          const { series, unit, isTruth } = shownHistory(found);
          return (
            <>
              {series.length > 0 && (
                <StepPlot
                  label={words.plot(shortName(name), found.points.length)}
                  series={series}
                  {...(isTruth
                    ? { ticks: [0, 1], text: truthText }
                    : { text: (value) => `${value} ${unit}`.trim() })}
                />
              )}
              <Newest of={found} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function truthText(value: number): string {
  return value === 1 ? words.yes : words.no;
}

function Newest({ of: { points, kind } }: { of: KnownHistory }) {
  return (
    <details>
      <summary>{words.last}</summary>
      <table className="small">
        <thead>
          <tr>
            <th scope="col">{words.columnsOfHistory.at}</th>
            {kind === "signal" && <th scope="col">{words.columnsOfHistory.source}</th>}
            <th scope="col">{words.columnsOfHistory.value}</th>
            <th scope="col">{words.columnsOfHistory.confidence}</th>
          </tr>
        </thead>
        <tbody>
          {points
            .slice(-listed)
            .reverse()
            .map((point, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two readings may be the same in every part
              <tr key={at}>
                <td>
                  <Clock at={point.at} />
                </td>
                {kind === "signal" && <td>{point.source}</td>}
                <td>
                  <KnownValue of={point} />
                </td>
                <td>
                  <Confidence share={point.confidence} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}

/** Unknown never looks like false. */
export function KnownValue({ of: { value, text } }: { of: Pick<Known, "value" | "text"> }) {
  if (value === undefined) return <span className="quiet is-unknown">{words.unknown}</span>;
  if (typeof value === "boolean")
    return <strong className={value ? "is-true" : undefined}>{value ? words.yes : words.no}</strong>;
  if (text !== undefined) return <strong className="figure">{text}</strong>;
  return <ValueText value={value} />;
}

export function Confidence({ share }: { share: number | undefined }) {
  if (share === undefined) return <span className="quiet">{texts.unknown}</span>;
  return (
    <div className="confidence">
      <span className="figure small">{texts.events.percent(share)}</span>
      <div className="meter" aria-hidden="true">
        <span style={{ width: `${100 * share}%` }} />
      </div>
    </div>
  );
}

interface Shown {
  /** By source, each in order of time, in the unit that people use. Values that are no numbers and no truths are left out. */
  readonly series: readonly Series[];
  /** Behind a number of the axis, `C`; empty: none. */
  readonly unit: string;
  /** Only true and false: 1 and 0. */
  readonly isTruth: boolean;
}

export function shownHistory({ name, points }: KnownHistory): Shown {
  const { unit, of } = unitOf(points);
  const bySource = new Map<string, Point[]>();
  for (const { at, source = name, value } of points) {
    const number = typeof value === "boolean" ? Number(value) : value;
    if (typeof number !== "number") continue;
    const own = bySource.get(source) ?? [];
    own.push({ at, value: of(number) });
    bySource.set(source, own);
  }
  const series = [...bySource].map(([source, own]) => ({
    name: source,
    points: own.toSorted((one, other) => one.at - other.at),
  }));
  const isTruth = points.every(({ value }) => value === undefined || typeof value === "boolean");
  return { series, unit, isTruth };
}

interface Unit {
  readonly unit: string;
  of(value: number): number;
}

/**
 * Values are in base units, and their texts say them as people do: `289.15` is `16C`. Units are affine, so two values with
 * their texts say how the others are written.
 */
function unitOf(points: KnownHistory["points"]): Unit {
  const results = points.flatMap(({ value, text }) => {
    const groups = /^(?<number>-?\d+(?:\.\d+)?)\s?(?<unit>\D*)$/u.exec(text ?? "")?.groups;
    return typeof value === "number" && groups?.number !== undefined
      ? [{ value, number: Number(groups.number), unit: groups.unit ?? "" }]
      : [];
  });
  const [first] = results;
  const other = results.find(({ value, unit }) => value !== first?.value && unit === first?.unit);
  if (first === undefined || other === undefined) return { unit: "", of: (value) => value };
  const slope = (other.number - first.number) / (other.value - first.value);
  return {
    unit: first.unit,
    of: (value) => Number((first.number + slope * (value - first.value)).toPrecision(8)),
  };
}
