import type { Intent, Word } from "../../orders/order-dialog.tsx";
import type { Run } from "../../server/types.ts";
import { mayAs, type Session } from "../../shell/session.ts";
import { texts } from "../../texts.ts";

/** The orders for the whole of a run; each opens its forecast. */
export function Actions({ run, session, intend }: ActionsProps) {
  const isOpen = ["running", "waiting", "attention"].includes(run.status);
  if (!isOpen) return null;
  const mayOrder = mayAs(session, "operator");
  const words: readonly Word[] = [run.paused ? "unpause" : "pause", "cancel"];
  return words.map((order) => (
    <button
      key={order}
      type="button"
      className={`button${order === "cancel" ? " is-danger" : ""}`}
      disabled={!mayOrder}
      title={mayOrder ? undefined : texts.needsRole("operator")}
      onClick={() => intend({ order, runs: [run.run] })}
    >
      {texts.orders.words[order]} …
    </button>
  ));
}

interface ActionsProps {
  readonly run: Run;
  readonly session: Session;
  intend(intent: Intent): void;
}
