type Row = Readonly<Record<string, unknown>>;

/** Runs one statement, `$1` standing for the first value. */
export type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** A PostgreSQL database, whoever connects to it. */
export interface Database {
  readonly query: Query;
  /** All of it or nothing. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
}
