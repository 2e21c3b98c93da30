// Operations that other processes ask of the one that holds the journal.
export { connectOwner, type Owner, OwnerGone, type OwnerWatcher } from "./owner/connect.ts";
export { type Operations, type OwnerHello, orders } from "./owner/messages.ts";
export { type OwnerAddress, type OwnerSocket, serveOwner } from "./owner/serve.ts";
