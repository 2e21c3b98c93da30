import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { type Connection, Live, type News } from "./live.ts";

/** The page's one connection to what happens. */
export const live = new Live();

export function useConnection(): Connection {
  return useSyncExternalStore(
    (changed) => live.watch(changed),
    () => live.connection(),
  );
}

/** Calls `hear` with everything that happens while the component is there. */
export function useNews(hear: (news: News) => void): void {
  const heard = useEffectEvent(hear);
  useEffect(() => live.listen((news) => heard(news)), []);
}
