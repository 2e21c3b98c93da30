import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { useRead } from "../../server/use-read.ts";
import { texts } from "../../texts.ts";

/** The state of the whole. */
export default function Home() {
  const status = useRead<{ readonly runs: Readonly<Record<string, number>> }>("/status");
  return (
    <Page title={texts.home.title}>
      <Loaded of={status}>
        {({ runs }) => (
          <dl className="facts card">
            {Object.entries(runs).map(([name, count]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{count}</dd>
              </div>
            ))}
          </dl>
        )}
      </Loaded>
    </Page>
  );
}
