'use strict';

// OpenTelemetry with its instrumentation for Azure, and one package that uses it: `node opentelemetry.js <url> <library>` prints the spans.

const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { createAzureSdkInstrumentation } = require('@azure/opentelemetry-instrumentation-azure-sdk');
const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');

const [, , url, library] = process.argv;
const exporter = new InMemorySpanExporter();
if (process.env.REGISTERED !== 'no') {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  registerInstrumentations({ tracerProvider: provider, instrumentations: [createAzureSdkInstrumentation()] });
}
const { AnonymousCredential, BlobClient } = require(library);

(async () => {
  await new BlobClient(url, new AnonymousCredential()).getProperties();
  await new BlobClient(url, new AnonymousCredential()).exists();
  const spans = exporter.getFinishedSpans();
  const idOf = (span) => span.spanContext().spanId;
  const parentOf = ({ parentSpanId }) => spans.find((span) => idOf(span) === parentSpanId)?.name;
  const described = spans.map((span) => [span.name, parentOf(span), span.kind, span.status.code]);
  const isLoaded = Object.keys(require.cache).some((file) => file.includes('core-tracing'));
  console.log(JSON.stringify({ described: described.sort(), ids: spans.map(idOf), isLoaded }));
})();
