import { Metadata, Server, ServerCredentials, status, type sendUnaryData, type ServerReadableStream, type ServerWritableStream } from '@grpc/grpc-js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import messages from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { Proxy } from './proxy.ts';
import { type Expected, type Proposed, StoredLog, type StoredRecord, type Verdict } from './stored-log.ts';

type ReadReq = InstanceType<typeof messages.ReadReq>;
type ReadResp = InstanceType<typeof messages.ReadResp>;
type AppendReq = InstanceType<typeof messages.AppendReq>;
type AppendResp = InstanceType<typeof messages.AppendResp>;
type ReadOptions = NonNullable<ReturnType<ReadReq['getOptions']>>;

/** What becomes of one append: stored and answered, stored and the connection cut, not stored and refused, or sent to another node. */
export type AppendFault = 'lose-answer' | 'unavailable' | 'not-leader' | 'never-answer';

/** Speaks the part of EventStoreDB's protocol that the log uses. It is no EventStoreDB: what that does, only a real one can show. */
export type StandIn = {
  readonly url: string;
  readonly log: StoredLog;
  readonly proxy: Proxy;
  /** What becomes of the next appends, one after the other. */
  readonly faults: AppendFault[];
  /** How many events have been written into subscriptions, whether or not a client has taken them. */
  readonly sent: number;
  /** After which position each subscription began; 0 for the start. */
  readonly resumedAt: readonly number[];
  /** Ends every subscription as a server does that has had enough. */
  dropSubscriptions(): void;
  /** Stops for a while; the log stays. */
  restart(downMs: number): Promise<void>;
  close(): Promise<void>;
};

const MAX_APPEND_BYTES = 1024 * 1024;

/** Starts one over its own port; `log=` in the URL is left to the client. */
export async function startStandIn(): Promise<StandIn> {
  const standIn = new StandInServer();
  await standIn.start();
  return standIn;
}

class StandInServer implements StandIn {
  readonly log = new StoredLog();
  readonly faults: AppendFault[] = [];
  sent = 0;
  readonly resumedAt: number[] = [];
  url = '';
  proxy!: Proxy;
  private readonly server = new Server();
  private readonly subscriptions = new Set<ServerWritableStream<ReadReq, ReadResp>>();

  async start(): Promise<void> {
    this.server.addService(services.StreamsService as never, { append: this.append.bind(this), read: this.read.bind(this) } as never);
    const port = await new Promise<number>((resolve, reject) => this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
    this.proxy = new Proxy(port);
    this.url = `esdb://127.0.0.1:${await this.proxy.listen()}?tls=false&defaultDeadline=2000`;
  }

  dropSubscriptions(): void {
    for (const call of this.subscriptions) call.emit('error', { code: status.ABORTED, details: 'the subscription was dropped' });
    this.subscriptions.clear();
  }

  async restart(downMs: number): Promise<void> {
    await this.proxy.close();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await this.proxy.listen();
  }

  async close(): Promise<void> {
    await this.proxy.close();
    this.server.forceShutdown();
  }

  private append(call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void {
    const requests: AppendReq[] = [];
    call.on('data', (request: AppendReq) => requests.push(request));
    call.on('end', () => {
      // A request that was cut short is no request.
      if (call.cancelled || requests.length < 2) return;
      const fault = this.faults.shift();
      if (fault === 'unavailable') return answer({ code: status.UNAVAILABLE, details: 'not now' });
      if (fault === 'not-leader') return answer(this.notLeader());
      const [head, ...rest] = requests;
      const events = rest.map((request) => proposed(request.getProposedMessage()!));
      if (events.reduce((sum, { data }) => sum + data.length, 0) > MAX_APPEND_BYTES) return answer(tooLarge());
      const options = head!.getOptions()!;
      const verdict = this.log.append(nameOf(options.getStreamIdentifier()), expectedOf(options), events);
      if (fault === 'lose-answer') return this.proxy.reset();
      if (fault !== 'never-answer') answer(null, verdictAnswer(verdict));
    });
  }

  private notLeader(): { code: number; details: string; metadata: Metadata } {
    const [, host, port] = /\/\/([^:]+):(\d+)/.exec(this.url)!;
    return failure(status.NOT_FOUND, 'not-leader', { 'leader-endpoint-host': host!, 'leader-endpoint-port': port! });
  }

  private read(call: ServerWritableStream<ReadReq, ReadResp>): void {
    const options = call.request.getOptions()!;
    const work = options.hasSubscription() ? this.follow(call, options) : this.answerRead(call, options);
    work.catch((error: Error) => call.emit('error', { code: status.INTERNAL, details: error.message }));
  }

  private async answerRead(call: ServerWritableStream<ReadReq, ReadResp>, options: ReadOptions): Promise<void> {
    const stream = options.getStream();
    const found = stream ? this.log.stream(nameOf(stream.getStreamIdentifier())) : this.log.records.filter(matching(options));
    if (stream && found.length === 0) {
      const notFound = new messages.ReadResp.StreamNotFound().setStreamIdentifier(stream.getStreamIdentifier());
      call.write(new messages.ReadResp().setStreamNotFound(notFound));
      return void call.end();
    }
    const backwards = options.getReadDirection() === messages.ReadReq.Options.ReadDirection.BACKWARDS;
    const from = stream?.hasRevision() ? Number(stream.getRevision()) : 0;
    const at = Number(options.getAll()?.getPosition()?.getCommitPosition() ?? 0);
    const ordered = backwards ? found.toReversed() : found.filter(({ revision, commit }) => (stream ? revision >= from : commit >= at));
    for (const record of ordered.slice(0, Number(options.getCount()))) if (!call.write(eventAnswer(record))) await drained(call);
    call.end();
  }

  /** Events after a position for ever, with a checkpoint for every stretch that was searched. */
  private async follow(call: ServerWritableStream<ReadReq, ReadResp>, options: ReadOptions): Promise<void> {
    this.subscriptions.add(call);
    call.on('close', () => this.subscriptions.delete(call)).on('cancelled', () => this.subscriptions.delete(call));
    call.write(new messages.ReadResp().setConfirmation(new messages.ReadResp.SubscriptionConfirmation().setSubscriptionId('stand-in')));
    const at = options.getAll()!.getPosition();
    this.resumedAt.push(Number(at?.getCommitPosition() ?? 0));
    const mine = matching(options);
    const stretch = (options.getFilter()?.getMax() || 32) * (options.getFilter()?.getCheckpointintervalmultiplier() || 1);
    let searched = 0;
    for (let index = at ? this.log.indexAt(Number(at.getCommitPosition()) + 1) : 0; this.subscriptions.has(call); index++) {
      while (index >= this.log.records.length && this.subscriptions.has(call)) await this.log.grown();
      const record = this.log.records[index];
      if (!record || !this.subscriptions.has(call)) return;
      if (mine(record)) this.sent++;
      if (mine(record) && !call.write(eventAnswer(record))) await drained(call);
      if (++searched % stretch === 0) call.write(checkpoint(record));
    }
  }
}

function drained(call: ServerWritableStream<ReadReq, ReadResp>): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'cancelled', 'close', 'error']) call.once(event, () => resolve());
  });
}

