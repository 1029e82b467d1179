import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Json } from '#event-store';
import type { Role } from './policy.ts';

/** A person or program that may sign in. Never deleted: history names it. */
@Entity({ schema: 'access', name: 'accounts' })
export class Account {
  @PrimaryColumn('text', { collation: 'C' })
  name!: string;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  /** Argon2id in PHC form. */
  @Column('text', { name: 'password_hash', select: false })
  passwordHash!: string;

  @Column('boolean')
  disabled!: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

/** A role an account has in a unit (null: none, as office and officers) for a time; `until` is the first day after it. */
@Entity({ schema: 'access', name: 'appointments' })
export class Appointment {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'text', collation: 'C' })
  account!: string;

  @Column('text')
  role!: Role;

  @Column('text', { nullable: true })
  unit!: string | null;

  @Column('date')
  from!: string;

  @Column('date', { nullable: true })
  until!: string | null;
}

/** A signed-in browser. Only the SHA-256 of its token is kept, so that a copy of the table signs nobody in. */
@Entity({ schema: 'access', name: 'sessions' })
export class Session {
  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column({ type: 'text', collation: 'C' })
  account!: string;

  @Column('uuid')
  appointment!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

/** A program's bearer token, for the scopes it was made for. */
@Entity({ schema: 'access', name: 'tokens' })
export class ApiToken {
  @Column('uuid', { unique: true, default: () => 'gen_random_uuid()' })
  id!: string;

  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column({ type: 'text', collation: 'C' })
  account!: string;

  @Column('uuid')
  appointment!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  scopes!: readonly string[];

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

/** One entry of the access log as stored; written by `PostgresAccessLog` alone. */
@Entity({ schema: 'access', name: 'log' })
export class AccessLogRow {
  @PrimaryColumn('bigint')
  position!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text', { nullable: true })
  account!: string | null;

  @Column('text')
  action!: string;

  @Column('text')
  outcome!: string;

  @Column('text')
  subject!: string;

  @Column('text', { nullable: true })
  address!: string | null;

  @Column('jsonb')
  detail!: Readonly<Record<string, Json>>;

  @Column('bytea', { name: 'previous_hash' })
  previousHash!: Buffer;

  @Column('bytea')
  hash!: Buffer;
}
