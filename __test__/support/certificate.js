'use strict';

// A certificate for 127.0.0.1 and localhost, signed by an authority that is created for the run. Node can sign but not
// write certificates, so the few necessary structures are written here (RFC 5280).

const { generateKeyPairSync, randomBytes, sign } = require('node:crypto');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

/** One DER element: tag, length, content. */
function element(tag, ...contents) {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(content.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

const sequence = (...contents) => element(0x30, ...contents);
const set = (...contents) => element(0x31, ...contents);
const integer = (bytes) => element(0x02, bytes);
const boolean = (value) => element(0x01, Buffer.from([value ? 0xff : 0]));
const utf8 = (text) => element(0x0c, Buffer.from(text));
const octets = (...contents) => element(0x04, ...contents);
const bits = (unused, content) => element(0x03, Buffer.from([unused]), content);
const explicit = (number, ...contents) => element(0xa0 | number, ...contents);
const time = (date) =>
  element(
    0x18,
    Buffer.from(
      date
        .toISOString()
        .replace(/[-:T]/g, '')
        .replace(/\.\d+Z$/, 'Z'),
    ),
  );

function objectId(text) {
  const [first, second, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift(0x80 | (left & 0x7f));
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const named = (name) => sequence(set(sequence(objectId('2.5.4.3'), utf8(name))));
const extension = (id, critical, value) => sequence(objectId(id), ...(critical ? [boolean(true)] : []), octets(value));
const HOUR = 3_600_000;

function certificate({ subject, issuer, publicKey, issuerKey, extensions }) {
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    named(issuer),
    sequence(time(new Date(Date.now() - HOUR)), time(new Date(Date.now() + 24 * HOUR))),
    named(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  return sequence(body, ECDSA_WITH_SHA256, bits(0, sign('sha256', body, issuerKey)));
}

const pem = (der) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

/**
 * Makes an authority and a certificate of it for 127.0.0.1 and localhost: `{ key, cert }` for a server, and the path of the
 * authority's certificate for NODE_EXTRA_CA_CERTS. The file goes when the process ends.
 */
function makeCertificate() {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = 'blobferry test authority';
  const root = certificate({
    subject: issuer,
    issuer,
    publicKey: authority.publicKey,
    issuerKey: authority.privateKey,
    extensions: [
      extension('2.5.29.19', true, sequence(boolean(true))),
      // keyCertSign
      extension('2.5.29.15', true, bits(2, Buffer.from([0x04]))),
    ],
  });
  const leaf = certificate({
    subject: 'localhost',
    issuer,
    publicKey: server.publicKey,
    issuerKey: authority.privateKey,
    extensions: [
      extension(
        '2.5.29.17',
        false,
        sequence(element(0x82, Buffer.from('localhost')), element(0x87, Buffer.from([127, 0, 0, 1]))),
      ),
      // serverAuth
      extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'))),
      // digitalSignature
      extension('2.5.29.15', true, bits(7, Buffer.from([0x80]))),
    ],
  });

  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-certificate-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const authorityFile = path.join(folder, 'authority.pem');
  writeFileSync(authorityFile, pem(root));
  return { key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: pem(leaf), authorityFile };
}

/** Makes a certificate with an RSA key, as an application has one to sign with: `{ key, cert }`, and the path of a file with both. */
function makeClientCertificate() {
  const client = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = pem(
    certificate({
      subject: 'blobferry test application',
      issuer: 'blobferry test authority',
      publicKey: client.publicKey,
      issuerKey: authority.privateKey,
      extensions: [extension('2.5.29.15', true, bits(7, Buffer.from([0x80])))],
    }),
  );
  const key = client.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-certificate-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'client.pem');
  writeFileSync(file, key + cert);
  return { key, cert, file };
}

module.exports = { makeCertificate, makeClientCertificate };
