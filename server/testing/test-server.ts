import type { PoolConfig } from 'pg';

/** How test files reach the run's PostgreSQL. */
export interface TestServer {
  host: string;
  port: number;
  password: string;
}

export const templateName = 'legwork_template';

export function adminConnection(server: TestServer, database: string): PoolConfig {
  return { host: server.host, port: server.port, user: 'postgres', password: server.password, database };
}
