/**
 * The progress of each job of a thread, in shared memory: the main thread can read it even if the thread is blocked or
 * dead. Just before its handler is called, a job is claimed once: by the thread, or by the main thread, which thereby
 * withdraws it. The second claimant leaves it alone.
 */
export type Claims = Int32Array<SharedArrayBuffer>;

const posted = 0;
/** The thread has come to it and loads its module; the handler was not called. */
const loading = 1;
const begun = 2;
const back = 3;

/** One cell for each slot; then how many messages the thread is done with, and whether it is spoilt. */
export function newClaims(slots: number): Claims {
  return new Int32Array(new SharedArrayBuffer((slots + 2) * Int32Array.BYTES_PER_ELEMENT));
}

/** Since when something on the thread has altered what all code there shares: as a module was loaded, or later. */
export type Spoilt = "no" | "on load" | "by a call";

const spoils: readonly Spoilt[] = ["no", "on load", "by a call"];

/** Called on the thread. The worst report stays. */
export function reportSpoilt(claims: Claims, how: Spoilt): void {
  const at = claims.length - 1;
  Atomics.store(claims, at, Math.max(Atomics.load(claims, at), spoils.indexOf(how)));
}

/** On the main thread. */
export function spoiltOf(claims: Claims): Spoilt {
  return spoils[Atomics.load(claims, claims.length - 1)] ?? "by a call";
}

/** On the thread, after each message: it is not blocked. */
export function tellRead(claims: Claims): void {
  Atomics.add(claims, claims.length - 2, 1);
}

/** On the main thread: how many messages the thread is done with. */
export function messagesRead(claims: Claims): number {
  return Atomics.load(claims, claims.length - 2);
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
export function withdrawUnseen(claims: Claims, slot: number): boolean {
  return Atomics.compareExchange(claims, slot, posted, back) === posted;
}

/** On the main thread: whether the job was got back, its handler never called. */
export function withdraw(claims: Claims, slot: number): boolean {
  return withdrawUnseen(claims, slot) || Atomics.compareExchange(claims, slot, loading, back) === loading;
}

/** True if the handler of the job was not called yet. */
export function isUnbegun(claims: Claims, slot: number): boolean {
  const state = Atomics.load(claims, slot);
  return state === posted || state === loading;
}

/** On the main thread, once the thread has let go of the slot. */
export function reopen(claims: Claims, slot: number): void {
  Atomics.store(claims, slot, posted);
}
