-- What commands with a client's key answered, sealed, under hashes: for whoever sends the same again. Good for a day.
create table if not exists userdomain.kept_answers (
  key varchar primary key,
  box bytea not null,
  kept_at timestamptz not null default now());

create index if not exists kept_answers_kept_at on userdomain.kept_answers (kept_at);

grant select, insert, update, delete on userdomain.kept_answers to userdomain_run;
