// a journal in PostgreSQL
export { openPostgresStore, type PostgresOptions } from "./journal/stores/postgres.ts";
