import { StepPlot } from "../../parts/step-plot.tsx";
import type { UtilizationHistory } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { asWords } from "../../words/names.ts";

const words = texts.resources.over;

/** How many members of a pool were held at once, over the last hours. */
export function Utilization({ pool, hours }: { pool: UtilizationHistory["pools"][number]; hours: number }) {
  const { name, points, mean, members } = pool;
  const most = Math.max(0, ...points.map(({ held }) => held));
  const share = members === 0 ? undefined : texts.events.percent(mean / members);
  return (
    <section className="stack-s" aria-label={words.title(asWords(name))}>
      <p className="small">
        <span className="quiet">{words.held(words.last(hours))}</span> {words.figures(most, share)}
      </p>
      {most > 0 && (
        <StepPlot
          label={`${words.title(asWords(name))}, ${words.last(hours)}: ${words.figures(most, share)}`}
          series={[{ name: words.line, points: points.map(({ at, held }) => ({ at, value: held })) }]}
          ticks={[0, most]}
          text={String}
        />
      )}
    </section>
  );
}
