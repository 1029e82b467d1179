import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Second factors, tokens with scopes, delegations, lock-outs of addresses, and sign-ins under way at an identity provider. */
export class AccessInFull1795564800000 implements MigrationInterface {
  readonly name = 'AccessInFull1795564800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SECOND_FACTORS);
    await runner.query(TOKENS);
    await runner.query(DELEGATIONS);
    await runner.query(SIGN_IN);
  }

  /** What people enrolled and gave is theirs: taking it away is a decision of its owner. */
  async down(): Promise<void> {
    throw new Error('second factors and delegations are not dropped by a migration');
  }
}

// The secret is sealed by the vault: a copy of the database alone computes no code.
const SECOND_FACTORS = `
create table access.second_factors (
  account      text collate "C" primary key references access.accounts,
  seal         uuid not null,
  secret       jsonb not null,
  confirmed_at timestamptz,
  last_step    bigint not null default 0,
  created_at   timestamptz not null default now()
);
create table access.recovery_codes (
  account   text collate "C" not null references access.second_factors on delete cascade,
  code_hash bytea not null,
  used_at   timestamptz,
  primary key (account, code_hash)
);
create table access.second_factor_roles (role text primary key, required_by text not null, required_at timestamptz not null default now());`;

const TOKENS = `
alter table access.tokens add column id uuid not null default gen_random_uuid() unique;
alter table access.tokens add column scopes jsonb;
alter table access.tokens add column last_used_at timestamptz;
update access.tokens set revoked_at = coalesce(revoked_at, now()) where scope = 'write';
update access.tokens set scopes = '["read"]';
alter table access.tokens alter column scopes set not null;
alter table access.tokens drop column scope;`;

const DELEGATIONS = `
create table access.delegations (
  id         uuid primary key,
  principal  text collate "C" not null references access.accounts,
  deputy     text collate "C" not null references access.accounts,
  operations jsonb,
  "from"     date not null,
  "until"    date not null check ("until" > "from"),
  given_by   text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  check (principal <> deputy)
);
create index delegations_deputy on access.delegations (deputy, principal);
create index delegations_principal on access.delegations (principal);`;

const SIGN_IN = `
create table access.address_failures (
  address      text primary key,
  count        int not null,
  last_at      timestamptz not null default now(),
  locked_until timestamptz
);
create table access.oidc_flows (
  handle_hash bytea primary key,
  state       text not null,
  nonce       text not null,
  verifier    text not null,
  started_at  timestamptz not null default now()
);`;
