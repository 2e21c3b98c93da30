// Operations that other processes ask of the one that holds the journal.
export { connectOwner, type Owner, OwnerGone, type OwnerWatcher } from "./owner/connect.ts";
export type { Operations, OwnerHello } from "./owner/messages.ts";
export { type OwnerAddress, type OwnerSocket, serveOwner } from "./owner/serve.ts";
