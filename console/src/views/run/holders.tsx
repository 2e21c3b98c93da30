import { Clock } from "../../parts/moment.tsx";
import type { Member, Resources } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";

const words = texts.run.holders;

/** So many members are named; those that come free first come first. */
const namedMax = 6;

/**
 * Why a run gets no member of a pool: who holds each, and which cannot be given out. `why` is said where that is not all
 * of it: of other pools that the step may take from, and of workers.
 */
export function Holders({ pool, run, why }: HoldersProps) {
  const loaded = useRead<Resources>("/resources");
  if (loaded.value === undefined) return null;
  const members = inOrder(loaded.value.members.filter((one) => one.pool === pool));
  const aside = loaded.value.pools.find(({ name }) => name === pool)?.aside ?? [];
  const isSaid = why === undefined || (!why.includes("; ") && members.every(({ holder }) => holder));
  const reason = !isSaid && <p className="small quiet">{words.why(why)}</p>;
  if (members.length === 0) return reason || <p className="small quiet">{words.nobody}</p>;
  return (
    <>
      {reason}
      <ul className="small quiet" aria-label={words.title(shortName(pool))}>
        {members.slice(0, namedMax).map((member) => (
          <li key={member.id}>
            <Reason member={member} run={run} isAside={aside.includes(member.id)} />
          </li>
        ))}
        {members.length > namedMax && <li>{words.more(members.length - namedMax)}</li>}
      </ul>
    </>
  );
}

interface HoldersProps {
  readonly pool: string;
  readonly run: string;
  readonly why: string | undefined;
}

function Reason({ member: { id, health, holder }, run, isAside }: ReasonProps) {
  if (holder !== undefined)
    return (
      <>
        {words.held(id)}{" "}
        {holder.run === run ? (
          words.itself
        ) : (
          <a href={hrefOf(["runs", holder.run])}>{words.run(holder.run.slice(0, 6))}</a>
        )}
        {holder.until !== undefined && (
          <>
            {" "}
            {words.until} <Clock at={holder.until} />
          </>
        )}
      </>
    );
  if (health !== "ready") return words.health(id, health);
  return isAside ? words.aside(id) : words.unsuited(id);
}

interface ReasonProps {
  readonly member: Member;
  readonly run: string;
  readonly isAside: boolean;
}

/** Held ones by when their hold ends, then the others. */
function inOrder(members: readonly Member[]): readonly Member[] {
  const end = ({ holder }: Member): number =>
    holder === undefined ? Number.POSITIVE_INFINITY : (holder.until ?? Number.MAX_SAFE_INTEGER);
  return members.toSorted((a, b) => end(a) - end(b) || a.id.localeCompare(b.id));
}
