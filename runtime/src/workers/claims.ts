/**
 * How far each job of a thread is, in memory that both sides see: so the main thread knows it even of a thread that is
 * blocked or dead. As its handler is about to be called a job is claimed, once: by the thread, or by the main thread,
 * which thereby takes it back. Whoever comes second leaves it alone.
 */
export type Claims = Int32Array<SharedArrayBuffer>;

const posted = 0;
/** The thread has come to it and loads its module; the handler was not called. */
const loading = 1;
const begun = 2;
const back = 3;

export function newClaims(slots: number): Claims {
  return new Int32Array(new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT));
}

/** On the thread, as it comes to a job: whether it is still to be done. */
export function takeUp(claims: Claims, slot: number): boolean {
  return Atomics.compareExchange(claims, slot, posted, loading) === posted;
}

/** On the thread: whether the handler may be called. */
export function claim(claims: Claims, slot: number): boolean {
  return Atomics.compareExchange(claims, slot, loading, begun) === loading;
}

/** On the main thread: whether the job was got back before the thread came to it. */
export function takeBackUnseen(claims: Claims, slot: number): boolean {
  return Atomics.compareExchange(claims, slot, posted, back) === posted;
}

/** On the main thread: whether the job was got back, its handler never called. */
export function takeBack(claims: Claims, slot: number): boolean {
  return takeBackUnseen(claims, slot) || Atomics.compareExchange(claims, slot, loading, back) === loading;
}

/** Whether the thread has come to the job at all. */
export function seen(claims: Claims, slot: number): boolean {
  const state = Atomics.load(claims, slot);
  return state === loading || state === begun;
}

/** Whether the job lies where it was posted: neither seen by the thread nor taken back. */
export function isPosted(claims: Claims, slot: number): boolean {
  return Atomics.load(claims, slot) === posted;
}

/** On the main thread, once the thread has let go of the slot. */
export function reopen(claims: Claims, slot: number): void {
  Atomics.store(claims, slot, posted);
}
