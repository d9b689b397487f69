'use strict';

// The HTTP client under the SDK: it sends requests as they are and keeps every response in full. The SDK's own client loses
// headers without a value, and what is compared here is what the service said.

const http = require('node:http');
const { Readable } = require('node:stream');

/** Sends requests of one scenario to one server. */
class RecordingClient {
  #agent = new http.Agent({ keepAlive: true });
  #exchanges = [];

  /** The responses since the last call: `{ method, status, headers: [name, value][], body: Buffer }` each. */
  take() {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken;
  }

  /** Sends one request; a body is text or bytes. */
  async send({ method, url, headers = {}, body }) {
    const { response, bytes } = await this.#exchange({ method, url, headers, body });
    const pairs = [];
    for (let index = 0; index < response.rawHeaders.length; index += 2) {
      pairs.push([response.rawHeaders[index].toLowerCase(), response.rawHeaders[index + 1]]);
    }
    const exchange = { method, status: response.statusCode, headers: pairs, body: bytes };
    this.#exchanges.push(exchange);
    return exchange;
  }

  /** What the SDK calls for each request. */
  async sendRequest(request) {
    const { method, url } = request;
    const body = await wholeBody(request.body);
    const exchange = await this.send({ method, url, headers: request.headers.toJson({ preserveCase: true }), body });
    const headers = Object.fromEntries(exchange.headers);
    const response = { request, status: exchange.status, headers: { toJson: () => headers } };
    const statuses = request.streamResponseStatusCodes;
    const streams = statuses?.has(exchange.status) || statuses?.has(Infinity);
    return streams
      ? { ...response, readableStreamBody: Readable.from([exchange.body], { objectMode: false }) }
      : { ...response, bodyAsText: exchange.body.toString('utf8') };
  }

  /** Closes its connections. */
  close() {
    this.#agent.destroy();
  }

  #exchange({ method, url, headers, body }) {
    return new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers, agent: this.#agent }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ response, bytes: Buffer.concat(chunks) }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

/** The SDK hands over text, bytes, a stream or a function that makes one. */
async function wholeBody(body) {
  const made = typeof body === 'function' ? body() : body;
  if (made === undefined || made === null || typeof made === 'string') return made ?? undefined;
  if (made instanceof Readable) return Buffer.concat(await made.toArray());
  return made instanceof ArrayBuffer ? Buffer.from(made) : Buffer.from(made.buffer, made.byteOffset, made.byteLength);
}

module.exports = { RecordingClient };
