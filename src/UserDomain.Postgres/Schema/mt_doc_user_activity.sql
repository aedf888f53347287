create table if not exists public.mt_doc_user_activity (
  id varchar not null,
  data jsonb not null,
  mt_last_modified timestamptz null default transaction_timestamp(),
  mt_dotnet_type varchar null,
  mt_version bigint not null default 0,
  actor varchar null,
  at timestamptz null,
  place bigint null,
  constraint pkey_mt_doc_user_activity_id primary key (id));

create index if not exists mt_doc_user_activity_idx_actor on public.mt_doc_user_activity using btree (actor, at, place);
create index if not exists mt_doc_user_activity_idx_at on public.mt_doc_user_activity using btree (at, place);
grant select, insert, update, delete on public.mt_doc_user_activity to userdomain_run;
