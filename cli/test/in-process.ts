import { main } from "../src/main.ts";
import type { Ended } from "./orch.ts";

/** What a command does and writes, in this process: for tests in which nothing is killed. One at a time. */
export async function inProcess(
  args: readonly string[],
  { cwd, tty = false }: { readonly cwd: string; readonly tty?: boolean },
): Promise<Ended> {
  const before = process.cwd();
  const events = ["uncaughtException", "exit"] as const;
  const listeners = events.map((event) => process.listeners(event as "exit"));
  const streams = [process.stdout, process.stderr].map((stream) => captured(stream, tty));
  const { NO_COLOR } = process.env;
  process.chdir(cwd);
  process.env.NO_COLOR = "1";
  try {
    await main(args);
    const [stdout = "", stderr = ""] = streams.map(({ text }) => text());
    return { code: Number(process.exitCode ?? 0), signal: null, stdout, stderr };
  } finally {
    for (const { restore } of streams) restore();
    process.chdir(before);
    process.exitCode = undefined;
    if (NO_COLOR === undefined) delete process.env.NO_COLOR;
    else process.env.NO_COLOR = NO_COLOR;
    for (const [at, event] of events.entries())
      for (const one of process.listeners(event as "exit"))
        if (!listeners[at]?.includes(one)) process.off(event, one);
  }
}

function captured(stream: NodeJS.WriteStream, tty: boolean) {
  let text = "";
  const { write, isTTY } = stream;
  const more = (piece: string | Uint8Array): true => {
    text += typeof piece === "string" ? piece : Buffer.from(piece).toString("utf8");
    return true;
  };
  Object.assign(stream, { write: more, isTTY: tty });
  return { text: () => text, restore: () => Object.assign(stream, { write, isTTY }) };
}
