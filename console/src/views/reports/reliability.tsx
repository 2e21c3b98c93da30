import { useId } from "react";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { WideTable } from "../../parts/wide-table.tsx";
import type { CapabilityGraph, Reliability } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { asWords } from "../../words/names.ts";
import { aboutRuns } from "./days.ts";
import { Figure } from "./figure.tsx";
import { Interval } from "./scores.tsx";

const words = texts.reports.reliability;
const percent = (share: number): string => texts.events.percent(share);

/** How far the confidences of one capability hold, by the judgements of another one. */
export function ReliabilityReport({ place, days }: { place: Place; days: number }) {
  const { claim = "", outcome = "" } = place.query;
  const graph = useRead<CapabilityGraph>("/capabilities/graph", () => false);
  const names = (graph.value?.nodes ?? [])
    .filter(({ kind }) => kind === "capability")
    .map(({ name }) => name)
    .sort();
  const asked = new URLSearchParams({ claim, outcome, days: String(days) });
  const isChosen = claim !== "" && outcome !== "";
  const loaded = useRead<Reliability>(isChosen ? `/reports/reliability?${asked}` : undefined, aboutRuns);
  return (
    <>
      <p className="quiet">{words.lead}</p>
      <div className="row no-print">
        <Choice
          label={words.claim}
          value={claim}
          names={names}
          choose={(next) => amend(place, { claim: next })}
        />
        <Choice
          label={words.outcome}
          value={outcome}
          names={names}
          choose={(next) => amend(place, { outcome: next })}
        />
      </div>
      {!isChosen && <Empty title={words.none}>{words.noneHint}</Empty>}
      {isChosen && (
        <Loaded of={loaded}>
          {(report) =>
            report.claims === 0 ? (
              <Empty title={words.nothing}>{texts.reports.emptyHint}</Empty>
            ) : (
              <Diagram of={report} />
            )
          }
        </Loaded>
      )}
    </>
  );
}

function Choice({ label, value, names, choose }: ChoiceProps) {
  const known = value === "" || names.includes(value) ? names : [value, ...names];
  return (
    <label className="row small">
      {label}
      <select className="is-narrow" value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">{words.choose}</option>
        {known.map((name) => (
          <option key={name} value={name}>
            {asWords(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  choose(name: string): void;
}

function Diagram({ of: { claims, error, brier, act, drop, bins, partial } }: { of: Reliability }) {
  const { columns } = words;
  return (
    <>
      {partial && <p className="notice is-attention">{texts.reports.partial(1_000)}</p>}
      <div className="figures">
        <Figure label={words.claims} value={claims.toLocaleString("en")} about="" />
        <Figure label={words.error} value={percent(error)} about={words.errorAbout} />
        <Figure label={words.brier} value={percent(brier)} about={words.brierAbout} />
        {act !== undefined && <Figure label={words.act} value={percent(act)} about={words.actAbout} />}
        {drop !== undefined && <Figure label={words.drop} value={percent(drop)} about={words.dropAbout} />}
      </div>
      <section className="card reliability">
        <figure>
          <figcaption>
            <h2>{words.plot}</h2>
          </figcaption>
          <Plot bins={bins} act={act} drop={drop} />
          <p className="small quiet">{words.perfect}</p>
        </figure>
        <WideTable label={words.plot} className="by-workflow">
          <thead>
            <tr>
              <th scope="col">{columns.confidence}</th>
              <th scope="col">{columns.claims}</th>
              <th scope="col">{columns.right}</th>
              <th scope="col">{columns.interval}</th>
            </tr>
          </thead>
          <tbody>
            {bins.map(({ from, to, claims: count, right }) => (
              <tr key={from}>
                <th scope="row">{`${percent(from)} – ${percent(to)}`}</th>
                <td>{count.toLocaleString("en")}</td>
                <td>{percent(right.share)}</td>
                <td>
                  <Interval {...right} />
                </td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      </section>
    </>
  );
}

const size = 240;
/** Room for the names of the axes. */
const edge = 42;
const at = (share: number): number => edge + share * size;
const up = (share: number): number => size - share * size + 8;

/** The share that was right over the confidence, with intervals; the diagonal is a confidence that holds. */
function Plot({ bins, act, drop }: Pick<Reliability, "bins"> & Partial<Thresholds>) {
  const id = useId();
  const spoken = bins
    .map(({ confidence, right, claims }) => words.bin(percent(confidence), percent(right.share), claims))
    .join("; ");
  const most = Math.max(1, ...bins.map(({ claims }) => claims));
  return (
    <svg
      className="reliability-plot"
      viewBox={`0 0 ${edge + size + 20} ${size + 48}`}
      role="img"
      aria-labelledby={id}
    >
      <title id={id}>{words.spoken(spoken)}</title>
      <rect className="reliability-frame" x={edge} y={8} width={size} height={size} />
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <text className="reliability-text is-end" x={edge - 5} y={up(share) + 4}>
            {percent(share)}
          </text>
          <text className="reliability-text is-middle" x={at(share)} y={size + 24}>
            {percent(share)}
          </text>
        </g>
      ))}
      <text className="reliability-text is-middle" x={at(0.5)} y={size + 42}>
        {words.axisX}
      </text>
      <path className="reliability-diagonal" d={`M${at(0)},${up(0)}L${at(1)},${up(1)}`} />
      {[act, drop].map(
        (share) =>
          share !== undefined && (
            <path key={share} className="reliability-threshold" d={`M${at(share)},${up(0)}V${up(1)}`} />
          ),
      )}
      {bins.map(({ from, confidence, right, claims }) => (
        <g key={from}>
          <path className="reliability-whisker" d={`M${at(confidence)},${up(right.low)}V${up(right.high)}`} />
          <circle
            className="reliability-dot"
            cx={at(confidence)}
            cy={up(right.share)}
            r={2 + 3 * Math.sqrt(claims / most)}
          />
        </g>
      ))}
    </svg>
  );
}

interface Thresholds {
  readonly act: number | undefined;
  readonly drop: number | undefined;
}
