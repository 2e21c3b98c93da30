import type { Limit } from "@orchlang/plan";
import type { Run, Workflow } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { texts } from "../../texts.ts";
import { limitText, moneysText, moneyText, shareOf } from "../../words/money.ts";
import { durationText } from "../../words/time.ts";

const words = texts.run.figures;

/** Progress, time and money: spent, at most left, and the bound of the whole. */
export function Figures({ run, workflow }: { run: Run; workflow: string }) {
  const { value } = useRead<Workflow>(`/workflows/${encodeURIComponent(workflow)}`, () => false);
  const bounds = value?.plan === run.plan ? value.bounds : undefined;
  const { progress, remaining, spent } = run;
  const share = bounds === undefined ? undefined : shareOf(spent.cost, bounds.cost.worst);
  return (
    <div className="figures">
      {progress !== undefined && (
        <div className="card">
          <p className="small quiet">{words.progress}</p>
          <p>
            <strong>{words.of(progress.done, progress.all)}</strong> {words.steps}
          </p>
          <Bar share={progress.all === 0 ? 0 : progress.done / progress.all} />
        </div>
      )}
      <div className="card">
        <p className="small quiet">{words.timeLeft}</p>
        <p>
          {remaining === undefined ? (
            <span className="quiet">{words.over}</span>
          ) : (
            <Bound limit={remaining.time} text={durationText} />
          )}
        </p>
        {remaining !== undefined && (
          <p className="quiet small">{words.compensated(limitText(remaining.compensated, durationText))}</p>
        )}
      </div>
      <div className="card">
        <p className="small quiet">{words.spent}</p>
        <p>
          <strong>{moneysText(spent.cost)}</strong>
          {bounds !== undefined && (
            <span className="quiet"> {words.ofAtMost(limitText(bounds.cost.worst, moneyText))}</span>
          )}
        </p>
        {share !== undefined && <Bar share={share} />}
        {remaining !== undefined && (
          <p className="quiet small">{words.costLeft(limitText(remaining.cost, moneyText))}</p>
        )}
      </div>
    </div>
  );
}

function Bound<T>({ limit, text }: { limit: Limit<T>; text: (value: T) => string }) {
  if ("value" in limit) return <strong>{words.atMost(text(limit.value))}</strong>;
  return (
    <>
      <strong>{texts.noBound}</strong> <span className="quiet small">{limit.unbounded}</span>
    </>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <div className="meter" aria-hidden="true">
      <span style={{ width: `${100 * share}%` }} />
    </div>
  );
}
