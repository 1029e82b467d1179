import db from '@eventstore/db-client';
import type { AllStreamResolvedEvent, ReadStreamOptions, ResolvedEvent } from '@eventstore/db-client';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import messages from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import reading from '@eventstore/db-client/dist/streams/utils/ReadStream.js';
import converting from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import type { Position } from '../envelope.ts';
import { openClient } from './client.ts';
import { noAnswerIsFinal, retrying } from './faults.ts';

/** An event as the server hands it out. */
export type ServerEvent = ResolvedEvent | AllStreamResolvedEvent;

/** Where the log is: a connection string of the client, and under which name the log stands among others there. */
export type ServerAddress = { readonly connectionString: string; readonly log: string };

const WINDOW = 2000;

/**
 * Reads `esdb://host:2113?…&log=name` (`kurrentdb://` and `esdb+discover://` likewise). `log` is ours, default
 * `liuhen`: our streams are `log.kind-id`, so that a server may hold other logs and other people's streams beside.
 */
export function serverAddress(url: string): ServerAddress {
  const [base, query = ''] = url.replace(/^(kurrentdb|kdb)(\+discover)?:/, 'esdb$2:').split('?') as [string, string?];
  const parameters = new URLSearchParams(query);
  const log = parameters.get('log') ?? 'liuhen';
  if (!/^[a-z][a-z0-9]{0,31}$/.test(log)) throw new RangeError(`log=${log} names no log: use up to 32 small letters and digits`);
  parameters.delete('log');
  return { connectionString: parameters.size === 0 ? base : `${base}?${parameters.toString()}`, log };
}

/** One connection to the server that asks and is answered; subscriptions have connections of their own. */
export class Server {
  private readonly open;

  constructor(private readonly address: ServerAddress) {
    this.open = openClient(address.connectionString);
  }

  get prefix(): string {
    return `${this.address.log}.`;
  }

  /** Appends to a stream at a revision (-1: none yet); the name is the server's. Throws what the client throws. */
  async append(name: string, revision: number, events: readonly { id: string; type: string; data: Uint8Array }[]): Promise<void> {
    const expectedRevision = revision === -1 ? db.NO_STREAM : BigInt(revision);
    await this.open.client.appendToStream(name, events.map((event) => db.binaryEvent(event)), { expectedRevision });
  }

  /** Appends without a look at the stream. */
  async note(name: string, event: { id: string; type: string; data: Uint8Array }): Promise<void> {
    await this.open.client.appendToStream(name, db.binaryEvent(event), { expectedRevision: db.ANY });
  }

  /** Events of a stream from a revision on, or its last ones; none when there is no such stream. */
  readStream(name: string, from: number | 'last', limit = Number.MAX_SAFE_INTEGER): Promise<readonly ServerEvent[]> {
    const place: ReadStreamOptions = from === 'last' ? { direction: db.BACKWARDS, fromRevision: db.END } : { fromRevision: BigInt(from) };
    return retrying(async () => {
      try {
        return await all(this.open.client.readStream(name, { ...place, maxCount: limit }));
      } catch (error) {
        if (error instanceof db.StreamNotFoundError) return [];
        throw error;
      }
    }, noAnswerIsFinal);
  }

  /** At most `limit` events of the log at or after a position, in order, or its last ones; the server leaves out what is not ours. */
  readOurs(from: Position | 'last', limit: number): Promise<readonly ServerEvent[]> {
    const request = filteredRead(this.prefix, from, limit);
    return retrying(() => {
      const create = this.open.inner.GRPCStreamCreator(services.StreamsClient, 'readOurs', (client) => client.read(request, ...this.open.inner.callArguments({}, { deadline: Infinity })));
      return all(new reading.ReadStream(create, converting.convertGrpcEvent as never, {}));
    }, noAnswerIsFinal);
  }

  close(): Promise<void> {
    return this.open.close();
  }
}

async function all(read: AsyncIterable<unknown>): Promise<readonly ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of read) events.push(event as ServerEvent);
  return events;
}

// The client reads $all without a filter only, though the server filters: the request is made as the client makes it.
function filteredRead(prefix: string, from: Position | 'last', limit: number): InstanceType<typeof messages.ReadReq> {
  const { Options } = messages.ReadReq;
  const place = new Options.AllOptions();
  if (from === 'last') place.setEnd(new shared.Empty());
  else if (from === 0) place.setStart(new shared.Empty());
  else place.setPosition(new Options.Position().setCommitPosition(String(from)).setPreparePosition(String(from)));
  const filter = new Options.FilterOptions().setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList([prefix])).setMax(WINDOW).setCheckpointintervalmultiplier(1);
  const options = new Options()
    .setAll(place)
    .setReadDirection(from === 'last' ? Options.ReadDirection.BACKWARDS : Options.ReadDirection.FORWARDS)
    .setCount(String(limit))
    .setFilter(filter)
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()));
  return new messages.ReadReq().setOptions(options);
}
