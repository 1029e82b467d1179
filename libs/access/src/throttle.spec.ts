import { describe, expect, it } from '@jest/globals';
import { PerKey, Throttle } from './throttle.ts';

describe('a throttle', () => {
  it('lets a burst through, then says when to come back', () => {
    let now = 0;
    const throttle = new Throttle({ burst: 2, perMinute: 6 }, () => now);
    const take = () => throttle.take('10.0.0.1');
    take();
    take();
    expect(take).toThrow(expect.objectContaining({ kind: 'too-many', facts: { retryAfter: 10 } }));
    throttle.take('10.0.0.2');
    now = 10_000;
    expect(take).not.toThrow();
    expect(take).toThrow(expect.objectContaining({ code: 'wire.too-many' }));
  });
});

describe('tasks of one key', () => {
  it('run after each other, also after one that failed, while other keys do not wait', async () => {
    const queue = new PerKey(3);
    const seen: string[] = [];
    let release = (): void => {};
    const first = queue.run('a', () => new Promise<void>((resolve) => { release = () => { seen.push('a1'); resolve(); }; }));
    const second = queue.run('a', async () => { seen.push('a2'); throw new Error('no'); });
    const third = queue.run('a', async () => { seen.push('a3'); });
    await expect(queue.run('a', async () => {})).rejects.toMatchObject({ code: 'wire.too-many' });
    await queue.run('b', async () => { seen.push('b1'); });
    release();
    await expect(second).rejects.toThrow('no');
    await Promise.all([first, third]);
    expect(seen).toEqual(['b1', 'a1', 'a2', 'a3']);
  });
});
