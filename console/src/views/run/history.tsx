import { Clock } from "../../parts/moment.tsx";
import type { TimelineEntry } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { durationText } from "../../words/time.ts";
import { textOf } from "./scrubber.tsx";

const words = texts.run.history;

/** Everything that happened, in order; each goes to the moment after it. */
export function History({ entries, at, scrub }: HistoryProps) {
  return (
    <section className="card" aria-labelledby="history-title">
      <h2 id="history-title">{words.title}</h2>
      {entries.length === 0 ? (
        <p className="quiet">{words.empty}</p>
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
