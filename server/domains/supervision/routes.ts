import type { Actor, StaffActor } from '../../../contracts/actor.ts';
import {
  closeAgency,
  countLedgerDays,
  downloadFlows,
  getAgencyOverview,
  getHome,
  listDue,
  listFlows,
  remind,
} from '../../../contracts/supervision.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { showAgencyOverview, shutAgency } from './agency-overview.ts';
import { listDueThings } from './list-due.ts';
import { sendReminder } from './send-reminder.ts';
import { flowsFile, showFlows, showLedgerDays } from './show-flows.ts';
import { showHome } from './show-home.ts';

export function supervisionRoutes(http: HttpServer, platform: Platform): void {
  http.on(getHome, ({ actor }) => showHome(platform, staffOf(actor)));

  http.on(listFlows, ({ query }) => showFlows(platform, query));

  http.on(downloadFlows, ({ query, language, reply }) => {
    reply.header('content-disposition', 'attachment; filename="flows.csv"');
    return flowsFile(platform, query, language);
  });

  http.on(countLedgerDays, () => showLedgerDays(platform));

  http.on(listDue, ({ query, actor }) => listDueThings(platform, staffOf(actor).agencyId, query));

  http.on(remind, ({ body, actor }) => sendReminder(platform, staffOf(actor), body));

  http.on(getAgencyOverview, ({ params }) => showAgencyOverview(platform, params.id));

  http.on(closeAgency, ({ params, body, actor }) => shutAgency(platform, staffOf(actor), params.id, body.reason));
}

function staffOf(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  return actor;
}
