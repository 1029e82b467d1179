/**
 * The log's tables, roles and functions, idempotent. One writer at a time holds the advisory lock, so the order of
 * positions is the order of commits and a reader never sees a gap.
 *
 * - The lock is taken in a statement of its own: under READ COMMITTED the statements after it see everything committed
 *   before it was granted. One statement that locks *and* reads would read a snapshot from before the wait.
 * - There is no head row: the last row of the primary key is the head, and leaves no dead tuples.
 * - What decides on the log (`append`, `append_one`) begins with `take_turn`; an append of one event, by far the most
 *   frequent when few work, spares the machinery of a batch.
 * - The batch arrives as text with U+001E between items and U+001F between the parts of an item. Neither can occur in
 *   canonical JSON, stream names or uuids, and splitting costs far less than a PostgreSQL array literal.
 * - `materialized` holds the planner back: it would inline the split and the look-up, and do both once for every use.
 */
export const LOG_LOCK = 4_711_001;

export const LOG_SCHEMA_SQL = `
create schema if not exists log;

create table if not exists log.events (
  position    bigint      primary key,
  recorded_at timestamptz not null,
  id          uuid        not null unique,
  revision    int         not null,
  stream      text        collate "C" not null,
  type        text        collate "C" not null,
  canonical   bytea       not null,
  constraint events_stream_revision unique (stream, revision)
);
alter table log.events alter column canonical set storage external;

create or replace function log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the log is append-only: % on log.events is refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create or replace trigger append_only before update or delete on log.events for each row execute function log.refuse_change();
create or replace trigger append_only_truncate before truncate on log.events for each statement execute function log.refuse_change();

create or replace function log.is_open_demonstration() returns boolean language sql stable as $$
  select exists (select from log.events where position = 1 and type = 'DemonstrationOpened')
     and not exists (select from log.events where stream = (select stream from log.events where position = 1) and type = 'DemonstrationClosed')
$$;

create or replace function log.take_turn(p_at timestamptz, out head bigint, out base timestamptz) language plpgsql as $$
declare
  v_last timestamptz;
begin
  perform pg_advisory_xact_lock(${LOG_LOCK});
  select e.position, e.recorded_at into head, v_last from log.events e order by e.position desc limit 1;
  head := coalesce(head, 0);
  if p_at is not null and head > 0 and not log.is_open_demonstration() then
    raise exception 'a simulated clock stamps an open demonstration only' using errcode = 'LH001';
  end if;
  if p_at > clock_timestamp() then
    raise exception 'a simulated clock cannot run ahead of now' using errcode = 'LH001';
  end if;
  if v_last > clock_timestamp() + interval '5 seconds' then
    raise exception 'the clock of the database server is behind the log by more than 5 s: its last event is stamped %; set the clock', v_last using errcode = 'LH002';
  end if;
  base := greatest(coalesce(p_at, clock_timestamp()), v_last + interval '1 microsecond');
end $$;

create or replace function log.append_one(p_stream text, p_expected int, p_id uuid, p_type text, p_before text, p_after text, p_at timestamptz default null)
returns table (ok boolean, actual int, last_position bigint, stamped text) language plpgsql as $$
declare
  v_turn record;
begin
  select * into v_turn from log.take_turn(p_at);
  select e.revision into actual from log.events e where e.stream = p_stream order by e.revision desc limit 1;
  actual := coalesce(actual, -1);
  ok := case p_expected when -2 then true when -3 then actual >= 0 else actual = p_expected end;
  last_position := v_turn.head + 1;
  stamped := to_char(v_turn.base at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  if ok then
    insert into log.events (position, recorded_at, id, revision, stream, type, canonical)
    values (last_position, v_turn.base, p_id, actual + 1, p_stream, p_type,
            convert_to(p_before || ',"recordedAt":"' || stamped || '","revision":' || actual + 1 || ',' || p_after, 'UTF8'));
  end if;
  return next;
end $$;

create or replace function log.append(p_events text, p_at timestamptz default null)
returns table (ok boolean, actual int, last_position bigint, stamped text) language plpgsql as $$
declare
  v_head  bigint;
  v_base  timestamptz;
  v_utc   timestamp;
begin
  select t.head, t.base into v_head, v_base from log.take_turn(p_at) t;
  v_utc := v_base at time zone 'UTC';

  return query
  with items as materialized (
    select string_to_array(t.item, U&'\\001F') as part, t.n from string_to_table(p_events, U&'\\001E') with ordinality as t(item, n)
  ), found as materialized (
    select i.*, i.part[2]::int as expected,
           coalesce((select e.revision from log.events e where e.stream = i.part[1] order by e.revision desc limit 1), -1) as actual
    from items i
  ), judged as (
    select f.*, case f.expected when -2 then true when -3 then f.actual >= 0 else f.actual = f.expected end as granted from found f
  ), placed as (
    select j.*, count(*) filter (where j.granted) over (order by j.n rows unbounded preceding) as nth from judged j
  ), stamped as materialized (
    select p.*, to_char(v_utc + (p.nth - 1) * interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as stamp from placed p
  ), written as (
    insert into log.events (position, recorded_at, id, revision, stream, type, canonical)
    select v_head + s.nth, v_base + (s.nth - 1) * interval '1 microsecond', s.part[5]::uuid, s.actual + s.part[3]::int, s.part[1], s.part[6],
           convert_to(s.part[7] || ',"recordedAt":"' || s.stamp || '","revision":' || s.actual + s.part[3]::int || ',' || s.part[8], 'UTF8')
    from stamped s where s.granted order by s.n
  )
  select s.granted, s.actual, v_head + s.nth, s.stamp from stamped s where s.part[3] = s.part[4] order by s.n;
end $$;

do $$ begin
  if not exists (select from pg_roles where rolname = 'liuhen_log_writer') then create role liuhen_log_writer nologin; end if;
  if not exists (select from pg_roles where rolname = 'liuhen_log_reader') then create role liuhen_log_reader nologin; end if;
exception when duplicate_object or unique_violation then null; end $$;
grant usage on schema log to liuhen_log_writer, liuhen_log_reader;
grant select on log.events to liuhen_log_reader, liuhen_log_writer;
grant insert on log.events to liuhen_log_writer;
revoke update, delete, truncate on log.events from public, liuhen_log_writer, liuhen_log_reader;
grant execute on function log.take_turn(timestamptz), log.append_one(text, int, uuid, text, text, text, timestamptz), log.append(text, timestamptz) to liuhen_log_writer;
grant liuhen_log_writer, liuhen_log_reader to current_user;
`;
