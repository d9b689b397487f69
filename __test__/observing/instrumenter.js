'use strict';

// An instrumenter for `@azure/core-tracing` that writes down the spans it creates, as a tree.

/** A context, as the package has them. */
class Context {
  constructor(values = new Map()) {
    this.values = values;
  }
  getValue(key) {
    return this.values.get(key);
  }
  setValue(key, value) {
    return new Context(new Map(this.values).set(key, value));
  }
  deleteValue(key) {
    const values = new Map(this.values);
    values.delete(key);
    return new Context(values);
  }
}

const SPAN = Symbol('span');

/** An instrumenter. `spans` are those without a parent. */
function makeInstrumenter({ isRecording = true } = {}) {
  const spans = [];
  let count = 0;
  let active;
  return {
    spans,
    instrumenter: {
      startSpan(name, { packageName, spanKind, spanAttributes, tracingContext }) {
        count += 1;
        const record = { name, packageName, spanKind, attributes: { ...spanAttributes }, children: [], id: count };
        const context = tracingContext ?? active ?? new Context();
        (context.getValue(SPAN)?.children ?? spans).push(record);
        const span = {
          end: () => (record.ended = (record.ended ?? 0) + 1),
          isRecording: () => isRecording,
          recordException: () => {},
          addEvent: () => {},
          setAttribute: (key, value) => (record.attributes[key] = value),
          setStatus: (status) => (record.status ??= status),
        };
        return { span, tracingContext: context.setValue(SPAN, record) };
      },
      withContext(context, callback, ...parameters) {
        const before = active;
        active = context;
        try {
          return callback(...parameters);
        } finally {
          active = before;
        }
      },
      parseTraceparentHeader: () => undefined,
      createRequestHeaders: (context) => ({
        traceparent: `00-0af7651916cd43dd8448eb211c80319c-${String(context.getValue(SPAN).id).padStart(16, '0')}-01`,
        tracestate: 'a=b',
      }),
    },
  };
}

/** A tree of spans without what is of one library. */
const describeSpans = (spans) =>
  spans.map(({ name, spanKind, status, attributes, children, ended }) => ({
    name,
    spanKind,
    status: status?.status,
    namespace: attributes['az.namespace'],
    method: attributes['http.method'],
    statusCode: attributes['http.status_code'],
    hasRequestId: typeof attributes.requestId === 'string',
    hasServiceRequestId: typeof attributes.serviceRequestId === 'string',
    ended,
    children: describeSpans(children),
  }));

module.exports = { Context, SPAN, describeSpans, makeInstrumenter };
