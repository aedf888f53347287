create table if not exists public.mt_streams (
  id varchar not null,
  type varchar null,
  version bigint null,
  timestamp timestamptz not null default now(),
  created timestamptz not null default now(),
  tenant_id varchar null default '*DEFAULT*',
  is_archived bool null default false,
  constraint pkey_mt_streams_id primary key (id));
