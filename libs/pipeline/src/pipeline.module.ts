import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EVENT_STORE, type EventStore } from '#event-store';
import { DUPLICATE_INDEX } from '#leads';
import { READ_DATA_SOURCE, READ_POSITION, type ReadPosition } from '#read-side';
import { VAULT, type Vault } from '#vault';
import type { DataSource } from 'typeorm';
import { AsOfReader } from './as-of.ts';
import { ConfidentialDocumentsGuard } from './confidential-documents.guard.ts';
import { FiledDuplicates } from './duplicate-index.ts';
import { MeetingQueries } from './meetings.queries.ts';
import { LiveController } from './live.controller.ts';
import { PipelineController } from './pipeline.controller.ts';

/** Boards and histories over HTTP; needs the read side's data source and position, the log and the vault. */
@Global()
@Module({
  controllers: [PipelineController, LiveController, MeetingQueries],
  providers: [
    { provide: APP_GUARD, useClass: ConfidentialDocumentsGuard },
    {
      provide: AsOfReader,
      inject: [READ_DATA_SOURCE, READ_POSITION, EVENT_STORE],
      useFactory: (read: DataSource, reached: ReadPosition, store: EventStore) => new AsOfReader(read, reached, store),
    },
    {
      provide: DUPLICATE_INDEX,
      inject: [READ_DATA_SOURCE, READ_POSITION, VAULT],
      useFactory: (read: DataSource, reached: ReadPosition, vault: Vault) => new FiledDuplicates(read, reached, vault),
    },
  ],
  exports: [DUPLICATE_INDEX, AsOfReader],
})
export class PipelineModule {}
