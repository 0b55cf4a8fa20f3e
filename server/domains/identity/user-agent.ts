import type { browsers, devices } from '../../../contracts/identity.ts';

type BrowserName = (typeof browsers)[number];
type Device = (typeof devices)[number];

// The order matters: nearly every browser also claims to be Chrome or Safari.
const browserMarks: [BrowserName, RegExp][] = [
  ['wechat', /MicroMessenger/],
  ['alipay', /AlipayClient/],
  ['dingtalk', /DingTalk/],
  ['edge', /\bEdg(e|A|iOS)?\//],
  ['opera', /\bOPR\//],
  ['firefox', /\b(Firefox|FxiOS)\//],
  ['chrome', /\b(Chrome|CriOS|Chromium)\//],
  ['safari', /\bSafari\//],
];
const deviceMarks: [Device, RegExp][] = [
  ['harmony', /HarmonyOS|OpenHarmony/],
  ['iphone', /iPhone|iPod/],
  ['ipad', /iPad/],
  ['android', /Android/],
  ['windows', /Windows/],
  ['mac', /Macintosh|Mac OS X/],
  ['linux', /Linux|X11/],
];

/** As much of a User-Agent as its owner needs to recognise the browser; the text itself, which marks people, is not kept. */
export function recognised(userAgent: string | undefined): { browser: BrowserName | null; device: Device | null } {
  const text = (userAgent ?? '').slice(0, 1000);
  return {
    browser: browserMarks.find(([, mark]) => mark.test(text))?.[0] ?? null,
    device: deviceMarks.find(([, mark]) => mark.test(text))?.[0] ?? null,
  };
}
