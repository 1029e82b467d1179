import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { commonFields } from './body.ts';

type Schema = Extract<Parameters<typeof ApiBody>[0], { schema: unknown }>['schema'];

/** The JSON schema of a zod schema, as OpenAPI 3.1 takes it: what a client sends (`input`) or gets (`output`). */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): Schema {
  const { $schema: _, $defs: __, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return withoutReferences(json) as Schema;
}

/** What contains itself (`z.json()`) is described as any value: a reference would point into the document it is put into, where nothing is. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value && typeof value.$ref === 'string') return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutReferences(member)]));
}

/** What `answer()` sends. */
export const answerSchema = z.strictObject({ id: z.string(), revision: z.int(), position: z.int() });

/** A problem document (RFC 9457). `facts` fill the title; `code` is stable. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  facts: z.record(z.string(), z.unknown()),
  correlationId: z.string(),
});

const problems = ApiResponse({ status: 'default', description: 'problem document (RFC 9457)', content: { 'application/problem+json': { schema: jsonSchema(problemSchema, 'output') } } });

/** Documents a command's route: its body with the common fields, its headers, its answer and its problems. */
export function CommandBody(schema: z.ZodType, options: { summary?: string; ifMatch?: boolean } = {}): MethodDecorator {
  return applyDecorators(
    ...(options.summary === undefined ? [] : [ApiOperation({ summary: options.summary })]),
    ApiHeader({ name: 'Idempotency-Key', required: true, description: 'one key per intended command; a repeat answers as the first time' }),
    ...(options.ifMatch === undefined ? [] : [ApiHeader({ name: 'If-Match', required: options.ifMatch, description: 'the revision seen, as "7"' })]),
    ApiBody({ schema: withCommon(jsonSchema(schema)) }),
    ApiResponse({ status: 201, description: 'done', schema: jsonSchema(answerSchema, 'output') }),
    problems,
  );
}

const { properties: commonProperties } = jsonSchema(z.object(commonFields)) as { properties: Readonly<Record<string, Schema>> };

/** The fields every body may carry belong to each alternative: each refuses what it does not name. */
function withCommon(own: Schema): Schema {
  if ('oneOf' in own && own.oneOf) return { ...own, oneOf: own.oneOf.map((one) => withCommon(one as Schema)) };
  if ('anyOf' in own && own.anyOf) return { ...own, anyOf: own.anyOf.map((one) => withCommon(one as Schema)) };
  return 'properties' in own ? { ...own, properties: { ...commonProperties, ...own.properties } } : own;
}

/** Documents any other route: the parameters of its query string or its body, and what it answers. */
export function QueryAnswer(answers: z.ZodType, options: { summary?: string; query?: z.ZodObject; body?: z.ZodType; status?: number } = {}): MethodDecorator {
  const fields = Object.entries(options.query?.shape ?? {}) as [string, z.ZodType][];
  return applyDecorators(
    ...(options.summary === undefined ? [] : [ApiOperation({ summary: options.summary })]),
    ...fields.map(([name, field]) => ApiQuery({ name, required: !field.safeParse(undefined).success, schema: jsonSchema(field) })),
    ...(options.body === undefined ? [] : [ApiBody({ schema: jsonSchema(options.body) })]),
    ApiResponse({ status: options.status ?? 200, description: 'found', schema: jsonSchema(answers, 'output') }),
    problems,
  );
}
