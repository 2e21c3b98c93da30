import { useState } from "react";
import { type Intent, OrderDialog, type Word } from "../../orders/order-dialog.tsx";
import { Empty, ProblemNotice } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { RunView } from "../run/run.tsx";
import { Filters } from "./filters.tsx";
import { RunList } from "./list.tsx";
import "./runs.css";
import { useRuns } from "./use-runs.ts";

const words = texts.runs;
const bulkMax = 200;
const bulkOrders: readonly Word[] = ["pause", "unpause", "cancel"];

export default function Runs(props: ViewProps) {
  const [, run] = props.place.path;
  return run === undefined ? <Monitor {...props} /> : <RunView key={run} {...props} run={run} />;
}

/** All runs: counts, a live list, orders for many. */
function Monitor({ place, session }: ViewProps) {
  const { status = "", workflow = "" } = place.query;
  const filter = new URLSearchParams(
    Object.entries({ status, workflow }).filter(([, value]) => value !== ""),
  ).toString();
  const { known, problem, more, again } = useRuns(filter);
  const [selected, select] = useState<readonly string[]>([]);
  const [intent, intend] = useState<Intent | undefined>();
  const isOperator = mayAs(session, "operator");

  return (
    <Page title={words.title} lead={known === undefined ? texts.loading : words.lead(known.total)}>
      <Filters place={place} />
      {problem !== undefined && <ProblemNotice problem={problem} again={again} />}
      {selected.length > 0 && (
        <div className="bulk-bar row no-print" role="status">
          <strong>{words.selected(selected.length)}</strong>
          {bulkOrders.map((order) => (
            <button
              key={order}
              type="button"
              className="button is-small"
              disabled={!isOperator || selected.length > bulkMax}
              title={isOperator ? undefined : texts.needsRole("operator")}
              onClick={() => intend({ order, runs: selected })}
            >
              {texts.orders.words[order]} …
            </button>
          ))}
          <button type="button" className="button is-small is-plain" onClick={() => select([])}>
            {words.clear}
          </button>
          {selected.length > bulkMax && <span className="small">{words.most(bulkMax)}</span>}
        </div>
      )}
      {known !== undefined && known.runs.length === 0 && <Empty title={words.empty}>{words.emptyHint}</Empty>}
      {known !== undefined && known.runs.length > 0 && (
        <RunList
          runs={known.runs}
          total={known.total}
          more={more}
          selected={new Set(selected)}
          select={select}
        />
      )}
      {intent !== undefined && <OrderDialog intent={intent} close={() => intend(undefined)} />}
    </Page>
  );
}
