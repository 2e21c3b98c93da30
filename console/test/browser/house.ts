import { type Served, served } from "./served.ts";

export interface House extends Served {
  /** One ingress record. */
  tell(line: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The house of the examples, after some hours: it has become cold, one film is shown, and another one is wished for. */
export async function house(): Promise<House> {
  const server = await served("examples/smart-home/home.orch");
  let told = 0;
  const tell = async (line: Readonly<Record<string, unknown>>): Promise<void> => {
    told += 1;
    const answer = (await server.ask("/events/ingest", line, `record ${told}`)) as {
      readonly detail?: string;
    };
    if (answer.detail !== undefined) throw new Error(answer.detail);
  };
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  await tell({ reading: "sensor.hall", value: true, confidence: 0.95, at: ago(300) });
  for (const [at, degrees] of [20.1, 19.6, 19.2, 18.9, 18.4, 18.3, 17.6, 16.9, 16.4].entries())
    for (const [offset, source] of ["shelf", "window", "door"].entries()) {
      const value = `${(degrees + (offset - 1) * 0.4).toFixed(1)}C`;
      await tell({ reading: `sensor.${source}`, value, confidence: 0.9, at: ago(280 - 30 * at) });
    }
  for (const [id, online] of [
    ["beamer", true],
    ["spare", false],
  ] as const)
    await tell({ member: id, pool: "projectors", fields: { id, online } });
  await tell({ member: "old", pool: "projectors", fields: { id: "old", online: true }, health: "lost" });
  await tell({ event: "sit_down", from: "sofa", fields: { film: "Playtime" } });
  await tell({ event: "sit_down", from: "sofa", fields: { film: "Mon oncle" } });
  return { ...server, tell };
}
