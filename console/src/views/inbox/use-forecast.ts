import type { Json } from "@orchlang/plan";
import { useEffect, useState } from "react";
import { type Answer, ask } from "../../server/client.ts";
import type { Forecast } from "../../server/types.ts";

/** The consequences of an answer before it is given. Undefined value: nothing is asked for. */
export function useForecast(task: string, value: Json | undefined): Answer<Forecast> | undefined {
  const [answer, setAnswer] = useState<Answer<Forecast> | undefined>();
  const body = value === undefined ? undefined : JSON.stringify({ task, value });
  useEffect(() => {
    setAnswer(undefined);
    if (body === undefined) return;
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      const found = await ask<Forecast>({
        method: "POST",
        path: "/tasks/forecast",
        body: JSON.parse(body) as unknown,
        signal: abort.signal,
      });
      if (!abort.signal.aborted) setAnswer(found);
    };
    void read();
    return () => abort.abort();
  }, [body]);
  return answer;
}
