// How a test scripts the simulator. It is compiled only: the typings catch what is misspelt.

import { startSimulator } from '../support/simulator';

export async function scripted(): Promise<number> {
  const simulator = await startSimulator({ accounts: [{ name: 'mine', key: 'a2V5' }], certificate: 'expired' });
  await simulator.copies({ pending: { milliseconds: 300 }, rules: [{ blob: 'bad*', end: 'failed' }] });
  await simulator.faults(
    { which: { operation: 'copyBlob' }, when: { nth: [1, 3] }, what: { after: true, reset: true } },
    { which: { role: 'source' }, what: { status: 503, headers: { 'Retry-After': '1' } } },
    { which: { operation: ['getBlob'] }, what: { body: { truncate: { part: 0.5 } } }, then: { delete: {} } },
  );
  // @ts-expect-error -- there is no such field
  await simulator.faults({ whcih: {} });
  // @ts-expect-error -- a copy does not end so
  await simulator.copies({ end: 'sucess' });
  await simulator.synthetic({ container: 'box', blob: 'large', size: 2 ** 40, type: 'PageBlob' });
  const { token } = await simulator.token({ permissions: 'r' });
  const [seen] = await simulator.requests({ operation: 'copyBlob' });
  return token.length + (seen?.status ?? 0) + (await simulator.statistics()).peakInFlight;
}
