import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A control group of Linux with a limit of memory: what is in it and takes more is killed by the kernel (SIGKILL). */
export interface MemoryGroup {
  limit(megabytes: number): void;
  /** What a shell does before it becomes the process that is limited. */
  readonly enter: string;
  /** Once nothing is in it any more. */
  remove(): void;
}

/** Below the group of this process. Undefined: there are none here, or this user may not make one. */
export function memoryGroup(): MemoryGroup | undefined {
  for (const { folder, limit } of places()) {
    const group = join(folder, `orch-edges-${process.pid}`);
    try {
      mkdirSync(group);
      writeFileSync(join(group, limit), `${2 ** 30}`);
    } catch {
      continue;
    }
    return {
      limit: (megabytes) => writeFileSync(join(group, limit), `${megabytes * 2 ** 20}`),
      enter: `echo $$ > ${join(group, "cgroup.procs")}`,
      remove: () => rmdirSync(group),
    };
  }
  return undefined;
}

/** Where groups of either version lie, and the name of the file with their limit. */
function places(): readonly { readonly folder: string; readonly limit: string }[] {
  let own: string;
  try {
    own = readFileSync("/proc/self/cgroup", "utf8");
  } catch {
    return [];
  }
  return own.split("\n").flatMap((line) => {
    const [, controllers, path = ""] = line.split(":");
    if (controllers === "memory")
      return [{ folder: join("/sys/fs/cgroup/memory", path), limit: "memory.limit_in_bytes" }];
    return controllers === "" ? [{ folder: join("/sys/fs/cgroup", path), limit: "memory.max" }] : [];
  });
}
