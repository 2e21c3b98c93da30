import { Badge } from "../../parts/badge.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import type { PolicyDecision } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { shortId } from "../../words/names.ts";

const words = texts.programs.decided;
const shown = 12;

/** The decisions of policies and guardrails in the newest runs of a workflow. */
export function Decided({ workflow }: { workflow: string }) {
  const found = useRead<{ readonly decisions: readonly PolicyDecision[] }>(
    "/audit/policy?runs=50",
    ({ channel }) => channel === "workflow-status",
  );
  return (
    <section className="card stack-s" aria-labelledby="decided-title">
      <h2 id="decided-title">{words.title}</h2>
      <Loaded of={found}>
        {({ decisions }) => {
          const own = decisions.filter((one) => one.workflow === workflow).slice(0, shown);
          if (own.length === 0) return <p className="quiet">{words.empty}</p>;
          return (
            <ul className="stack-s">
              {own.map((one) => (
                <li key={`${one.run} ${one.seq} ${one.rule}`} className="row-between">
                  <span>
                    <Badge
                      tone={one.holds === true ? "done" : one.holds === false ? "wrong" : "attention"}
                      icon={one.holds === true ? "done" : one.holds === false ? "wrong" : "attention"}
                    >
                      {words.holds[String(one.holds) as keyof typeof words.holds]}
                    </Badge>{" "}
                    {one.rule}
                    {one.because !== undefined && <span className="quiet"> {one.because}</span>}
                  </span>
                  <span className="small quiet">
                    <a href={hrefOf(["runs", one.run], { step: one.step })}>{words.run(shortId(one.run))}</a>{" "}
                    <Ago at={one.at} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
