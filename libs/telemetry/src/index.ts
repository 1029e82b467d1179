export { COUNTED, lagOf } from './lag.ts';
export { type Lag, Metrics, type Probes } from './metrics.ts';
export { assertNetworks, LOOPBACK, mayScrape, type Scraping } from './scraping.ts';
export { openSidePort, type SidePortOptions } from './side-port.ts';
export { appendSpanOf, rootSpanOf, traceIdOf } from './trace-ids.ts';
export { parseTraceparent, startTracing, type Tracing, type TracingOptions } from './tracing.ts';
