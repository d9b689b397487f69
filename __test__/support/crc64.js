'use strict';

// The CRC-64 of the storage services (CRC-64/NVME), written from its definition: what the engine computes is compared with it.

const [HIGH, LOW] = [0x9a6c9329, 0xac4bc9b5];

/** What each byte adds, in halves of 32 bits. */
const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit += 1) {
    const carries = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carries) [high, low] = [high ^ HIGH, low ^ LOW];
  }
  return [high, low];
});

/** In base64, as the service writes it. */
function crc64(bytes) {
  let [high, low] = [-1, -1];
  for (const byte of bytes) {
    const added = TABLE[(low ^ byte) & 0xff];
    low = ((low >>> 8) | (high << 24)) ^ added[1];
    high = (high >>> 8) ^ added[0];
  }
  const sum = Buffer.alloc(8);
  sum.writeUInt32LE(~low >>> 0, 0);
  sum.writeUInt32LE(~high >>> 0, 4);
  return sum.toString('base64');
}

module.exports = { crc64 };
