import 'reflect-metadata';
import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { ACCESS_LOG } from '#access';
import { promisesOf } from '#commitments';
import { OpenDeal, PROMISES } from '#deals';
import { DOCUMENTS } from '#documents';
import { CLOCK, COMMAND_RUNNER, CommandRunner, EVENT_STORE, type EventStore, memoryEventStore, type NewEvent, type Position, type RecordedEvent } from '#event-store';
import { DUPLICATE_INDEX, OPEN_DEAL } from '#leads';
import type { ProcessManager } from '#processes';
import { memoryVault, VAULT } from '#vault';
import { catalogue } from '../../apps/api/src/event-catalogue.ts';

/** The process died here; nothing it still had in hand goes on. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** What a world of commands and reactions is built of: the slices' modules, and what they need besides the usual. */
export type WorldOptions = {
  readonly modules: readonly (Type | DynamicModule)[];
  readonly manager: Type<ProcessManager>;
  readonly providers?: readonly Provider[];
  /** Saves the cursor before the reactions instead of after them; a control that must be found out. */
  readonly cursorFirst?: true;
};

/** Where a saved state of the world stands: its log, and how far the manager has reacted. */
export type Saved = { readonly log: readonly RecordedEvent[]; readonly cursor: Position };

/**
 * The command side and one process manager over a log in memory, in a process that can be told to die at the n-th
 * thing it waits for: before or after an append, at a read, before or after the cursor is saved.
 */
export class CrashingWorld {
  private log = memoryEventStore();
  private runner: CommandRunner;
  private readonly vault = memoryVault();
  private cursor: Position = 0;
  private today = '2026-03-10';
  private steps = 0;
  private fatal = Number.POSITIVE_INFINITY;
  private app!: TestingModule;
  private readonly manager: Type<ProcessManager>;
  private readonly cursorFirst: boolean;
  /** Everything the current life has waited for, by name. */
  readonly lived: string[] = [];

  private constructor({ manager, cursorFirst }: WorldOptions) {
    this.manager = manager;
    this.cursorFirst = cursorFirst === true;
    this.runner = this.freshRunner();
  }

  static async open(options: WorldOptions): Promise<CrashingWorld> {
    const world = new CrashingWorld(options);
    world.app = await Test.createTestingModule({ imports: [world.around(options.providers ?? []), ...options.modules] }).compile();
    await world.app.init();
    return world;
  }

  /** The process starts, on the log and cursor that are there; it dies at the n-th step when told to. */
  start(fatal = Number.POSITIVE_INFINITY): void {
    this.runner = this.freshRunner();
    this.steps = 0;
    this.lived.length = 0;
    this.fatal = fatal;
  }

  /** Lets everything that was cut off run into the crash. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Sends a command as a client does, on a day. */
  async send(command: object, today: string): Promise<void> {
    this.today = today;
    await this.app.get(CommandBus, { strict: false }).execute(command);
  }

  /** The manager follows the log from its cursor to the end, in small batches. */
  async catchUp(): Promise<void> {
    const manager = this.app.get(this.manager, { strict: false });
    for (;;) {
      const events = await this.store.readAll({ after: this.cursor, limit: 2 });
      if (events.length === 0) return;
      if (this.cursorFirst) this.moveCursor(events.at(-1)!.position);
      for (const event of events) await manager.react(catalogue.upcast(event));
      if (!this.cursorFirst) this.moveCursor(events.at(-1)!.position);
    }
  }

  private moveCursor(position: Position): void {
    this.step('cursor: before');
    this.cursor = position;
    this.step('cursor: after');
  }

  async save(): Promise<Saved> {
    return { log: await this.log.readAll({ after: 0, limit: 100_000 }), cursor: this.cursor };
  }

  /** A world with this past and nothing else. */
  async restore({ log, cursor }: Saved): Promise<void> {
    this.log = memoryEventStore();
    for (const { position: _, stream, revision: __, recordedAt: ___, ...event } of log) await this.log.append(stream, 'any', [event as NewEvent]);
    this.cursor = cursor;
  }

  /** The log as a reader sees it, stream by stream: secrets opened, without stamps, and without the order between streams, which nobody decided. */
  async streams(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const streams: Record<string, unknown[]> = {};
    for (const { position: _, recordedAt: __, ...event } of await this.log.readAll({ after: 0, limit: 100_000 })) (streams[event.stream] ??= []).push({ ...event, data: await this.vault.openData(event.id, event.data) });
    return streams;
  }

  close(): Promise<void> {
    return this.app.close();
  }

  private step(name: string): void {
    this.steps += 1;
    if (this.steps > this.fatal) throw new Crashed(`dead since ${this.lived.at(-1)}`);
    this.lived.push(name);
    if (this.steps === this.fatal) throw new Crashed(name);
  }

  /** The log as the process reaches it. An append may be cut off before it, or before its answer. */
  private readonly store: EventStore = {
    log: this.log.log,
    append: async (stream, expected, events, options) => {
      this.step(`${events[0]!.type}: before`);
      const appended = await this.log.append(stream, expected, events, options);
      this.step(`${events[0]!.type}: after`);
      return appended;
    },
    readStream: async (stream, options) => {
      this.step(`read ${stream.split('-')[0]}`);
      return this.log.readStream(stream, options);
    },
    readAll: async (options) => {
      this.step('read log');
      return this.log.readAll(options);
    },
    subscribe: (options) => this.log.subscribe(options),
    head: () => this.log.head(),
    close: () => this.log.close(),
  };

  private freshRunner(): CommandRunner {
    return new CommandRunner(this.store, catalogue, this.vault);
  }

  private around(more: readonly Provider[]): Type {
    // The runner of this life; the one before took what it had cached along.
    const runner: Pick<CommandRunner, 'handle' | 'stateOf' | 'eventsOf'> = {
      handle: (decision) => this.runner.handle(decision),
      stateOf: (stream, decider) => this.runner.stateOf(stream, decider),
      eventsOf: (stream, from) => this.runner.eventsOf(stream, from),
    };
    const providers: Provider[] = [
      { provide: EVENT_STORE, useValue: this.store },
      { provide: COMMAND_RUNNER, useValue: runner },
      { provide: CLOCK, useValue: { now: () => `${this.today}T04:00:00.000Z`, stamp: () => undefined } },
      { provide: VAULT, useValue: this.vault },
      { provide: ACCESS_LOG, useValue: { record: async () => {} } },
      { provide: DUPLICATE_INDEX, useValue: { suggest: async () => ({ ordinal: 1, suggestions: [] }) } },
      { provide: DOCUMENTS, useValue: { find: async () => undefined } },
      { provide: OPEN_DEAL, useValue: (...given: ConstructorParameters<typeof OpenDeal>) => new OpenDeal(...given) },
      { provide: PROMISES, useValue: promisesOf(runner as CommandRunner) },
      ...more,
    ];
    class Around {}
    Global()(Around);
    Module({ providers, exports: providers.map((provider) => (provider as { provide: symbol }).provide) })(Around);
    return Around;
  }
}
