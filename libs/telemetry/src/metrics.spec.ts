import { beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.ts';

const build = { version: '1', process: 'api', read_model: 'v1', log: 'postgresql', queue: 'postgresql' };
let metrics: Metrics;
beforeEach(() => { metrics = new Metrics(build); });

const lines = async (name: string): Promise<readonly string[]> => (await metrics.text()).split('\n').filter((line) => line.startsWith(name));

describe('the metrics of a process', () => {
  it('count what was refused by its reason, and what was done not at all', async () => {
    for (const outcome of ['appended', 'wrong-revision', 'repeated', 'unknown', 'wrong-revision'] as const) metrics.append()(outcome);
    expect(await lines('liuhen_append_refused_total')).toEqual(['liuhen_append_refused_total{reason="wrong-revision"} 2', 'liuhen_append_refused_total{reason="unknown"} 1']);
    expect(await lines('liuhen_append_seconds_count')).toEqual(['liuhen_append_seconds_count{outcome="appended"} 1', 'liuhen_append_seconds_count{outcome="wrong-revision"} 2', 'liuhen_append_seconds_count{outcome="repeated"} 1', 'liuhen_append_seconds_count{outcome="unknown"} 1']);
  });

  it('show a pool as it is when they are asked for', async () => {
    const pool = { totalCount: 4, idleCount: 1, waitingCount: 0 };
    metrics.pool('read', pool);
    Object.assign(pool, { idleCount: 0, waitingCount: 7 });
    expect(await lines('liuhen_pool_connections{')).toEqual(['liuhen_pool_connections{pool="read",state="busy"} 4', 'liuhen_pool_connections{pool="read",state="idle"} 0', 'liuhen_pool_connections{pool="read",state="waiting"} 7']);
  });

  it('remember when due work last ended well, not when it last failed', async () => {
    const run = { id: 'r', name: 'protection.expire', lateMs: 5, ms: 20 };
    metrics.dueWork({ ...run, error: new Error('no') });
    expect(await lines('liuhen_due_work_last_success')).toEqual([]);
    metrics.dueWork(run);
    expect(await lines('liuhen_due_work_last_success')).toHaveLength(1);
    expect(await lines('liuhen_due_work_seconds_count')).toEqual(['liuhen_due_work_seconds_count{work="protection.expire",outcome="failed"} 1', 'liuhen_due_work_seconds_count{work="protection.expire",outcome="done"} 1']);
  });
});

describe('what is looked up when they are asked for', () => {
  it('is left out when it cannot be looked up, rather than told as it was, and that is counted', async () => {
    let away = false;
    const look = async <T>(answer: T): Promise<T> => {
      if (away) throw new Error('away');
      return answer;
    };
    metrics.probe({
      readSide: () => look({ events: 3, seconds: 0.5, parked: 1 }),
      processes: () => look([{ name: 'leads', events: 2, seconds: 4 }]),
      queue: () => look({ waiting: 1, delayed: 2, active: 0, failed: 0, oldestMs: 1500 }),
    });
    const gauges = /^liuhen_(projection_lag|process_lag|parked|queue)/;
    const told = async () => (await metrics.text()).split('\n').filter((line) => gauges.test(line));
    expect(await told()).toEqual([
      'liuhen_projection_lag_events 3', 'liuhen_projection_lag_seconds 0.5', 'liuhen_parked_entities 1', 'liuhen_process_lag_events{manager="leads"} 2', 'liuhen_process_lag_seconds{manager="leads"} 4',
      'liuhen_queue_jobs{state="waiting"} 1', 'liuhen_queue_jobs{state="delayed"} 2', 'liuhen_queue_jobs{state="active"} 0', 'liuhen_queue_jobs{state="failed"} 0', 'liuhen_queue_oldest_seconds 1.5',
    ]);
    away = true;
    expect(await told()).toEqual([]);
    // Asked once above and once here.
    expect(await lines('liuhen_probe_failures_total{')).toEqual(['liuhen_probe_failures_total{probe="read-side"} 2', 'liuhen_probe_failures_total{probe="processes"} 2', 'liuhen_probe_failures_total{probe="queue"} 2']);
  });
});
