/** Computes the string-to-sign of a request for a shared key. Pure, except for the order of headers, which the engine determines. */

import { native } from '../engine/native';
import type { WebResource } from '../types/common';

/** The headers whose values are signed in this order. */
const SIGNED = [
  'Content-Language',
  'Content-Encoding',
  'Content-Length',
  'Content-MD5',
  'Content-Type',
  'Date',
  'If-Modified-Since',
  'If-Match',
  'If-None-Match',
  'If-Unmodified-Since',
  'Range',
];

/** The text that the key of an account signs. */
export function stringToSign(request: WebResource, accountName: string): string {
  const { headers } = request;
  const values = SIGNED.map((name) => {
    const value = headers.get(name) ?? '';
    return name === 'Content-Length' && value === '0' ? '' : value;
  });
  const lines = [request.method.toUpperCase(), ...values, ...storageHeaders(request)];
  return `${lines.join('\n')}\n${resourceOf(request.url, accountName)}`;
}

function storageHeaders(request: WebResource): string[] {
  const pairs = request.headers.headersArray().map(({ name, value }) => [name.toLowerCase().trim(), value] as const);
  const values = new Map(pairs.filter(([name]) => name.startsWith('x-ms-')));
  // The service has its own order, which the engine implements.
  return native()
    .sortHeaderNames([...values.keys()])
    .map((name) => `${name}:${values.get(name)?.trim() ?? ''}`);
}

function resourceOf(url: string, accountName: string): string {
  const { pathname } = new URL(url);
  const query = url.split('?', 2)[1]?.split('#', 1)[0] ?? '';
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).toLowerCase(), decodeURIComponent(pair.slice(at + 1))] as const;
    })
    .sort(([first], [second]) => (first < second ? -1 : 1));
  return [`/${accountName}${pathname === '' ? '/' : pathname}`, ...pairs.map(([key, value]) => `${key}:${value}`)].join(
    '\n',
  );
}
