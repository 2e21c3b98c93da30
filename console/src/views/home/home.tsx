import { useState } from "react";
import { type Intent, OrderDialog } from "../../orders/order-dialog.tsx";
import { Empty, Loaded, ProblemNotice } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import type { RunsPage, Status } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf } from "../../shell/place.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import type { Tasks } from "../inbox/types.ts";
import { needsOf } from "./needs.ts";
import "./home.css";
import { NeedItem } from "./need-item.tsx";
import { Quietly } from "./quietly.tsx";

const words = texts.home;
const shownMax = 20;

/** Everything that needs somebody, most urgent first, with its actions; below, the state of the rest. */
export default function Home({ session }: ViewProps) {
  const status = useRead<Status>("/status");
  const tasks = useRead<Tasks>(mayAs(session, "approver") ? `/tasks?limit=${shownMax}` : undefined);
  const runs = useRead<RunsPage>(`/runs?attention=true&limit=${shownMax}`);
  const [intent, intend] = useState<Intent | undefined>();
  const needs = needsOf(runs.value?.runs ?? [], tasks.value?.tasks ?? []);
  const total = (runs.value?.total ?? 0) + (tasks.value?.total ?? 0);
  return (
    <Page title={words.title} lead={runs.value === undefined ? undefined : words.lead(total)}>
      {tasks.problem !== undefined && <ProblemNotice problem={tasks.problem} again={tasks.again} />}
      <Loaded of={runs}>
        {() =>
          needs.length === 0 ? (
            <section className="card">
              <Empty title={words.calm}>{words.calmHint}</Empty>
            </section>
          ) : (
            <ul className="needs" aria-label={words.needs}>
              {needs.map((need) => (
                <li key={need.key}>
                  <NeedItem need={need} session={session} intend={intend} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {total > needs.length && <a href={hrefOf(["inbox"])}>{words.more(total - needs.length)}</a>}
      <Loaded of={status}>{(value) => <Quietly status={value} />}</Loaded>
      {intent !== undefined && <OrderDialog intent={intent} close={() => intend(undefined)} />}
    </Page>
  );
}
