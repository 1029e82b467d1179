import db from '@eventstore/db-client';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { CallOptions, Client as GrpcClient, Metadata } from '@grpc/grpc-js';

// What the client keeps for its subclasses; it makes itself, so a subclass has no chance.
type Inner = {
  supports(): Promise<boolean>;
  getChannel(): Promise<{ close(): void }>;
  callArguments(base: object, options: CallOptions): [Metadata, CallOptions];
  GRPCStreamCreator(service: unknown, name: string, create: (client: GrpcClient & { read: (...args: readonly unknown[]) => unknown }) => unknown): () => Promise<never>;
};

/** A client of the server, and what ends it: the client disposes of its calls and leaves its connection open. */
export type OpenClient = { readonly client: EventStoreDBClient; readonly inner: Inner; close(): Promise<void> };

/**
 * Opens a client. Batched appends of one process share one call, whose failure takes all of them along, and an answer
 * that comes after it throws outside any promise (kurrent-io/KurrentDB-Client-NodeJS#523): here each append has a call of
 * its own, as on a server that knows no batches.
 */
export function openClient(connectionString: string): OpenClient {
  const client = db.EventStoreDBClient.connectionString(connectionString);
  const inner = client as unknown as Inner;
  inner.supports = async () => false;
  let channel: Promise<{ close(): void }> | undefined;
  const getChannel = inner.getChannel;
  inner.getChannel = () => (channel = getChannel());
  return {
    client,
    inner,
    async close() {
      await client.dispose();
      await channel?.then((open) => open.close()).catch(() => {});
    },
  };
}
