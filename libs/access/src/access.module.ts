import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Accounts } from './accounts.ts';
import { AccountsController } from './accounts.controller.ts';
import { AuditController } from './audit.controller.ts';
import { Delegations } from './delegations.ts';
import { DelegationsController } from './delegations.controller.ts';
import { Oidc } from './oidc.ts';
import { OidcController } from './oidc.controller.ts';
import { OwnAccountController } from './own-account.controller.ts';
import { SecondFactors } from './second-factors.ts';
import { SecurityController } from './security.controller.ts';
import { SessionController } from './session.controller.ts';
import { SessionGuard } from './session.guard.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { Tokens } from './tokens.ts';

/**
 * Accounts, sessions and the access log over HTTP, and the guard of every route. Needs `ACCESS_DATA_SOURCE`,
 * `ACCESS_LOG`, `VAULT` and `CLOCK` from a global module; `PUBLIC_URL` and the limits are optional.
 */
@Module({
  controllers: [SessionController, OidcController, OwnAccountController, DelegationsController, SecurityController, AuditController, AccountsController],
  providers: [Sessions, SignIn, Oidc, SecondFactors, Tokens, Delegations, Accounts, { provide: APP_GUARD, useClass: SessionGuard }],
  exports: [Sessions, Accounts],
})
export class AccessModule {}
