import { WideTable } from "../../parts/wide-table.tsx";
import type { Report } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { spentText } from "../../words/money.ts";
import { asWords } from "../../words/names.ts";
import { durationText } from "../../words/time.ts";

const words = texts.reports;

/** Everything that the runs called, with the share that failed drawn beside its figure. */
export function ByAction({ actions }: { actions: Report["actions"] }) {
  if (actions.length === 0) return null;
  return (
    <section className="card">
      <h2>{words.byAction}</h2>
      <WideTable label={words.byAction} className="by-workflow">
        <thead>
          <tr>
            <th scope="col">{words.actionColumns.name}</th>
            <th scope="col">{words.actionColumns.calls}</th>
            <th scope="col">{words.actionColumns.failed}</th>
            <th scope="col">{words.actionColumns.median}</th>
            <th scope="col">{words.actionColumns.cost}</th>
            <th scope="col">{words.actionColumns.retries}</th>
            <th scope="col">{words.actionColumns.undone}</th>
          </tr>
        </thead>
        <tbody>
          {actions.map((one) => (
            <tr key={one.name}>
              <th scope="row" title={one.name}>
                {asWords(one.name)} <span className="quiet small">{one.kind}</span>
              </th>
              <td>{one.calls.toLocaleString("en")}</td>
              <td>
                <span className="failed-share" aria-hidden="true">
                  <span style={{ width: `${(100 * one.failed) / Math.max(1, one.calls)}%` }} />
                </span>{" "}
                {one.failed.toLocaleString("en")}
              </td>
              <td>{one.median === undefined ? texts.unknown : durationText(one.median)}</td>
              <td>{spentText(one.cost)}</td>
              <td>{one.retries.toLocaleString("en")}</td>
              <td>{one.undone.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  );
}
