import { parseArgs } from 'node:util';
import { errorMessage } from '../../contracts/errors.ts';
import { boot } from '../boot.ts';
import { agencyByCreditCode, registerAgency } from '../domains/directory/index.ts';
import { createAccount, newPassword } from '../domains/identity/index.ts';
import { loadPacks } from '../packs/load-packs.ts';
import { readConfig } from '../platform/config.ts';
import { DomainError } from '../platform/domain-error.ts';
import { StartupError } from '../platform/startup-error.ts';

const usage = {
  zh: '用法：legwork admin create --username 账号 --agency 统一社会信用代码 [--agency-name 名称 --region 行政区划代码] [--name 姓名]',
  en: 'Usage: legwork admin create --username NAME --agency CREDIT_CODE [--agency-name NAME --region CODE] [--name TEXT]',
};

/** `admin create`: makes an operator, and the agency that runs the platform when it is not registered yet; prints the password once. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      username: { type: 'string' },
      name: { type: 'string' },
      agency: { type: 'string' },
      'agency-name': { type: 'string' },
      region: { type: 'string' },
    },
  });
  const { username, agency: creditCode, 'agency-name': agencyName, region, name = username } = values;
  if (positionals[0] !== 'create' || !username || !creditCode || !name) throw new StartupError(usage);
  const booted = await boot(readConfig(), (line) => console.log(`· ${line}`), { besideNode: true });
  try {
    const { platform } = booted;
    await loadPacks({ ...platform, config: { ...platform.config, demo: false } }, () => undefined);
    const password = newPassword();
    await platform.db.transaction().execute(async (tx) => {
      let agency = await agencyByCreditCode(tx, creditCode);
      if (!agency) {
        if (!agencyName || !region) throw new StartupError(usage);
        agency = await registerAgency(tx, {
          creditCode,
          name: agencyName,
          regionCode: region,
          kind: 'bigData',
          level: region.endsWith('0000') ? 2 : region.endsWith('00') ? 3 : 4,
        });
      }
      await createAccount(tx, { username, password, displayName: name, agencyId: agency.id, roles: ['operator'] });
    });
    console.log(
      `账号 ${username}，口令 ${password}（只显示这一次）\naccount ${username}, password ${password} (shown this once)`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new StartupError({
      zh: errorMessage(error.code, 'zh-CN', error.details),
      en: errorMessage(error.code, 'en', error.details),
    });
  } finally {
    await booted.close();
  }
}
