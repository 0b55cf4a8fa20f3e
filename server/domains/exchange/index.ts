import type { Domain } from '../../platform/platform.ts';
import { closeExchange } from './call.ts';
import { openRoutes } from './open/routes.ts';
import { exchangeRoutes } from './routes.ts';

export type { Answered } from './append-batch.ts';
export { type Ask, call } from './call.ts';
export { dcatFeed } from './open/feed.ts';
export type { Caller } from './prepare-question.ts';

/** Moving data: the call, its receipts, and who used whose data. */
export const exchangeDomain: Domain = {
  name: 'exchange',
  routes(http, platform) {
    exchangeRoutes(http, platform);
    openRoutes(http, platform);
  },
  stop: closeExchange,
};
