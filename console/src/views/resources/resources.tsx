import { useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import type { ActiveRuns, Resources as Found } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { PoolCard } from "./pool-card.tsx";
import { poolStates } from "./pools.ts";
import "./resources.css";

const words = texts.resources;

/** Pools: who is there, who holds whom, who waits. */
export default function Resources({ place, session }: ViewProps) {
  const found = useRead<Found>("/resources");
  const active = useRead<ActiveRuns>("/status/active");
  const [act, intend] = useState<Act | undefined>();
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded of={found}>
        {(resources) => {
          const pools = poolStates(resources, active.value?.runs ?? []);
          if (pools.length === 0) return <Empty title={words.empty}>{words.emptyHint}</Empty>;
          return pools.map((pool) => (
            <PoolCard
              key={pool.name}
              pool={pool}
              mayAct={mayAs(session, "operator")}
              chosen={place.query.member}
              intend={intend}
            />
          ));
        }}
      </Loaded>
      {act !== undefined && (
        <ReasonDialog
          act={act}
          close={() => {
            intend(undefined);
            found.again();
          }}
        />
      )}
    </Page>
  );
}
