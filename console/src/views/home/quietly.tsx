import { RunStatus } from "../../parts/badge.tsx";
import { Ago } from "../../parts/moment.tsx";
import type { RunsPage, Status } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { shortId, shortName } from "../../words/names.ts";

const words = texts.home;
const statuses = ["running", "waiting", "failed", "completed"] as const;

/** How everything else is: counts as links, and the runs that were started last. */
export function Quietly({ status }: { status: Status }) {
  const latest = useRead<RunsPage>("/runs?limit=6");
  return (
    <div className="quietly">
      <section className="card" aria-labelledby="counts-title">
        <h2 id="counts-title">{words.counts}</h2>
        <ul className="counts">
          {statuses.map((name) => (
            <li key={name}>
              <a href={hrefOf(["runs"], { status: name })}>
                <span className="figure">{(status.runs[name] ?? 0).toLocaleString("en")}</span>
                <span>{texts.status[name]}</span>
              </a>
            </li>
          ))}
        </ul>
        {!status.armed && <p className="notice is-attention">{words.notArmed}</p>}
      </section>
      <section className="card" aria-labelledby="latest-title">
        <h2 id="latest-title">{words.latest}</h2>
        {latest.value?.runs.length === 0 && <p className="quiet">{texts.runs.emptyHint}</p>}
        <ul className="latest">
          {latest.value?.runs.map(({ run, entry, status: state, paused, started }) => (
            <li key={run}>
              <a href={hrefOf(["runs", run])}>
                {shortName(entry)} <span className="mono quiet small">{shortId(run)}</span>
              </a>
              <RunStatus status={paused ? "paused" : state} />
              <span className="small quiet">
                <Ago at={started} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
