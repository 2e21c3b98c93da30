import { RunStatus } from "../../parts/badge.tsx";
import { LongTable } from "../../parts/long-table.tsx";
import { Ago } from "../../parts/moment.tsx";
import type { RunSummary } from "../../server/types.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { limitText, mostText } from "../../words/money.ts";
import { shortId, shortName } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";
import { waitingText } from "../../words/waiting.ts";

const words = texts.runs;
const rowHeight = 56;

/** Rows of a long list: only those that are seen are in the page, and the next page is read before its end. */
export function RunList({ runs, total, more, selected, select }: RunListProps) {
  const all = runs.length > 0 && runs.every(({ run }) => selected.has(run));
  return (
    <LongTable
      label={words.list}
      count={runs.length}
      total={total}
      rowHeight={rowHeight}
      keyOf={(at) => runs[at]?.run ?? at}
      more={more}
      head={
        <tr aria-rowindex={1}>
          <th scope="col" className="is-select">
            <input
              type="checkbox"
              aria-label={words.selectAll}
              checked={all}
              onChange={() => select(all ? [] : runs.map(({ run }) => run))}
            />
          </th>
          <th scope="col">{words.columns.run}</th>
          <th scope="col">{words.columns.status}</th>
          <th scope="col" className="is-wide">
            {words.columns.progress}
          </th>
          <th scope="col" className="is-wide">
            {words.columns.remaining}
          </th>
          <th scope="col" className="is-medium">
            {words.columns.started}
          </th>
        </tr>
      }
      row={(index) => {
        const run = runs[index];
        if (run === undefined) return null;
        const toggle = (): void => {
          const next = new Set(selected);
          if (!next.delete(run.run)) next.add(run.run);
          select([...next]);
        };
        return (
          <Row key={run.run} index={index} of={run} isSelected={selected.has(run.run)} toggle={toggle} />
        );
      }}
    />
  );
}

interface RunListProps {
  readonly runs: readonly RunSummary[];
  readonly total: number;
  more(): void;
  readonly selected: ReadonlySet<string>;
  select(runs: readonly string[]): void;
}

function Row({ of, index, isSelected, toggle }: RowProps) {
  const { run, entry, status, paused, started, progress, remaining, waiting } = of;
  const [first] = waiting;
  return (
    <tr aria-rowindex={index + 2} className={isSelected ? "is-selected" : undefined}>
      <td className="is-select">
        <input
          type="checkbox"
          aria-label={words.select(shortId(run))}
          checked={isSelected}
          onChange={toggle}
        />
      </td>
      <td>
        <a href={hrefOf(["runs", run])} title={`${entry}, ${run}`}>
          <strong>{shortName(entry)}</strong>
        </a>
        <div className="quiet small mono">{shortId(run)}</div>
      </td>
      <td>
        <RunStatus status={paused ? "paused" : status} />
        {first !== undefined && <div className="quiet small is-one-line">{waitingText(first)}</div>}
      </td>
      <td className="is-wide">
        {progress !== undefined && (
          <>
            <Meter done={progress.done} all={progress.all} />
            <div className="quiet small">{words.progress(progress.done, progress.all)}</div>
          </>
        )}
      </td>
      <td className="is-wide small">
        {remaining === undefined ? (
          <span className="quiet">{texts.unknown}</span>
        ) : (
          <>
            <div className="is-one-line">
              {limitText(remaining.time, durationText)}
              {remaining.whole && <span className="quiet">{words.whole}</span>}
            </div>
            <div className="quiet">{limitText(remaining.cost, mostText)}</div>
          </>
        )}
      </td>
      <td className="is-medium quiet small">
        <Ago at={started} />
      </td>
    </tr>
  );
}

interface RowProps {
  readonly of: RunSummary;
  readonly index: number;
  readonly isSelected: boolean;
  toggle(): void;
}

function Meter({ done, all }: { done: number; all: number }) {
  return (
    <div className="meter" aria-hidden="true">
      <span style={{ width: `${all === 0 ? 0 : (100 * done) / all}%` }} />
    </div>
  );
}
