import { createHash } from 'node:crypto';
import Provider, { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { audienceOf, issuerOf } from './access-tokens.ts';
import { oidcAdapter } from './oidc-adapter.ts';
import { secretFits } from './oidc-clients.ts';
import { errorPage, signedOutPage, signOutPage } from './oidc-pages.ts';
import { sessionCookie } from './sessions.ts';
import { sessionOf, signOut } from './sign-in.ts';
import { accountById } from './store.ts';
import { sessionOfCode, tieCodeToSession } from './store-oidc.ts';

type Context = ReturnType<Provider['createContext']>;

const personTokenSeconds = 15 * 60;
const clientTokenSeconds = 10 * 60;

/**
 * The OpenID Connect provider under /oidc: authorization code with PKCE for residents and staff, client credentials for
 * agencies' systems, tokens signed with the node's Ed25519 key. Whoever is signed in to the pages is signed in here, and
 * nobody else: the provider's own session counts only beside a live session of the same account.
 */
export function openidProvider(platform: Platform): Provider {
  const { config, log } = platform;
  const provider = new Provider(issuerOf(config.publicUrl), configuration(platform));
  // The routes put the node's public address in place of the request's Host, so that no caller can choose our URLs.
  provider.proxy = true;
  provider.Client.prototype.compareClientSecret = function compareDigest(given: string) {
    return secretFits(this.clientSecret, given);
  };
  provider.use(async (ctx, next) => {
    const token = ctx.cookies.get(sessionCookie);
    if (ctx.path === '/auth') await dropOtherLogin(platform, provider, ctx, token);
    await next();
    const oidc = (ctx as Partial<KoaContextWithOIDC>).oidc;
    const code =
      oidc?.route === 'authorization' || oidc?.route === 'resume' ? oidc.entities.AuthorizationCode : undefined;
    if (code) await tieToPages(platform, code.jti, token);
    // Signing out here ends the session of the pages too, if it is the same person's.
    if (oidc?.route === 'end_session_confirm' && oidc.params?.logout) {
      const session = await sessionOf(platform, token);
      if (session?.account.id !== oidc.session?.accountId) return;
      await signOut(platform, token);
      ctx.cookies.set(sessionCookie, null, { path: '/' });
    }
  });
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'oidc'));
  return provider;
}

/** A code is good in the session of the pages in which it was asked for; if that ended meanwhile, it is good for nothing. */
async function tieToPages(platform: Platform, code: string, token: string | undefined): Promise<void> {
  const session = await sessionOf(platform, token);
  if (session) await tieCodeToSession(platform.db, code, session.id);
}

/** Forgets a log-in of the provider's own that is not the one of the pages: someone else signed in there since. */
async function dropOtherLogin(platform: Platform, provider: Provider, ctx: Context, token: string | undefined) {
  const login = await provider.Session.get(ctx as KoaContextWithOIDC);
  if (login.accountId === undefined) return;
  const session = await sessionOf(platform, token);
  if (session?.account.id !== login.accountId) await login.destroy();
}

