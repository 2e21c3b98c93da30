import { useLongRows } from "../../parts/long-rows.ts";
import { Clock } from "../../parts/moment.tsx";
import type { TimelineEntry } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { plainly } from "../../words/plainly.ts";
import { durationText } from "../../words/time.ts";
import { textOf } from "./scrubber.tsx";

const words = texts.run.history;

/** Everything that happened, in order; each goes to the moment after it. */
export function History({ entries, at, scrub }: HistoryProps) {
  const { scroller, rows, before, after, measure } = useLongRows({
    count: entries.length,
    rowHeight: 30,
    keyOf: (index) => index,
  });
  return (
    <section className="card" aria-labelledby="history-title">
      <h2 id="history-title">{words.title}</h2>
      {entries.length === 0 ? (
        <p className="quiet">{words.empty}</p>
      ) : (
        <ol ref={scroller} className="history" style={{ paddingTop: before, paddingBottom: after }}>
          {rows.map((index) => {
            const entry = entries[index];
            return (
              entry && (
                <li
                  key={index}
                  ref={measure}
                  data-index={index}
                  aria-posinset={index + 1}
                  aria-setsize={entries.length}
                >
                  <Entry entry={entry} isHere={entry.seq !== undefined && entry.seq === at} scrub={scrub} />
                </li>
              )
            );
          })}
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

function Entry({ entry, isHere, scrub }: EntryProps) {
  const { seq, at, failure, duration } = entry;
  return (
    <button
      type="button"
      aria-current={isHere ? "true" : undefined}
      disabled={seq === undefined}
      onClick={() => scrub(seq)}
    >
      <span className="quiet small">{at === undefined ? "" : <Clock at={at} />}</span>
      <span>
        {textOf(entry)}
        {failure !== undefined && <span className="history-fault"> {plainly(failure.message)}</span>}
      </span>
      <span className="quiet small figure">{duration === undefined ? "" : durationText(duration)}</span>
    </button>
  );
}

interface EntryProps {
  readonly entry: TimelineEntry;
  readonly isHere: boolean;
  scrub(at: number | undefined): void;
}
