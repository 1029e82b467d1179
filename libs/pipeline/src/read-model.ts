import { dueRows, dueSql } from '#calendar';
import { chainsRows, chainsSql } from '#chains';
import { unitsProjection, unitsSql } from '#organisation';
import { type ReadModel, temporalIndexes, temporalTables } from '#read-side';
import { cardProjection } from './card.projection.ts';
import { confidentialProjection, confidentialSql } from './confidential.ts';
import { meetingsProjection, meetingsSql } from './meetings.projection.ts';
import { filingsProjection, filingsSql } from './filings.projection.ts';
import { referenceProjection, referencesSql } from './reference.projection.ts';
import { trackProjection, tracksSql } from './track.projection.ts';
import { historyProjection, historySql } from './history.projection.ts';

const offersSql = `create index on cards ((state->>'offeredTo')) where state->>'offeredTo' is not null;
create index on cards ((state->>'mergedInto')) where state->>'mergedInto' is not null;`;
const holdsSql = `create index on cards ((state->>'reviewOn')) where state->>'reviewOn' is not null;`;

/** The read side of this build. Whoever changes what a table holds changes `version`: the next start then rebuilds beside the old. */
export const pipelineReadModel: ReadModel = {
  version: 'v5',
  sql: [historySql, filingsSql, chainsSql, unitsSql, meetingsSql, confidentialSql, dueSql, referencesSql, tracksSql, temporalTables('cards'), temporalIndexes('cards'), offersSql, holdsSql].join('\n'),
  rows: [filingsProjection, ...chainsRows, unitsProjection, meetingsProjection, confidentialProjection, ...dueRows, referenceProjection],
  history: historyProjection,
  temporal: [cardProjection, trackProjection],
};