function configuration(platform: Platform): Configuration {
  const { config, keys, db } = platform;
  const sessionSeconds = config.sessions.longest / 1000;
  const audience = audienceOf(config.publicUrl);
  const jwk = keys.tokens.privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(keys.tokens.publicKey).digest('base64url').slice(0, 16);
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
  return {
    adapter: oidcAdapter(platform),
    jwks: { keys: [{ ...jwk, kid, use: 'sig', alg: 'EdDSA' } as never] },
    cookies: {
      keys: [keys.cookies.toString('base64url')],
      names: { session: 'legwork_oidc', interaction: 'legwork_interaction', resume: 'legwork_resume' },
      long: cookie,
      short: cookie,
    },
    scopes: ['openid'],
    claims: { openid: ['sub'], profile: ['name', 'agency', 'agency_name', 'roles'] },
    // Names in the ID token itself: an access token for the API is not one for the userinfo endpoint.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'client_secret_basic', 'private_key_jwt'],
    enabledJWA: {
      idTokenSigningAlgValues: ['EdDSA'],
      clientAuthSigningAlgValues: ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'],
    },
    clientDefaults: { id_token_signed_response_alg: 'EdDSA' },
    extraClientMetadata: { properties: ['agency', 'first_party'] },
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      // Whoever sends a proof gets a token bound to its key; a nonce of the server would cost each caller a round trip.
      dPoP: { enabled: true, requireNonce: () => false },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutPage, postLogoutSuccessSource: signedOutPage },
      resourceIndicators: {
        enabled: true,
        // Without a resource named: the API, but for a foreign application that did not ask for it (then userinfo).
        defaultResource: (ctx, client, oneOf) => {
          if (oneOf) return oneOf;
          const scopes = String(ctx.oidc.params?.scope ?? '').split(' ');
          const meant = client.grantTypeAllowed('client_credentials') || client.first_party || scopes.includes('api');
          return meant ? audience : (undefined as never);
        },
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== audience) throw new errors.InvalidTarget();
          return { scope: 'api', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'EdDSA', kid } } };
        },
      },
    },
    ttl: {
      AccessToken: personTokenSeconds,
      ClientCredentials: clientTokenSeconds,
      AuthorizationCode: 60,
      IdToken: personTokenSeconds,
      Interaction: 3600,
      Session: sessionSeconds,
      Grant: sessionSeconds,
    },
    issueRefreshToken: async () => false,
    extraTokenClaims: async (ctx, token) => {
      if (token.kind === 'ClientCredentials') return { agency: token.client?.agency };
      const code = ctx.oidc.entities.AuthorizationCode?.jti;
      const sid = code === undefined ? null : await sessionOfCode(db, code);
      // The session ended between the code and the token.
      if (sid === null) throw new errors.InvalidGrant('the session has ended');
      return token.client?.first_party ? { sid, first_party: true } : { sid };
    },
    async findAccount(_ctx, id) {
      const account = await accountById(db, id);
      if (!account?.active) return undefined;
      return {
        accountId: account.id,
        async claims() {
          const agency = account.agencyId === null ? undefined : await agencyById(db, account.agencyId);
          return {
            sub: account.id,
            name: account.name,
            ...(agency && { agency: agency.creditCode, agency_name: agency.name, roles: account.roles }),
          };
        },
      };
    },
    interactions: { policy: policy(platform), url: (_ctx, { uid }) => `/oidc/interaction/${uid}` },
    loadExistingGrant: (ctx) => grantFor(ctx, audience),
    renderError: errorPage,
  };
}

/** The library's policy, with two changes: log-in is the pages' session; our own applications need no consent. */
function policy(platform: Platform) {
  const { Check, base } = interactionPolicy;
  const prompts = base();
  prompts.get('login')!.checks.add(
    new Check('no_page_session', 'End-User authentication is required', 'login_required', async (ctx) => {
      const session = await sessionOf(platform, ctx.cookies.get(sessionCookie));
      const same = session !== null && session.account.id === ctx.oidc.session?.accountId;
      return same ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  const { checks } = prompts.get('consent')!;
  const native = checks.get('native_client_prompt')!;
  checks.remove('native_client_prompt');
  checks.add(
    new Check(native.reason, native.description, native.error!, (ctx) =>
      ctx.oidc.client?.first_party ? Check.NO_NEED_TO_PROMPT : native.check(ctx),
    ),
  );
  return prompts;
}

/** The person's grant to an application. To one of ours it exists without being asked for. */
async function grantFor(ctx: KoaContextWithOIDC, audience: string) {
  const { client, session, provider, result } = ctx.oidc;
  const grantId = result?.consent?.grantId ?? session?.grantIdFor(client!.clientId);
  const existing = grantId ? await provider.Grant.find(grantId) : undefined;
  if (existing || !client?.first_party) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session!.accountId! });
  grant.addOIDCScope('openid profile');
  grant.addResourceScope(audience, 'api');
  await grant.save();
  return grant;
}
