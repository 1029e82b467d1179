import { Redis } from 'ioredis';

/** This Redis cannot keep a queue: the message says what it is set to, and what to set. */
export class UnsuitableRedis extends Error {
  override readonly name = 'UnsuitableRedis';
}

/**
 * Throws `UnsuitableRedis` unless Redis refuses writes when its memory is full, rather than dropping keys: a queue whose
 * keys are evicted goes silent. Managed servers often forbid CONFIG; INFO tells the same there.
 */
export async function assertKeepsKeys(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { lazyConnect: true, enableReadyCheck: false, connectTimeout: 5000, maxRetriesPerRequest: 1, retryStrategy: () => null });
  // Told by the rejection of what was asked; without a listener it would be printed as well.
  redis.on('error', () => {});
  try {
    await redis.connect().catch((error: Error) => Promise.reject(new UnsuitableRedis(`REDIS_URL: Redis cannot be reached: ${error.message}`)));
    const policy = (await byConfig(redis)) ?? (await byInfo(redis));
    if (policy === undefined) throw new UnsuitableRedis('REDIS_URL: neither CONFIG GET maxmemory-policy nor INFO memory is allowed, so nobody can tell whether this Redis evicts keys; allow one of them (ACL: +config|get or +info)');
    if (policy !== 'noeviction') throw new UnsuitableRedis(`REDIS_URL: this Redis runs with maxmemory-policy ${policy}, which drops jobs when its memory is full; set maxmemory-policy noeviction (CONFIG SET maxmemory-policy noeviction, and the same line in redis.conf)`);
  } finally {
    redis.disconnect();
  }
}

async function byConfig(redis: Redis): Promise<string | undefined> {
  const answer = await redis.config('GET', 'maxmemory-policy').catch(() => undefined);
  return Array.isArray(answer) ? (answer[1] as string | undefined) : undefined;
}

async function byInfo(redis: Redis): Promise<string | undefined> {
  const info = await redis.info('memory').catch(() => '');
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
}
