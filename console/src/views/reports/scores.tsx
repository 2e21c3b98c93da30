import { Empty, Loaded } from "../../parts/loaded.tsx";
import { WideTable } from "../../parts/wide-table.tsx";
import type { Score, Scores } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { texts } from "../../texts.ts";
import { spentText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { aboutRuns } from "./days.ts";

const words = texts.reports.scores;
const kinds = [
  ...(["workflow", "strategy", "capability", "model", "pair", "team"] as const),
  ...(["promise", "member", "recovery"] as const),
];

/** Success with its interval, latency and cost, of everything that was tried. */
export function Scoreboard({ days }: { days: number }) {
  const loaded = useRead<Scores>(`/reports/scoreboard?days=${days}`, aboutRuns);
  return (
    <>
      <p className="quiet">{words.lead}</p>
      <Loaded of={loaded}>
        {({ scores, partial }) =>
          scores.length === 0 ? (
            <Empty title={words.empty}>{texts.reports.emptyHint}</Empty>
          ) : (
            <>
              {partial && <p className="notice is-attention">{texts.reports.partial(1_000)}</p>}
              {kinds.map((kind) => (
                <KindTable key={kind} kind={kind} scores={scores.filter((one) => one.kind === kind)} />
              ))}
            </>
          )
        }
      </Loaded>
    </>
  );
}

function KindTable({ kind, scores }: { kind: Score["kind"]; scores: readonly Score[] }) {
  if (scores.length === 0) return null;
  const { columns } = words;
  return (
    <section className="card">
      <h2>{words.kinds[kind]}</h2>
      <WideTable label={words.kinds[kind]} className="by-workflow">
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.success}</th>
            <th scope="col">{columns.interval}</th>
            <th scope="col">{columns.tries}</th>
            <th scope="col">{columns.median}</th>
            <th scope="col">{columns.p95}</th>
            <th scope="col">{columns.cost}</th>
            <th scope="col">{columns.tokens}</th>
          </tr>
        </thead>
        <tbody>
          {scores.map((one) => (
            <tr key={one.name}>
              <th scope="row" title={one.name}>
                {kind === "workflow" || kind === "capability" ? asWords(one.name) : one.name}
              </th>
              <td>{texts.events.percent(one.success.share)}</td>
              <td>
                <Interval {...one.success} />
              </td>
              <td>{one.tries.toLocaleString("en")}</td>
              <td>{one.median === undefined ? texts.unknown : durationText(one.median)}</td>
              <td>{one.p95 === undefined ? texts.unknown : durationText(one.p95)}</td>
              <td>{spentText(one.cost)}</td>
              <td>{one.tokens.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  );
}

/** The share on a line from nothing to all, with the interval around it. */
export function Interval({ share, low, high }: Score["success"]) {
  const percent = texts.events.percent;
  return (
    <span className="interval">
      <span className="interval-line" aria-hidden="true">
        <span className="interval-bar" style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />
        <span className="interval-dot" style={{ left: `${100 * share}%` }} />
      </span>
      <span className="small">{`${percent(low)} – ${percent(high)}`}</span>
    </span>
  );
}
