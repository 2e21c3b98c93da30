import "./installation.css";
import { Page } from "../../parts/page.tsx";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { ClosuresCard } from "./closures.tsx";
import { DecisionsCard } from "./decisions.tsx";
import { SettingsCard } from "./settings.tsx";

const words = texts.installation;

/** The installation as a whole: whether runs begin, the settings, and who decided what. */
export default function InstallationView({ session }: ViewProps) {
  const isOperator = mayAs(session, "operator");
  const seesAll = session.plans === undefined;
  return (
    <Page title={words.title} lead={words.lead}>
      <ClosuresCard mayAct={isOperator} />
      <SettingsCard mayAct={isOperator && seesAll} />
      <DecisionsCard maySee={isOperator && seesAll} />
    </Page>
  );
}
