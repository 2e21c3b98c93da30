import { texts } from "../texts.ts";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "quiet" | "active" | "done" | "attention" | "wrong";

export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: string }) {
  return (
    <span className={`badge is-${tone}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
}

/** The icon and colour of each state. The text stands beside them, so no state is shown by colour alone. */
const looks: Readonly<Record<string, Look>> = {
  running: { tone: "active", icon: "running" },
  waiting: { tone: "quiet", icon: "waiting" },
  attention: { tone: "attention", icon: "attention" },
  completed: { tone: "done", icon: "done" },
  failed: { tone: "wrong", icon: "wrong" },
  damaged: { tone: "wrong", icon: "wrong" },
  cancelled: { tone: "quiet", icon: "cancelled" },
  paused: { tone: "attention", icon: "paused" },
};

export function RunStatus({ status }: { status: string }) {
  const { tone, icon } = looks[status] ?? { tone: "quiet", icon: "waiting" };
  return (
    <Badge tone={tone} icon={icon}>
      {texts.status[status as keyof typeof texts.status] ?? status}
    </Badge>
  );
}
