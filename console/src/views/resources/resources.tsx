import "./resources.css";
import { type ReactNode, useId, useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Badge, type Tone } from "../../parts/badge.tsx";
import type { IconName } from "../../parts/icon.tsx";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Ago, Clock, Since } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ValueText } from "../../parts/value.tsx";
import { WideTable } from "../../parts/wide-table.tsx";
import type {
  ActiveRuns,
  Resources as Found,
  Member,
  Pool,
  RunSummary,
  UtilizationHistory,
  Waiting,
} from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf } from "../../shell/place.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { asWords, givenName, shortId, shortName } from "../../words/names.ts";
import { PoolMap } from "./pool-map.tsx";
import { Utilization } from "./utilization.tsx";

const words = texts.resources;
/** Members that a card lists at first. */
const shownFirst = 50;

function PoolCard({ pool, mayAct, chosen, intend, children }: CardProps) {
  const id = useId();
  const [isAll, showAll] = useState(false);
  const { name, all, held, free, waiting, capacity } = pool;
  const members = membersInOrder(all);
  const shown = isAll ? members : members.slice(0, shownFirst);
  return (
    <section className={`card stack${waiting > 0 && free === 0 ? " is-attention" : ""}`} aria-labelledby={id}>
      <div className="row-between">
        <h2 id={id} title={name}>
          {asWords(name)}
        </h2>
        <p className="quiet">{words.counts(all.length, held, free, capacity)}</p>
      </div>
      <Share pool={pool} />
      <Waiters pool={pool} />
      {children}
      {all.length === 0 ? (
        <p className="quiet">{words.noMembers}</p>
      ) : (
        <WideTable label={words.members(asWords(name))} className="members">
          <thead>
            <tr>
              <th scope="col">{words.columns.member}</th>
              <th scope="col">{words.columns.health}</th>
              <th scope="col">{words.columns.holder}</th>
              <th scope="col" className="is-wide">
                {words.columns.fields}
              </th>
              <th scope="col" className="is-wide">
                {words.columns.heard}
              </th>
              <th scope="col">
                <span className="visually-hidden">{words.columns.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                isAside={pool.aside?.includes(member.id) === true}
                isChosen={chosen === member.resource}
                mayAct={mayAct}
                intend={intend}
              />
            ))}
          </tbody>
        </WideTable>
      )}
      {members.length > shown.length && (
        <div>
          <button type="button" className="button is-small" onClick={() => showAll(true)}>
            {words.showAll(members.length)}
          </button>
        </div>
      )}
    </section>
  );
}

interface CardProps {
  readonly pool: PoolState;
  readonly mayAct: boolean;
  readonly chosen: string | undefined;
  intend(act: Act): void;
  readonly children: ReactNode;
}

/** Held, free and out of use beside each other. The figures stand above it. */
function Share({ pool: { all, held, free } }: { pool: PoolState }) {
  const part = (count: number): string => `${all.length === 0 ? 0 : (100 * count) / all.length}%`;
  return (
    <div className="pool-share" aria-hidden="true">
      <span className="is-held" style={{ width: part(held) }} />
      <span className="is-free" style={{ width: part(free) }} />
    </div>
  );
}

