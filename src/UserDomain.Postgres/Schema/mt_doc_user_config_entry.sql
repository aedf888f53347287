create table if not exists public.mt_doc_user_config_entry (
  id varchar not null,
  data jsonb not null,
  mt_last_modified timestamptz null default transaction_timestamp(),
  mt_dotnet_type varchar null,
  mt_version bigint not null default 0,
  user_id bigint null,
  constraint pkey_mt_doc_user_config_entry_id primary key (id));

create index if not exists mt_doc_user_config_entry_idx_user_id on public.mt_doc_user_config_entry using btree (user_id);
