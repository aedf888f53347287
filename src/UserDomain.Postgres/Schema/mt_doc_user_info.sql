create table if not exists public.mt_doc_user_info (
  id varchar not null,
  data jsonb not null,
  mt_last_modified timestamptz null default transaction_timestamp(),
  mt_dotnet_type varchar null,
  mt_version bigint not null default 0,
  user_name_key varchar null,
  email_key varchar null,
  constraint pkey_mt_doc_user_info_id primary key (id));

-- The name first: where both are taken, it is the name that the refusal speaks of.
create unique index if not exists mt_doc_user_info_idx_user_name_key on public.mt_doc_user_info using btree (user_name_key);
create unique index if not exists mt_doc_user_info_idx_email_key on public.mt_doc_user_info using btree (email_key);
