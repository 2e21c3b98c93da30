import type { Intent } from "../../orders/order-dialog.tsx";
import type { Waiting } from "../../server/types.ts";
import { texts } from "../../texts.ts";

const words = texts.run;

/** The orders that the run would take now. */
export function Ways({
  waiting,
  run,
  intend,
}: {
  waiting: Waiting;
  run: string;
  intend: (intent: Intent) => void;
}) {
  return (waiting.orders ?? []).flatMap(({ order, step = waiting.step }) => {
    const way = ways[order];
    if (way === undefined) return [];
    const { label, intent } = way;
    return (
      <Way key={`${order} ${step}`} label={label} intent={{ ...intent, runs: [run], step }} intend={intend} />
    );
  });
}

/** Each open order as the API takes it. A doubt is resolved in one of three ways. */
const ways: Readonly<
  Record<string, { readonly label: string; readonly intent: Omit<Intent, "runs" | "step"> }>
> = {
  completed: { label: words.wasDone, intent: { order: "resolve", value: "completed" } },
  failed: { label: words.wasNotDone, intent: { order: "resolve", detail: { failed: words.saidNotDone } } },
  "resolve retry": { label: words.tryAgain, intent: { order: "resolve", detail: "retry" } },
  retry: { label: texts.orders.words.retry, intent: { order: "retry" } },
  skip: { label: texts.orders.words.skip, intent: { order: "skip" } },
};

function Way({ label, intent, intend }: { label: string; intent: Intent; intend: (intent: Intent) => void }) {
  return (
    <button type="button" className="button is-small" onClick={() => intend(intent)}>
      {label} …
    </button>
  );
}
