-- Id 1 of each is the first operator's.
create sequence if not exists userdomain.user_ids start 2;
create sequence if not exists userdomain.account_ids start 2;

-- Every account id that was ever given or named, so that a new one is nobody's.
create table if not exists userdomain.accounts (id bigint primary key);

create table if not exists userdomain.verifiers (
  user_id bigint primary key,
  verifier text not null,
  changed_at timestamptz not null default transaction_timestamp());

create table if not exists userdomain.email_codes (
  user_id bigint primary key,
  code bytea not null,
  issued_at timestamptz not null);

-- Kept under a hash of the token, never under the token.
create table if not exists userdomain.sessions (
  key varchar primary key,
  user_id bigint not null,
  opened_at timestamptz not null default now(),
  last_activity timestamptz not null default now(),
  address varchar null,
  transport varchar not null);

create index if not exists sessions_user_id on userdomain.sessions (user_id);

-- One row: something sealed with the keys in use, which a host must be able to open; and whether the first password was shown.
create table if not exists userdomain.installation (
  singleton boolean primary key default true check (singleton),
  sealed_sample bytea null,
  first_password_settled_at timestamptz null);

insert into userdomain.installation default values on conflict do nothing;
