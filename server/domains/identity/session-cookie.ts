import type { FastifyReply } from 'fastify';
import type { Config } from '../../platform/config.ts';
import { deviceCookie, deviceMilliseconds } from './known-devices.ts';
import { sessionCookie } from './sessions.ts';

const options = (config: Config) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: config.publicUrl.startsWith('https:') }) as const;

/** Scripts cannot read it, other sites' forms do not carry it, and it goes when the browser closes. */
export function setSessionCookie(reply: FastifyReply, config: Config, token: string): void {
  reply.setCookie(sessionCookie, token, options(config));
}

export function clearSessionCookie(reply: FastifyReply, config: Config): void {
  reply.clearCookie(sessionCookie, options(config));
}

/** Opens nothing: it only says that someone signed in here before. No other site's page has it sent. */
export function setDeviceCookie(reply: FastifyReply, config: Config, token: string): void {
  reply.setCookie(deviceCookie, token, { ...options(config), sameSite: 'strict', maxAge: deviceMilliseconds / 1000 });
}
