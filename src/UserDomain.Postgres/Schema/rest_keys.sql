-- Keys that open the REST endpoint, one a user, each kept under a hash of it.

create table if not exists userdomain.rest_keys (
  user_id bigint primary key,
  key_hash varchar not null unique,
  generated_at timestamptz not null default now());

grant select, insert, update, delete on userdomain.rest_keys to userdomain_run;
