import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { untilReady } from '../e2e/node.ts';
import { clientSpeaker } from '../e2e/story/people.ts';
import { decodeBase64 } from '../contracts/base64.ts';
import { verifyReceipt } from '../contracts/receipt.ts';
import { demoClientSecret } from './packs/load-people.ts';
import { loadKeys } from './platform/keys.ts';
import { type NodeWorld, nodeWorld, postmasterOf, type TestNode } from './testing/node-world.ts';

// Processes that start and end, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
