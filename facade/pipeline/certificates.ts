/** Minimal containers have no root certificates. Node.js has its own; the engine gets them where it needs them. */

import { tls } from '../engine/lazyModules';
import { native } from '../engine/native';

let provided = false;

/** Called before the first HTTPS request only, because looking for the system's certificates takes milliseconds. */
export function provideRoots(): void {
  if (provided) return;
  provided = true;
  const engine = native();
  if (engine.systemHasRoots()) return;
  engine.setFallbackRoots(tls().rootCertificates.map(derOf));
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
}
