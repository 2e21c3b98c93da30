import { WideTable } from "../../parts/wide-table.tsx";
import "./nodes.css";
import { useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Badge, type Tone } from "../../parts/badge.tsx";
import type { IconName } from "../../parts/icon.tsx";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import type { Node, Nodes, Workers } from "../../server/types.ts";
import { useEvery, useRead } from "../../server/use-read.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { WorkerCard } from "./worker.tsx";

const words = texts.machines;
/** The journal has no heartbeats, so no live channel reports them, ms. */
const lookAgain = 5_000;

/** The nodes that share the journal, and the workers elsewhere. */
export default function NodesView({ session }: ViewProps) {
  const seesAll = session.plans === undefined;
  const maySeeNodes = seesAll && mayAs(session, "operator");
  const nodes = useRead<Nodes>(maySeeNodes ? "/nodes" : undefined);
  const workers = useRead<Workers>(seesAll ? "/workers" : undefined);
  const [act, intend] = useState<Act | undefined>();
  useEvery(lookAgain, nodes, workers);
  return (
    <Page title={words.title} lead={words.lead}>
      <section className="card stack" aria-labelledby="workers-title">
        <h2 id="workers-title">{words.workers}</h2>
        {seesAll ? (
          <Loaded of={workers}>
            {(found) => (
              <WorkerList of={found} {...(mayAs(session, "operator") && seesAll ? { intend } : {})} />
            )}
          </Loaded>
        ) : (
          <p className="quiet">{words.notAll}</p>
        )}
      </section>
      <section className="card stack" aria-labelledby="nodes-title">
        <h2 id="nodes-title">{words.nodes}</h2>
        {maySeeNodes ? (
          <Loaded of={nodes}>{(found) => <NodeTable of={found} />}</Loaded>
        ) : (
          <p className="quiet">{words.onlyOperators}</p>
        )}
      </section>
      {act !== undefined && (
        <ReasonDialog
          act={act}
          close={() => {
            intend(undefined);
            workers.again();
          }}
        />
      )}
    </Page>
  );
}

function WorkerList({ of: { pools, workers }, intend }: { of: Workers; intend?: (act: Act) => void }) {
  if (pools.length === 0 && workers.length === 0)
    return <Empty title={words.noPools}>{words.noPoolsHint}</Empty>;
  if (workers.length === 0)
    return <Empty title={words.noWorkers}>{words.noWorkersHint(pools.join(", "))}</Empty>;
  return (
    <ul className="workers">
      {workers.map((one) => (
        <WorkerCard key={one.worker} worker={one} {...(intend === undefined ? {} : { intend })} />
      ))}
    </ul>
  );
}

const looks: Readonly<Record<Node["role"], readonly [Tone, IconName]>> = {
  leader: ["done", "done"],
  standby: ["quiet", "waiting"],
  gone: ["attention", "attention"],
};

function NodeTable({ of: { nodes, epoch, promise } }: { of: Nodes }) {
  if (nodes.length === 0) return <p className="quiet">{words.alone}</p>;
  const columns = words.nodeColumns;
  return (
    <>
      <WideTable label={words.nodes}>
        <thead>
          <tr>
            <th scope="col">{columns.node}</th>
            <th scope="col">{columns.role}</th>
            <th scope="col">{columns.seen}</th>
            <th scope="col">{columns.address}</th>
            <th scope="col">{columns.version}</th>
            <th scope="col">{columns.joined}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ id, shown, role, seen, address, version, joined }) => (
            <tr key={id}>
              <th scope="row" title={id}>
                {shown}
              </th>
              <td>
                <Badge tone={looks[role][0]} icon={looks[role][1]}>
                  {words.roles[role]}
                </Badge>
              </td>
              <td>
                <Ago at={seen} />
              </td>
              <td className="mono small">{address ?? texts.unknown}</td>
              <td>{version ?? texts.unknown}</td>
              <td>
                <Ago at={joined} />
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      <p className="quiet small">
        {epoch !== undefined && words.epoch(epoch)} {promise !== undefined && words.promise(promise)}
      </p>
    </>
  );
}
