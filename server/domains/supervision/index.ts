import type { Domain } from '../../platform/platform.ts';
import { supervisionJobs } from './jobs.ts';
import { supervisionRoutes } from './routes.ts';

/** What is due, what is late, what flows: reads the others, is read by none. */
export const supervisionDomain: Domain = { name: 'supervision', routes: supervisionRoutes, jobs: supervisionJobs };
