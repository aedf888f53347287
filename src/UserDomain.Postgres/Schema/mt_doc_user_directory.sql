create table if not exists public.mt_doc_user_directory (
  id varchar not null,
  data jsonb not null,
  mt_last_modified timestamptz null default transaction_timestamp(),
  mt_dotnet_type varchar null,
  mt_version bigint not null default 0,
  user_id bigint null,
  oms_id bigint null,
  user_name_key varchar null,
  email_key varchar null,
  locked boolean null,
  constraint pkey_mt_doc_user_directory_id primary key (id));

-- A page is a range of one of these, whichever page it is. Prefixes are looked for byte by byte, whatever the database's collation. Users
-- do not come in the order of their addresses, which change; the id beside them spares looking at each.
create index if not exists mt_doc_user_directory_idx_oms_id_user_id on public.mt_doc_user_directory using btree (oms_id, user_id);
create index if not exists mt_doc_user_directory_idx_user_name_key on public.mt_doc_user_directory using btree (oms_id, user_name_key collate "C");
create index if not exists mt_doc_user_directory_idx_email_key on public.mt_doc_user_directory using btree (oms_id, email_key collate "C", user_id);
create index if not exists mt_doc_user_directory_idx_locked on public.mt_doc_user_directory using btree (oms_id, user_id) where locked;
grant select, insert, update, delete on public.mt_doc_user_directory to userdomain_run;
