import type { Client } from "pg";
import { type Claimed, type LeaseKeeper, type Sent, sentNow } from "../../lease.ts";
import { type Connect, ended } from "./connections.ts";
import { mainShard } from "./schema.ts";

/** A lease that is a row of the database, over a connection of its own. */
export class PostgresLeaseKeeper implements LeaseKeeper {
  readonly #claimed: Pick<Claimed, "holder" | "epoch">;
  readonly #connect: Connect;
  #client: Client | undefined;

  constructor(claimed: Pick<Claimed, "holder" | "epoch">, connect: Connect) {
    this.#claimed = claimed;
    this.#connect = connect;
  }

  async renew(ms: number): Promise<Sent | undefined> {
    const { holder, epoch } = this.#claimed;
    try {
      const client = await this.#connected();
      const sent = sentNow();
      const { rowCount } = await client.query(
        `UPDATE orch.shards SET until = clock_timestamp() + $4 * interval '1 ms', lease = $4
         WHERE id = $1 AND holder = $2 AND epoch = $3`,
        [mainShard, holder.id, epoch, ms],
      );
      return rowCount === 0 ? undefined : sent;
    } catch (error) {
      // Lost in between, or not answered in time: the next attempt is over a new connection.
      const client = this.#client;
      this.#client = undefined;
      client?.connection.stream.destroy();
      throw error;
    }
  }

  async close(isHeld: boolean): Promise<void> {
    const { holder, epoch } = this.#claimed;
    if (isHeld)
      await this.#connected()
        .then((client) =>
          client.query("UPDATE orch.shards SET until = NULL WHERE id = $1 AND holder = $2 AND epoch = $3", [
            mainShard,
            holder.id,
            epoch,
          ]),
        )
        // The database does not answer: the lease then ends by itself.
        .catch(() => undefined);
    if (this.#client !== undefined) await ended(this.#client);
  }

  async #connected(): Promise<Client> {
    if (this.#client !== undefined) return this.#client;
    const client = await this.#connect();
    client.on("end", () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    return client;
  }
}
