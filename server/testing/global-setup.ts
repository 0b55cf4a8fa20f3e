import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../platform/database.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { migrateJobs } from '../platform/jobs.ts';
import { migrate } from '../platform/migrate.ts';
import { plantFixture } from './fixture.ts';
import { adminConnection, type TestServer, templateName } from './test-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** One real PostgreSQL for the whole run, holding a template database; each test file clones it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-test-'));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const testServer: TestServer = {
    host: server.connection.host,
    port: server.connection.port,
    password: server.connection.password,
  };
  const admin = new pg.Client(adminConnection(testServer, 'postgres'));
  await admin.connect();
  await admin.query(`create database ${templateName}`);
  await admin.end();
  const template = openDatabase(adminConnection(testServer, templateName), 2);
  await migrate(template.pool);
  await migrateJobs(template.pool);
  await plantFixture(template.pool);
  await template.close();
  project.provide('testServer', testServer);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    if (server.home !== dataDir) await rm(server.home, { recursive: true, force: true });
  };
}
