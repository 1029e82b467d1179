import type { Operation } from '#access';
import { send } from './client.ts';
import { samplesOf, type Schema } from './samples.ts';

/** A route of the OpenAPI document, what it asks of who calls it, and whether a command of it must name a revision. */
export type Route = { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string; readonly needs: readonly (Operation | 'own' | 'public')[]; readonly ifMatch: boolean; readonly schema: Schema | undefined };

type Described = {
  readonly 'x-operations'?: Route['needs'];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
};

/** Every route of the document, its path below `/api/v1`. */
export async function routesOf(url: string): Promise<readonly Route[]> {
  const { paths } = (await send(url, '/api/openapi.json')).body as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Route => ({
      method: method.toUpperCase() as Route['method'],
      path: path.slice('/api/v1'.length),
      needs: described['x-operations'] ?? [],
      ifMatch: described.parameters?.some(({ name, required }) => name === 'If-Match' && required) ?? false,
      schema: described.requestBody?.content['application/json']?.schema,
    })),
  );
}

const SAMPLE_ID = '0190a3c8-1b2c-4d3e-8f4a-5b6c7d8e9f00';

/** The least body a route takes, with one text in every free field and a real id wherever an id stands. */
export function bodyFor({ schema }: Route, text: string, id: string): Record<string, unknown> {
  const [sample] = schema ? samplesOf(schema, { text, whole: false }) : [];
  return JSON.parse(JSON.stringify(sample ?? {}).replaceAll(SAMPLE_ID, id)) as Record<string, unknown>;
}
