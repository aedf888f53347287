-- The chain over the record. Each seal closes a range of events in order: their hashes, the root of the tree over them, and the link
-- that hangs on the seal before.
create table if not exists userdomain.seals (
  number bigint primary key,
  first_seq_id bigint not null,
  last_seq_id bigint not null,
  events int not null,
  leaves bytea not null,
  root bytea not null,
  link bytea not null,
  sealed_at timestamptz not null default now());

create or replace trigger refuse_change before update or delete or truncate on userdomain.seals
  for each statement execute function userdomain.refuse_change();
alter table userdomain.seals enable always trigger refuse_change;

grant select, insert on userdomain.seals to userdomain_run;
