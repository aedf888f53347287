-- What users go through besides their configuration: locks, codes, second factors, keys, tags, mail.

alter table public.mt_doc_user_info add column if not exists locked boolean null, add column if not exists affiliate_id bigint null;
update public.mt_doc_user_info set locked = (data ->> 'Locked')::boolean, affiliate_id = (data ->> 'AffiliateId')::bigint;
create index if not exists mt_doc_user_info_idx_locked on public.mt_doc_user_info using btree (locked) where locked;
create index if not exists mt_doc_user_info_idx_affiliate_id on public.mt_doc_user_info using btree (affiliate_id) where affiliate_id > 0;

create table if not exists public.mt_doc_user_api_key (
  id varchar not null,
  data jsonb not null,
  mt_last_modified timestamptz null default transaction_timestamp(),
  mt_dotnet_type varchar null,
  mt_version bigint not null default 0,
  user_id bigint null,
  constraint pkey_mt_doc_user_api_key_id primary key (id));

create index if not exists mt_doc_user_api_key_idx_user_id on public.mt_doc_user_api_key using btree (user_id);

create table if not exists public.mt_doc_user_affiliate_tag (
  id varchar not null,
  data jsonb not null,
  mt_last_modified timestamptz null default transaction_timestamp(),
  mt_dotnet_type varchar null,
  mt_version bigint not null default 0,
  user_id bigint null,
  tag_key varchar null,
  constraint pkey_mt_doc_user_affiliate_tag_id primary key (id));

create index if not exists mt_doc_user_affiliate_tag_idx_user_id on public.mt_doc_user_affiliate_tag using btree (user_id);
create unique index if not exists mt_doc_user_affiliate_tag_idx_tag_key on public.mt_doc_user_affiliate_tag using btree (tag_key);

-- Every key that something in this database is sealed with. A retired one seals nothing any more.
create table if not exists userdomain.secret_keys (
  id uuid primary key,
  noted_at timestamptz not null default now(),
  retired_at timestamptz null);

create table if not exists userdomain.reset_codes (
  user_id bigint primary key,
  code_hash varchar not null,
  issued_at timestamptz not null);

-- The step of the last code that was taken, and for what: none works twice. A secret counts once it is confirmed; too many wrong
-- codes before that make it void.
create table if not exists userdomain.two_factor_secrets (
  user_id bigint primary key,
  secret bytea not null,
  last_step bigint not null default 0,
  last_use varchar null,
  wrong_codes int not null default 0,
  issued_at timestamptz not null default now());

create table if not exists userdomain.api_key_secrets (
  api_key varchar primary key,
  user_id bigint not null,
  secret bytea not null);

-- Who takes a nonce draws an id for it, by which he knows it for his own where the answer was lost.
create table if not exists userdomain.api_nonces (
  api_key varchar not null,
  nonce_hash varchar not null,
  taken_by uuid not null,
  seen_at timestamptz not null default now(),
  primary key (api_key, nonce_hash));

create index if not exists api_nonces_seen_at on userdomain.api_nonces (seen_at);

alter table userdomain.sessions
  add column if not exists kind varchar not null default 'Open',
  add column if not exists second_factor boolean not null default false,
  add column if not exists api_key varchar null,
  add column if not exists disabling_since timestamptz null;

create index if not exists sessions_api_key on userdomain.sessions (api_key) where api_key is not null;

-- Names that are nobody's and were tried, by a hash of their key: they are counted and locked like those of users. One that seemed to
-- be registered, with an address that is another's, has a verifier.
create table if not exists userdomain.strangers (
  name_hash varchar primary key,
  failures timestamptz[] not null default '{}',
  locked_at timestamptz null,
  verifier text null,
  last_at timestamptz not null default now());

create index if not exists strangers_last_at on userdomain.strangers (last_at);

-- Letters that wait to be sent; one without an address is dropped.
create table if not exists userdomain.outbox (
  id bigint generated always as identity primary key,
  letter bytea null,
  queued_at timestamptz not null default now(),
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  good_until timestamptz not null);

create index if not exists outbox_due_at on userdomain.outbox (due_at);

grant select, insert, update, delete on public.mt_doc_user_api_key, public.mt_doc_user_affiliate_tag to userdomain_run;
grant select, insert, update on userdomain.secret_keys to userdomain_run;
grant select, insert, update, delete on userdomain.reset_codes, userdomain.two_factor_secrets, userdomain.api_key_secrets,
  userdomain.api_nonces, userdomain.strangers, userdomain.outbox to userdomain_run;
