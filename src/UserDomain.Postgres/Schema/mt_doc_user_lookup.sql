create table if not exists public.mt_doc_user_lookup (
  id varchar not null,
  data jsonb not null,
  mt_last_modified timestamptz null default transaction_timestamp(),
  mt_dotnet_type varchar null,
  mt_version bigint not null default 0,
  user_id bigint null,
  what varchar null,
  pair varchar null,
  constraint pkey_mt_doc_user_lookup_id primary key (id));

create index if not exists mt_doc_user_lookup_idx_what on public.mt_doc_user_lookup using btree (what, user_id);
create index if not exists mt_doc_user_lookup_idx_pair on public.mt_doc_user_lookup using btree (pair, user_id) where pair <> '';
grant select, insert, update, delete on public.mt_doc_user_lookup to userdomain_run;