function matching(options: ReadOptions): (record: StoredRecord) => boolean {
  const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList() ?? [''];
  return ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix));
}

const nameOf = (identifier: { getStreamName_asU8(): Uint8Array } | undefined): string => Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

function expectedOf(options: NonNullable<ReturnType<AppendReq['getOptions']>>): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'none';
  return options.hasStreamExists() ? 'exists' : Number(options.getRevision());
}

function proposed(message: NonNullable<ReturnType<AppendReq['getProposedMessage']>>): Proposed {
  const metadata = message.getMetadataMap();
  return { id: uuidOf(message.getId()!), type: metadata.get('type') ?? '', contentType: metadata.get('content-type') ?? '', data: message.getData_asU8() };
}

function uuidOf(id: InstanceType<typeof shared.UUID>): string {
  if (id.hasString()) return id.getString();
  const structured = id.getStructured()!;
  const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()].map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function verdictAnswer(verdict: Verdict): AppendResp {
  const answer = new messages.AppendResp();
  if (verdict.ok) {
    const position = new messages.AppendResp.Position().setCommitPosition(String(verdict.commit)).setPreparePosition(String(verdict.commit));
    return answer.setSuccess(new messages.AppendResp.Success().setCurrentRevision(String(verdict.revision)).setPosition(position));
  }
  const wrong = new messages.AppendResp.WrongExpectedVersion();
  return answer.setWrongExpectedVersion(verdict.actual === -1 ? wrong.setCurrentNoStream(new shared.Empty()) : wrong.setCurrentRevision(String(verdict.actual)));
}

const EPOCH_TICKS = 10_000n;

function eventAnswer({ commit, stream, revision, id, type, contentType, data, created }: StoredRecord): ReadResp {
  const record = new messages.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)))
    .setStreamRevision(String(revision))
    .setCommitPosition(String(commit))
    .setPreparePosition(String(commit))
    .setData(data);
  record.getMetadataMap().set('type', type).set('content-type', contentType).set('created', String(BigInt(created.getTime()) * EPOCH_TICKS));
  return new messages.ReadResp().setEvent(new messages.ReadResp.ReadEvent().setEvent(record).setCommitPosition(String(commit)));
}

function checkpoint({ commit }: StoredRecord): ReadResp {
  return new messages.ReadResp().setCheckpoint(new messages.ReadResp.Checkpoint().setCommitPosition(String(commit)).setPreparePosition(String(commit)));
}

const tooLarge = () => failure(status.INVALID_ARGUMENT, 'maximum-append-size-exceeded', { 'maximum-append-size': String(MAX_APPEND_BYTES) });

function failure(code: number, exception: string, more: Readonly<Record<string, string>>): { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries({ exception, ...more })) metadata.set(name, value);
  return { code, details: exception, metadata };
}
