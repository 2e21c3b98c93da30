import type { Report } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { dayName } from "./period.ts";

const words = texts.reports;
const kinds = ["completed", "failed", "cancelled", "open"] as const;

/** Bars for each day, of its runs by their status. The figures are in its table too: a picture says nothing to everybody. */
export function DayBars({ days }: { days: Report["days"] }) {
  const most = Math.max(1, ...days.flatMap((day) => kinds.map((kind) => day[kind])));
  return (
    <table className="day-bars">
      <caption className="legend">
        <span className="visually-hidden">{words.byDay}</span>
        {kinds.map((kind) => (
          <span key={kind} className="legend-item" aria-hidden="true">
            <span className={`day-part is-${kind}`} />
            {words.kinds[kind]}
          </span>
        ))}
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{words.day}</th>
          {kinds.map((kind) => (
            <th key={kind} scope="col">
              {words.kinds[kind]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.from}>
            <th scope="row">{dayName(day.from)}</th>
            {kinds.map((kind) => (
              <td key={kind}>
                <span className={`day-part is-${kind}`} style={{ width: `${(100 * day[kind]) / most}%` }} />
                <span className={day[kind] === 0 ? "visually-hidden" : "figure small"}>{day[kind]}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
