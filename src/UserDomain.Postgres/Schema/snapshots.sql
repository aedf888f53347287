-- What users' events came to at a version, so that a long history need not be read. The events say the same: all of it may be thrown away at any time.
-- The shape tells which releases can read it. Most of a large one is a configuration, which is not worth the time that compressing takes.
create table if not exists userdomain.snapshots (
  stream varchar primary key,
  version bigint not null,
  event_id uuid not null,
  shape varchar not null,
  state bytea not null,
  kept_at timestamptz not null default now());

alter table userdomain.snapshots alter column state set storage external;

grant select, insert, update, delete on userdomain.snapshots to userdomain_run;
