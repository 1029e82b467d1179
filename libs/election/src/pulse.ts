import pg from 'pg';

const BEAT_MS = 500;
/** A pulse that cannot be written for so long is no pulse: its leaders step down. */
const SILENCE_MS = 3_000;

type Led = { readonly backend: number; stepDown(reason: Error): void };

const pulses = new Map<string, Pulse>();

/** Keeps the beats of a process's leaders fresh until the answered function is called; one connection beats for all. */
export function beatFor(connectionString: string, name: string, led: Led): () => Promise<void> {
  const pulse = pulses.get(connectionString) ?? new Pulse(connectionString);
  pulses.set(connectionString, pulse);
  pulse.leaders.set(name, led);
  pulse.start();
  return async () => {
    if (pulse.leaders.get(name) === led) pulse.leaders.delete(name);
    if (pulse.leaders.size > 0) return;
    pulses.delete(connectionString);
    await pulse.stop();
  };
}

class Pulse {
  readonly leaders = new Map<string, Led>();
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private beaten = Date.now();

  constructor(private readonly connectionString: string) {}

  start(): void {
    if (this.timer !== undefined) return;
    this.beaten = Date.now();
    let busy = false;
    this.timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.beating = this.beat().then(() => void (this.beaten = Date.now()), (error: Error) => this.fail(error)).finally(() => (busy = false));
    }, BEAT_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await this.close();
  }

  private async beat(): Promise<void> {
    this.client ??= await this.connect();
    const names = [...this.leaders.keys()];
    const { rows } = await this.client.query<{ name: string }>(
      `update election.leaders l set beat_at = clock_timestamp() from unnest($1::text[], $2::int[]) as led(name, backend)
       where l.name = led.name and l.backend = led.backend returning l.name`,
      [names, names.map((name) => this.leaders.get(name)?.backend)],
    );
    const fresh = new Set(rows.map(({ name }) => name));
    for (const name of names) if (!fresh.has(name)) this.leaders.get(name)?.stepDown(new Error(`another process leads ${name}`));
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.connectionString, keepAlive: true, options: '-c synchronous_commit=off', connectionTimeoutMillis: SILENCE_MS, query_timeout: SILENCE_MS });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  private async fail(error: Error): Promise<void> {
    await this.close();
    if (Date.now() - this.beaten < SILENCE_MS) return;
    for (const { stepDown } of this.leaders.values()) stepDown(error);
  }

  private async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => {});
  }
}
