-- Views that are being built, and those that were served before the last switch: under their own names, in schemas of their own.
create schema if not exists userdomain_next;
create schema if not exists userdomain_previous;

-- Up to which place of the order of events such a table is folded. Without a row it is not to be used.
create table if not exists userdomain.view_tables (
  name varchar not null,
  schema varchar not null,
  last_seq_id bigint not null,
  made_at timestamptz not null default now(),
  primary key (name, schema));

-- Views that an event stopped. Their workers wait until somebody says what is to be done about it.
create table if not exists userdomain.view_stops (
  name varchar primary key,
  seq_id bigint not null,
  event_id uuid not null,
  stream_id varchar not null,
  reason text not null,
  stopped_at timestamptz not null default now());

grant select, insert, update, delete on userdomain.view_stops to userdomain_run;
grant select on userdomain.view_tables to userdomain_run;
