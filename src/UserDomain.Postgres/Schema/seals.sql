-- The chain over the record. Each seal closes a range of places in order: place and hash of each event there, one after another; the root
-- of the tree over the hashes; and the link that hangs on the seals before. Hashes do not compress.
create table if not exists userdomain.seals (
  number bigint primary key,
  first_seq_id bigint not null,
  last_seq_id bigint not null,
  events int not null,
  leaves bytea not null,
  root bytea not null,
  link bytea not null,
  sealed_at bigint not null);

alter table userdomain.seals alter column leaves set storage external;
create unique index if not exists seals_last_seq_id on userdomain.seals (last_seq_id);

create or replace trigger refuse_change before update or delete or truncate on userdomain.seals
  for each statement execute function userdomain.refuse_change();
alter table userdomain.seals enable always trigger refuse_change;

grant select, insert on userdomain.seals to userdomain_run;
