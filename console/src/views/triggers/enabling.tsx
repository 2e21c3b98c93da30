import { useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Ago } from "../../parts/moment.tsx";
import type { Trigger } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";

const words = texts.triggers.enabling;

/** Says who has disabled a trigger, when and why; whoever may operate disables and enables it, with a reason. */
export function Enabling({ name, mayOrder }: { name: string; mayOrder: boolean }) {
  const { value, again } = useRead<{ readonly triggers: readonly Trigger[] }>("/triggers");
  const [act, intend] = useState<Act | undefined>();
  const trigger = value?.triggers.find((one) => one.trigger === name);
  if (trigger === undefined) return null;
  const { enabled, changed } = trigger;
  return (
    <div className={enabled ? "row" : "notice is-attention row-between"}>
      {!enabled && (
        <p>
          <strong>{words.disabled}</strong>{" "}
          {changed !== undefined && (
            <>
              {words.by(changed.by)}, <Ago at={changed.at} />: {changed.why}
            </>
          )}
        </p>
      )}
      <button
        type="button"
        className="button is-small"
        disabled={!mayOrder}
        title={mayOrder ? undefined : texts.needsRole("operator")}
        onClick={() => intend(actOn(name, enabled ? "disable" : "enable"))}
      >
        {words[enabled ? "disable" : "enable"].word} …
      </button>
      {act !== undefined && (
        <ReasonDialog
          act={act}
          close={() => {
            intend(undefined);
            again();
          }}
        />
      )}
    </div>
  );
}

function actOn(name: string, act: "enable" | "disable"): Act {
  const { word, means } = words[act];
  return {
    title: words.title(word, shortName(name)),
    means,
    word,
    path: `/triggers/${encodeURIComponent(name)}/${act}`,
    body: {},
    isDanger: act === "disable",
  };
}
