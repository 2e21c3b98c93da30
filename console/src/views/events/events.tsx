import { Empty, ProblemNotice } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import type { Place } from "../../shell/place.ts";
import type { ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { EventDetail } from "./detail.tsx";
import "./events.css";
import { Filters } from "./filters.tsx";
import { EventList } from "./list.tsx";
import { useEvents } from "./use-events.ts";

const words = texts.events;
const filters = ["name", "source", "kind", "category", "priority", "workflow"] as const;

/** Everything that came in, and what became of it: the list at the left, the chosen event at the right. */
export default function Events({ place }: ViewProps) {
  const { known, problem, more, again } = useEvents(filterOf(place));
  const chosen = known?.events.find(({ seq }) => String(seq) === place.query.event);
  return (
    <Page title={words.title} lead={words.lead}>
      <Filters place={place} />
      {problem !== undefined && <ProblemNotice problem={problem} again={again} />}
      {known === undefined && problem === undefined && (
        <p className="loading" role="status">
          {texts.loading}
        </p>
      )}
      {known !== undefined && known.events.length === 0 && (
        <Empty title={words.empty}>{words.emptyHint}</Empty>
      )}
      {known !== undefined && known.events.length > 0 && (
        <div className="list-and-detail">
          <EventList events={known.events} place={place} more={more} />
          <EventDetail event={chosen} place={place} />
        </div>
      )}
    </Page>
  );
}

function filterOf({ query }: Place): string {
  const given = filters.flatMap((name) => (query[name] ? [[name, query[name]]] : []));
  return new URLSearchParams(given).toString();
}
