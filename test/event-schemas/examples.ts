import { type EventEnvelope, type EventType, parseEvent, canonicalText } from '#event-store';
import { memoryVault } from '#vault';
import fc from 'fast-check';
import { v5 as uuid } from 'uuid';
import { arbitraryOf, type Filling, type JsonSchema } from '../properties/arbitrary.ts';

const EXAMPLES = '6b0f4e0a-52a7-5d49-9a43-0c2f3d7e8b10';
const SEED = 20261124;

/** Two stored events of a type: one with every optional member, one with none; secrets are sealed as in a log. */
export async function examplesOf(type: string, definition: EventType, schema: JsonSchema): Promise<readonly EventEnvelope[]> {
  const vault = memoryVault();
  return Promise.all((['all', 'none'] as const).map(async (optional, index) => {
    const id = uuid(`${type}/${definition.schema}/${optional}`, EXAMPLES);
    const data = await vault.sealData(id, fitting(type, definition, schema, optional));
    const { position: _, ...stored } = parseEvent(canonicalText(enveloped(id, type, definition.schema, index, data)), 0);
    return stored;
  }));
}

/** Data that also meet the refinements, which a JSON Schema cannot say. */
function fitting(type: string, { data }: EventType, schema: JsonSchema, optional: Filling['optional']): unknown {
  for (const filling of [optional, 'some'] as const) {
    const value = fc.sample(arbitraryOf(schema, { optional: filling, secrets: 'clear' }), { seed: SEED, numRuns: 500 }).find((one) => data.safeParse(one).success);
    if (value !== undefined) return value;
  }
  throw new Error(`no example of ${type} was found among 1,000; teach test/properties/arbitrary.ts what its refinements want`);
}

function enveloped(id: string, type: string, schema: number, revision: number, data: unknown): EventEnvelope {
  return {
    id, type, schema, stream: `example-${type}`, revision, occurredOn: '2026-11-24', recordedAt: `2026-11-24T00:00:00.00000${revision + 1}Z`,
    actor: { account: 'team1.member', unit: 'team1', role: 'member', ...(revision === 0 && { onBehalfOf: 'team1.lead' }) },
    correlationId: id, causationId: id, commandKey: { id: uuid('key', id), digest: 'example' }, via: 'web', data,
  };
}
