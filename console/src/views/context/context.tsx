import { Icon } from "../../parts/icon.tsx";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import type { Known } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf, type Place } from "../../shell/place.ts";
import type { ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";
import "./context.css";
import { Confidence, KnownDetail, KnownValue } from "./detail.tsx";

const words = texts.context;

/** Signals and flags: their value, how sure that is, how old, and from where. */
export default function ContextView({ place }: ViewProps) {
  const loaded = useRead<{ readonly known: readonly Known[] }>(
    "/context",
    ({ channel }) => channel === "events",
  );
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded of={loaded}>
        {({ known }) => {
          if (known.length === 0) return <Empty title={words.empty}>{words.emptyHint}</Empty>;
          const chosen = known.find(({ name }) => name === place.query.name) ?? known[0];
          return (
            <div className="list-and-detail is-even">
              <KnownTable known={known} chosen={chosen} place={place} />
              {chosen !== undefined && <KnownDetail key={chosen.name} of={chosen} />}
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

function KnownTable({ known, chosen, place }: TableProps) {
  return (
    <section className="card">
      <table className="known">
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col">{words.columns.value}</th>
            <th scope="col" className="is-wide">
              {words.columns.confidence}
            </th>
            <th scope="col">{words.columns.age}</th>
          </tr>
        </thead>
        <tbody>
          {known.map((one) => (
            <tr key={one.name} className={one === chosen ? "is-selected" : undefined}>
              <td>
                <a
                  className="named"
                  href={hrefOf(place.path, { name: one.name })}
                  aria-current={one === chosen ? "true" : undefined}
                  title={one.name}
                >
                  <Icon name={one.kind === "flag" ? "flag" : "signals"} />
                  <span>{shortName(one.name)}</span>
                </a>
                {one.domain !== undefined && <div className="quiet small">{asWords(one.domain)}</div>}
              </td>
              <td>
                <KnownValue of={one} />
              </td>
              <td className="is-wide">
                <Confidence share={one.confidence} />
              </td>
              <td className="small quiet">
                {one.since === undefined ? words.neverHeard : <Ago at={one.since} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TableProps {
  readonly known: readonly Known[];
  readonly chosen: Known | undefined;
  readonly place: Place;
}
