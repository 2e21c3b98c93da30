import { Icon } from "../parts/icon.tsx";
import type { Forecast, Left } from "../server/types.ts";
import { texts } from "../texts.ts";
import { isFree, limitText, mostText } from "../words/money.ts";
import { asWords } from "../words/names.ts";
import { durationText } from "../words/time.ts";
import { leftBy } from "./bulk.ts";

const words = texts.forecast;

/** The consequences of something before it is done: what is undone, what stays, what nobody can be sure of. */
export function ForecastList({ of }: { of: Forecast }) {
  const { undone, doubtful, begins, ends, remaining, partial } = of;
  return (
    <ul className="forecast">
      {begins.map(({ step, capability }) => (
        <li key={step}>
          <Icon name="running" />
          <span>{words.begins(asWords(capability), step)}</span>
        </li>
      ))}
      {undone.map(({ step, capability, cost, time }) => (
        <li key={`undo ${step}`}>
          <Icon name="undo" />
          <span>
            {words.undone(asWords(capability), step)}{" "}
            <span className="quiet small">
              {words.atMost(boundsText(limitText(time, durationText), cost))}
            </span>
          </span>
        </li>
      ))}
      <LeftItems lefts={leftBy(of)} text={words.stays} />
      <LeftItems lefts={doubtful} text={words.doubtful} />
      {ends !== undefined && (
        <li>
          <Icon name={ends.status === "completed" ? "done" : "cancelled"} />
          <span>
            {words.ends(texts.status[ends.status as keyof typeof texts.status] ?? ends.status)}
            {ends.failure !== undefined && <span className="quiet"> {ends.failure.message}</span>}
          </span>
        </li>
      )}
      {remaining !== undefined && (
        <li>
          <Icon name="waiting" />
          <span>
            {words.remaining(
              limitText(remaining.time, durationText),
              limitText(remaining.cost, mostText),
              remaining.whole,
            )}
          </span>
        </li>
      )}
      {partial && (
        <li className="quiet">
          <Icon name="attention" />
          <span>{words.partial}</span>
        </li>
      )}
    </ul>
  );
}

/** A cost of nothing is not worth a word. */
function boundsText(time: string, cost: Forecast["undone"][number]["cost"]): string {
  return isFree(cost) ? time : words.timeAndCost(time, limitText(cost, mostText));
}

function LeftItems({ lefts, text }: LeftProps) {
  return lefts.map(({ step, capability, why }) => (
    <li key={`${step} ${why}`} className="is-loud">
      <Icon name="attention" />
      <span>{text(asWords(capability), step, why)}</span>
    </li>
  ));
}

interface LeftProps {
  readonly lefts: readonly Left[];
  text(capability: string, step: string, why: string): string;
}
