/** A node of several on one journal, as its database has it. */
export interface ClusterNode {
  readonly id: string;
  /** In words: a process and its machine. */
  readonly shown: string;
  readonly address?: string;
  readonly version?: string;
  readonly role: "leader" | "standby" | "gone";
  /** ms since 1970, by the database's clock. */
  readonly joined: number;
  readonly seen: number;
  readonly leaseMs: number;
}

/** The nodes that share a journal, seen from the one that leads. */
export interface Cluster {
  /** Rises with each leader. */
  readonly epoch: number;
  /** False: another may lead by now. */
  holds(): boolean;
  nodes(): Promise<readonly ClusterNode[]>;
  /** The id of the node that shows the credential; undefined: none of those that are counted. */
  nodeOf(credential: string): Promise<string | undefined>;
  /** PostgreSQL's `synchronous_commit` and `synchronous_standby_names`. */
  durability(): Promise<{ readonly commit: string; readonly standbys: string }>;
}

/** The scheme by which a node shows its credential to the one that leads: `Authorization: Node …`. */
export const nodeScheme = "Node";

/** The name of a node's worker. */
export function nodeWorker(node: string): string {
  return `node-${node.slice(0, 8)}`;
}

/** By so much the frames of one leader are numbered above those of the one before, whatever their clocks say: 11 days. */
const epochFrames = 1_000_000_000;

/** The number before the first frame of a leader. */
export function framesBefore(now: number, cluster: Cluster | undefined): number {
  return now + (cluster?.epoch ?? 0) * epochFrames;
}

/** In words: whether a commit that was acknowledged outlives the loss of the database's machine. */
export function promised({ commit, standbys }: Awaited<ReturnType<Cluster["durability"]>>): string {
  if (commit === "off") return "A crash of the database loses commits that were acknowledged.";
  if (standbys === "" || commit === "local")
    return "Commits outlive a crash of the database, and not the loss of its disk.";
  return "Commits are on a second server before they are acknowledged.";
}
