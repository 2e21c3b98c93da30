import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import "./inbox.css";
import type { Tasks } from "../../server/types.ts";
import { TaskDetail } from "./task-detail.tsx";
import { TaskItem } from "./task-item.tsx";

const words = texts.inbox;

/** The questions that wait for people, over all runs: the list at the left, the chosen one at the right. */
export default function Inbox({ place, session }: ViewProps) {
  const { query } = place;
  const isMine = query.mine === "yes";
  const asked = new URLSearchParams({
    ...(isMine ? { mine: "true" } : {}),
    ...(query.run ? { run: query.run } : {}),
    limit: "200",
  });
  const mayRead = mayAs(session, "approver");
  const tasks = useRead<Tasks>(mayRead ? `/tasks?${asked}` : undefined);
  if (!mayRead)
    return (
      <Page title={words.title}>
        <Empty title={texts.needsRole("approver")} />
      </Page>
    );
  return (
    <Page title={words.title} lead={tasks.value === undefined ? undefined : words.lead(tasks.value.total)}>
      <div className="row">
        <label className="row">
          <input
            type="checkbox"
            checked={isMine}
            onChange={({ target }) => amend(place, { mine: target.checked ? "yes" : undefined })}
          />
          {words.mine}
        </label>
        {query.run !== undefined && <a href={hrefOf(["inbox"])}>{words.allRuns}</a>}
      </div>
      <Loaded of={tasks}>
        {(found) => <ListAndDetail found={found} place={place} session={session} again={tasks.again} />}
      </Loaded>
    </Page>
  );
}

function ListAndDetail({ found: { tasks }, place, session, again }: ListProps) {
  const { query } = place;
  // A task that was answered just now stays on the page, with what became of it.
  const wanted = query.task;
  const task = tasks.find((one) => one.task === wanted) ?? (wanted === undefined ? tasks[0] : undefined);
  if (tasks.length === 0 && wanted === undefined) return <Empty title={words.empty}>{words.emptyHint}</Empty>;
  return (
    <div className={`inbox${wanted === undefined ? "" : " has-chosen"}`}>
      <ul className="task-list" aria-label={words.list}>
        {tasks.map((one) => (
          <li key={one.task}>
            <TaskItem
              task={one}
              isCurrent={one === task}
              href={hrefOf(["inbox"], { ...query, task: one.task })}
            />
          </li>
        ))}
      </ul>
      <div className="task-place">
        {wanted !== undefined && (
          <a className="inbox-back" href={hrefOf(["inbox"], { ...query, task: undefined })}>
            {words.back}
          </a>
        )}
        <TaskDetail
          key={task?.task ?? wanted}
          task={task}
          name={wanted ?? task?.task}
          session={session}
          again={again}
          place={place}
        />
      </div>
    </div>
  );
}

interface ListProps {
  readonly found: Tasks;
  readonly place: Place;
  readonly session: ViewProps["session"];
  again(): void;
}
