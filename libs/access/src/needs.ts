import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Operation } from './policy.ts';

/** What a route asks of who calls it: operations of the policy (one of them is enough), or one of the two that need none. */
export type RouteNeed = Operation | 'public' | 'own';

/** The key of the metadata that the guard reads and the OpenAPI document shows as `x-operations`. */
export const ROUTE_NEEDS = 'liuhen:needs';

const need = (needs: readonly RouteNeed[]): ClassDecorator & MethodDecorator => applyDecorators(SetMetadata(ROUTE_NEEDS, needs), ApiExtension('x-operations', needs));

/**
 * Names the operations of the policy that a route stands under. The guard refuses a role that reaches none of them, and
 * a token whose scopes hold none; whether the thing itself is within reach is asked where it is read.
 */
export const Needs = (...operations: readonly [Operation, ...Operation[]]): ClassDecorator & MethodDecorator => need(operations);

/** Marks a route, or all routes of a controller, that needs no session. */
export const Public = (): ClassDecorator & MethodDecorator => need(['public']);

/** Marks what every signed-in person may do with their own account. A token may only look at it. */
export const Own = (): ClassDecorator & MethodDecorator => need(['own']);
