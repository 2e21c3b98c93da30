/** Throws in a callback, where its own promise cannot see it. */
export async function throwsInTimer(): Promise<never> {
  return await new Promise<never>(() => {
    setTimeout(() => {
      throw new Error("in the timer");
    }, 1);
  });
}

export async function rejectsAside(): Promise<never> {
  void Promise.reject(new Error("aside"));
  return await new Promise<never>(() => {});
}

export function ok(): object {
  return { text: "ok" };
}
