import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

/** A server that is started for a measurement and ends with it, or with this process. */
export interface Server {
  /** Everything that it has said. */
  said(): string;
  /** Whether it has ended by itself. */
  ended(): boolean;
  stop(signal: NodeJS.Signals): Promise<void>;
}

export function serve(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly as?: number | undefined },
): Server {
  const { cwd, env, as } = options;
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(as === undefined ? {} : { uid: as, gid: as }),
  });
  let said = "";
  const hear = (chunk: Buffer): void => {
    said = `${said}${chunk}`.slice(-20_000);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.on("error", (error) => hear(Buffer.from(error.message)));
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  return {
    said: () => said,
    ended: () => isOver(child),
    stop: async (signal) => {
      const over = new Promise((resolve) => child.once("exit", resolve));
      if (!isOver(child) && child.kill(signal)) await over;
      process.removeListener("exit", kill);
    },
  };
}

function isOver({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

/** Asks again and again until it is so. Throws with what the server has said once it has ended, or after a minute. */
export async function comesUp(server: Server, isUp: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 60_000;
  while (!(await isUp())) {
    if (server.ended() || performance.now() > until) throw new Error(server.said());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A port of this machine alone that nobody listens on now. */
export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.on("error", reject);
  probe.listen(0, "127.0.0.1", () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
  });
  return promise;
}