function Waiters({ pool: { waiters, waiting, name } }: { pool: PoolState }) {
  if (waiting === 0 && waiters.length === 0) return null;
  return (
    <div className="notice is-attention stack-s">
      <strong>{words.waiting(Math.max(waiting, waiters.length), asWords(name))}</strong>
      <ul className="stack-s">
        {waiters.map(({ run, waiting: { step, why } }) => (
          <li key={`${run.run} ${step}`}>
            <a href={hrefOf(["runs", run.run], { step })}>
              {words.waiter(shortName(run.entry), shortId(run.run))}
            </a>{" "}
            {givenName(step) !== undefined && words.atStep(step)}
            {why !== undefined && <span className="quiet"> {why}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function MemberRow({ member, isAside, isChosen, mayAct, intend }: RowProps) {
  const { resource, pool, id, health, holder, fields, heard } = member;
  const isFree = health === "ready" && holder === undefined;
  const allocate: Act = {
    title: words.takeTitle(id),
    means: words.takeMeans,
    word: words.take,
    path: "/resources/allocate",
    body: { pool, member: id },
  };
  const release: Act = {
    title: words.giveTitle(id),
    means: words.giveMeans,
    word: words.give,
    path: `/resources/${encodeURIComponent(resource)}/release`,
    body: {},
  };
  return (
    <tr className={isChosen ? "is-selected" : undefined}>
      <th scope="row" className="mono">
        {id}
      </th>
      <td>
        <Health health={isAside ? "aside" : health} />
      </td>
      <td className="is-held">
        {holder === undefined ? (
          <span className="quiet">{isFree ? words.free : texts.unknown}</span>
        ) : (
          <>
            <a href={hrefOf(["runs", holder.run])}>{words.run(shortId(holder.run))}</a>
            <div className="quiet small">
              {words.since} <Since at={holder.since} />
              {holder.until !== undefined && (
                <>
                  , {words.until} <Clock at={holder.until} />
                </>
              )}
            </div>
          </>
        )}
      </td>
      <td className="small is-wide">
        <ValueText value={fields} />
      </td>
      <td className="small quiet is-wide">{heard === undefined ? texts.unknown : <Ago at={heard} />}</td>
      <td className="is-actions">
        {mayAct && isFree && (
          <button type="button" className="button is-small" onClick={() => intend(allocate)}>
            {words.take} …<span className="visually-hidden"> {id}</span>
          </button>
        )}
        {mayAct && health === "maintenance" && (
          <button type="button" className="button is-small" onClick={() => intend(release)}>
            {words.give} …<span className="visually-hidden"> {id}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

interface RowProps {
  readonly member: Member;
  /** It reports that it is ready, and is given to nobody for a while. */
  readonly isAside: boolean;
  readonly isChosen: boolean;
  readonly mayAct: boolean;
  intend(act: Act): void;
}

const looks: Readonly<Record<string, readonly [Tone, IconName]>> = {
  ready: ["done", "done"],
  degraded: ["attention", "attention"],
  maintenance: ["quiet", "paused"],
  quarantined: ["attention", "attention"],
  aside: ["attention", "waiting"],
  lost: ["wrong", "wrong"],
};

function Health({ health }: { health: string }) {
  const [tone, icon] = looks[health] ?? (["quiet", "waiting"] as const);
  return (
    <Badge tone={tone} icon={icon}>
      {words.health[health as keyof typeof words.health] ?? health}
    </Badge>
  );
}

/** Hours. */
const lengths = [1, 24, 168] as const;

/** Pools: who is there, who holds whom, who waits. */
export default function Resources({ place, session }: ViewProps) {
  const loaded = useRead<Found>("/resources");
  const active = useRead<ActiveRuns>("/status/active");
  const hours = lengths.find((one) => String(one) === place.query.hours) ?? 24;
  const over = useRead<UtilizationHistory>(`/resources/history?hours=${hours}`);
  const [act, intend] = useState<Act | undefined>();
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <label className="row small">
          {words.over.period}
          <select
            className="is-narrow"
            value={hours}
            onChange={({ target }) => amend(place, { hours: target.value })}
          >
            {lengths.map((one) => (
              <option key={one} value={one}>
                {words.over.last(one)}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <Loaded of={loaded}>
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
            >
              <PoolMap
                name={asWords(pool.name)}
                members={pool.all}
                chosen={place.query.member}
                place={place}
              />
              {over.value?.pools
                .filter(({ name }) => name === pool.name)
                .map((one) => (
                  <Utilization key={one.name} pool={one} hours={hours} />
                ))}
            </PoolCard>
          ));
        }}
      </Loaded>
      {act !== undefined && (
        <ReasonDialog
          act={act}
          close={() => {
            intend(undefined);
            loaded.again();
          }}
        />
      )}
    </Page>
  );
}

/** A pool with its members, and the runs that wait for one of them. */
interface PoolState extends Pool {
  readonly all: readonly Member[];
  readonly free: number;
  readonly waiters: readonly Waiter[];
}

interface Waiter {
  readonly run: RunSummary;
  readonly waiting: Waiting;
}

/** Pools in the program's order. A member that is set aside, held or not ready is not free. */
export function poolStates(
  { pools, members }: { readonly pools: readonly Pool[]; readonly members: readonly Member[] },
  runs: readonly RunSummary[],
): readonly PoolState[] {
  return pools.map((pool) => {
    const all = members.filter((member) => member.pool === pool.name);
    const ready = (pool.members.ready ?? 0) - (pool.aside?.length ?? 0);
    const open = Math.min(ready, pool.capacity ?? ready) - pool.held;
    const waiters = runs.flatMap((run) =>
      run.waiting
        .filter((waiting) => waiting.for === "resource" && waiting.pool === pool.name)
        .map((waiting) => ({ run, waiting })),
    );
    return { ...pool, all, free: Math.max(0, open), waiters };
  });
}

/** Trouble first, then what is held, then the rest by its id. */
export function membersInOrder(members: readonly Member[]): readonly Member[] {
  const rank = ({ health, holder }: Member): number =>
    health !== "ready" && health !== "maintenance" ? 0 : holder !== undefined ? 1 : 2;
  return members.toSorted(
    (one, other) => rank(one) - rank(other) || one.id.localeCompare(other.id, "en", { numeric: true }),
  );
}
