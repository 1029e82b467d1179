import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AppendBatch, AppendOutcome, PoolUse } from '#event-store';

/** How far somebody who follows the log is behind it: events not yet taken (counted up to 1000), and the age of the oldest of them in seconds. */
export type Lag = { readonly events: number; readonly seconds: number };

/** What is looked up when somebody asks for the metrics; a probe that throws leaves its gauges out and is counted. */
export type Probes = {
  readonly readSide?: () => Promise<Lag & { readonly parked: number }>;
  readonly processes?: () => Promise<readonly ({ readonly name: string } & Lag)[]>;
  readonly queue?: () => Promise<{ readonly waiting: number; readonly delayed: number; readonly active: number; readonly failed: number; readonly oldestMs: number }>;
};

/** A run of due work, as the scheduler tells it. */
type Run = { readonly name: string; readonly lateMs: number; readonly ms: number; readonly error?: Error };

const FAST = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const LONG = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];

/**
 * The metrics of one process, in a registry of its own. Labels are names of the code (routes, commands, outcomes, pools),
 * so there are only so many of them; never an id, an address or anything somebody typed.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly shared = { registers: [this.registry] };
  private readonly appends = new Histogram({ ...this.shared, name: 'liuhen_append_seconds', help: 'From the call of an append to its answer.', labelNames: ['outcome'] as const, buckets: FAST });
  private readonly refused = new Counter({ ...this.shared, name: 'liuhen_append_refused_total', help: 'Appends that were not done, by reason.', labelNames: ['reason'] as const });
  private readonly batches = new Histogram({ ...this.shared, name: 'liuhen_append_batch_events', help: 'Events that shared one commit of the log.', buckets: SIZES });
  private readonly commits = new Histogram({ ...this.shared, name: 'liuhen_append_batch_seconds', help: 'One commit of the log, as this process waited for it.', buckets: FAST });
  private readonly commands = new Histogram({ ...this.shared, name: 'liuhen_command_seconds', help: 'A command from the bus to its answer; outcome is done or the kind of refusal.', labelNames: ['command', 'outcome'] as const, buckets: FAST });
  private readonly requests = new Histogram({ ...this.shared, name: 'liuhen_http_request_seconds', help: 'A request by the pattern of its route.', labelNames: ['method', 'route', 'status'] as const, buckets: FAST });
  private readonly projected = new Histogram({ ...this.shared, name: 'liuhen_projection_batch_events', help: 'Events of one transaction of the read side.', buckets: SIZES });
  private readonly projecting = new Histogram({ ...this.shared, name: 'liuhen_projection_batch_seconds', help: 'One transaction of the read side.', buckets: FAST });
  private readonly delay = new Histogram({ ...this.shared, name: 'liuhen_projection_delay_seconds', help: 'From the recording of the oldest event of a batch until it could be read.', buckets: FAST.concat(60, 600) });
  private readonly runs = new Histogram({ ...this.shared, name: 'liuhen_due_work_seconds', help: 'A run of due work.', labelNames: ['work', 'outcome'] as const, buckets: LONG });
  private readonly late = new Histogram({ ...this.shared, name: 'liuhen_due_work_late_seconds', help: 'How long after its time a run of due work began.', labelNames: ['work'] as const, buckets: LONG });
  private readonly lastRun = new Gauge({ ...this.shared, name: 'liuhen_due_work_last_success_timestamp_seconds', help: 'When a run of due work last ended well, as Unix time.', labelNames: ['work'] as const });
  private readonly pools = new Map<string, PoolUse>();
  private readonly probes: Record<string, (() => Promise<void>)> = {};
  private readonly failures = new Counter({ ...this.shared, name: 'liuhen_probe_failures_total', help: 'Look-ups for these metrics that failed; their gauges are missing then.', labelNames: ['probe'] as const });

  constructor(build: Readonly<Record<'version' | 'process' | 'read_model' | 'log' | 'queue', string>>) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({ ...this.shared, name: 'liuhen_build_info', help: 'What runs here; always 1.', labelNames: [...Object.keys(build), 'node'] }).set({ ...build, node: process.versions.node }, 1);
    const pools = this.pools;
    new Gauge({ ...this.shared, name: 'liuhen_pool_connections', help: 'Connections of a pool by what they do; waiting are callers without one.', labelNames: ['pool', 'state'] as const, collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of pools) for (const [state, value] of Object.entries({ busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount })) this.set({ pool, state }, value);
    } });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The text of all metrics, after the probes have been asked. */
  async text(): Promise<string> {
    await Promise.all(Object.entries(this.probes).map(([probe, ask]) => ask().catch(() => this.failures.inc({ probe }))));
    return this.registry.metrics();
  }

  append(): (outcome: AppendOutcome) => void {
    const began = performance.now();
    return (outcome) => {
      this.appends.observe({ outcome }, (performance.now() - began) / 1000);
      if (outcome !== 'appended' && outcome !== 'repeated') this.refused.inc({ reason: outcome });
    };
  }

  batch({ events, ms }: AppendBatch): void {
    this.batches.observe(events);
    this.commits.observe(ms / 1000);
  }

  command(command: string, outcome: string, ms: number): void {
    this.commands.observe({ command, outcome }, ms / 1000);
  }

  request(method: string, route: string, status: number, ms: number): void {
    this.requests.observe({ method, route, status }, ms / 1000);
  }

  /** A batch of the read side; `recordedAt` is the stamp of its oldest event. */
  projection(events: number, ms: number, recordedAt: string): void {
    this.projected.observe(events);
    this.projecting.observe(ms / 1000);
    this.delay.observe(Math.max(0, Date.now() - Date.parse(recordedAt)) / 1000);
  }

  dueWork({ name: work, lateMs, ms, error }: Run): void {
    this.runs.observe({ work, outcome: error ? 'failed' : 'done' }, ms / 1000);
    this.late.observe({ work }, lateMs / 1000);
    if (!error) this.lastRun.set({ work }, Date.now() / 1000);
  }

  /** Watches a pool from now on; one of the same name takes its place. */
  pool(name: string, use: PoolUse): void {
    this.pools.set(name, use);
  }

  /** Gauges that are looked up only when somebody asks. */
  probe({ readSide, processes, queue }: Probes): void {
    const gauge = <L extends string = never>(name: string, help: string, ...labelNames: readonly L[]) => new Gauge<L>({ ...this.shared, name, help, labelNames });
    if (readSide) {
      const [events, seconds, parked] = [gauge('liuhen_projection_lag_events', 'Events the read side has not applied; counting stops at 1000.'), gauge('liuhen_projection_lag_seconds', 'Age of the oldest event the read side has not applied.'), gauge('liuhen_parked_entities', 'Entities a projection could not fold.')];
      this.probes['read-side'] = () => asking([events!, seconds!, parked!], readSide, (lag) => (events!.set(lag.events), seconds!.set(lag.seconds), parked!.set(lag.parked)));
    }
    if (processes) {
      const [events, seconds] = [gauge('liuhen_process_lag_events', 'Events a process manager has not reacted to; counting stops at 1000.', 'manager'), gauge('liuhen_process_lag_seconds', 'Age of the oldest event a process manager has not reacted to.', 'manager')];
      this.probes['processes'] = () => asking([events!, seconds!], processes, (all) => all.forEach(({ name: manager, ...lag }) => (events!.set({ manager }, lag.events), seconds!.set({ manager }, lag.seconds))));
    }
    if (queue) {
      const [jobs, oldest] = [gauge('liuhen_queue_jobs', 'Runs of due work in the queue, by state.', 'state'), gauge('liuhen_queue_oldest_seconds', 'Age of the oldest run that waits though its time has come.')];
      this.probes['queue'] = () => asking([jobs!, oldest!], queue, ({ oldestMs, ...states }) => (Object.entries(states).forEach(([state, count]) => jobs!.set({ state }, count)), oldest!.set(oldestMs / 1000)));
    }
  }
}

/** A gauge that could not be looked up tells nothing, rather than what was so a while ago. */
async function asking<T>(gauges: readonly { remove(labels: object): void; reset(): void }[], ask: () => Promise<T>, tell: (answer: T) => void): Promise<void> {
  try {
    tell(await ask());
  } catch (error) {
    for (const gauge of gauges) {
      gauge.reset();
      // A gauge without labels is reset to 0, which would be a lie; this takes the value itself away.
      gauge.remove({});
    }
    throw error;
  }
}
