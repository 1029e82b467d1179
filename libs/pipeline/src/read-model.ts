import { dueRows, dueSql } from '#calendar';
import { chainsRows, chainsSql } from '#chains';
import { unitsProjection, unitsSql } from '#organisation';
import { type ReadModel, temporalIndexes, temporalTables } from '#read-side';
import { cardProjection } from './card.projection.ts';
import { meetingsProjection, meetingsSql } from './meetings.projection.ts';
import { filingsProjection, filingsSql } from './filings.projection.ts';
import { historyProjection, historySql } from './history.projection.ts';

/** The read side of this build. Whoever changes what a table holds changes `version`: the next start then rebuilds beside the old. */
export const pipelineReadModel: ReadModel = {
  version: 'v3',
<<<<<<< HEAD
  sql: [historySql, filingsSql, chainsSql, unitsSql, meetingsSql, temporalTables('cards'), temporalIndexes('cards')].join('\n'),
  rows: [filingsProjection, ...chainsRows, unitsProjection, meetingsProjection],
=======
  sql: [historySql, filingsSql, chainsSql, unitsSql, dueSql, temporalTables('cards'), temporalIndexes('cards')].join('\n'),
  rows: [filingsProjection, ...chainsRows, unitsProjection, ...dueRows],
>>>>>>> d9bddb3 (What falls due stands in a calendar and happens once; a process manager that tells an old event again changes nothing)
  history: historyProjection,
  temporal: [cardProjection],
};
