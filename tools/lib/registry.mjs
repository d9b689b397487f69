// A registry for npm, pnpm and yarn that has packages which are not published, and passes everything else on to the real one. So projects
// install them as they will once they are published, with ranges, lock files and overrides.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/**
 * Starts the registry.
 *
 * @param {{ manifest: object, tarball: string }[]} packages each with its package.json and its tarball
 * @param {string} upstream the address of the real registry
 * @returns its address, the packages that were downloaded from it by name, and a function that stops it
 */
export async function startRegistry(packages, upstream) {
  const downloads = [];
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
  const server = http.createServer((request, response) => {
    respond(request, response).catch((error) => response.destroy(error));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;

  async function respond(request, response) {
    const [pathname] = request.url.split('?');
    const [, name, file] = /^\/((?:@[^/]+(?:\/|%2[fF]))?[^/]+)(?:\/-\/(.+))?$/.exec(pathname) ?? [];
    const own = byName.get(decodeURIComponent(name ?? ''));
    if (!own) return passOn(request, response, upstream, url);
    if (file === undefined) return sendJson(response, describe(own, url));
    downloads.push(own.manifest.name);
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    return fs.createReadStream(own.tarball).pipe(response);
  }

  return { url, downloads, stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}

/** What a registry says of a package: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
function describe({ manifest, tarball }, url) {
  const { name, version } = manifest;
  const content = fs.readFileSync(tarball);
  const dist = {
    tarball: `${url}/${name}/-/${name}-${version}.tgz`,
    integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
    shasum: createHash('sha1').update(content).digest('hex'),
  };
  const time = { created: RELEASED, modified: RELEASED, [version]: RELEASED };
  return { name, 'dist-tags': { latest: version }, time, versions: { [version]: { ...manifest, dist } } };
}

// Some package managers don't install what is younger than a day.
const RELEASED = '2024-01-01T00:00:00.000Z';

async function passOn(request, response, upstream, url) {
  const { accept = '*/*' } = request.headers;
  const received = await fetch(new URL(request.url, upstream), { headers: { accept } });
  const type = received.headers.get('content-type') ?? 'application/octet-stream';
  let body = Buffer.from(await received.arrayBuffer());
  // Tarballs come through here as well, for any registry that the machine uses.
  if (type.includes('json')) body = Buffer.from(body.toString().replaceAll(new URL(upstream).origin, url));
  response.writeHead(received.status, { 'content-type': type }).end(body);
}

function sendJson(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** The package.json inside of a folder. */
export function readManifest(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
}
