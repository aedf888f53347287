-- Which engine hosts wrote with, and after which place of the order of events it began: a row when it is another than before. Whoever has hold of the
-- database for an engine notes it in the same transaction, ahead of all that he writes.
create table if not exists userdomain.engine_marks (
  number int primary key,
  engine varchar not null,
  since timestamptz not null default now(),
  after_seq_id bigint not null);

grant select on userdomain.engine_marks to userdomain_run;

-- Up to which place events that no host of ours wrote are taken as they are, since whoever wrote them is known to be gone.
alter table userdomain.installation add column if not exists adopted_up_to bigint not null default 0;

-- Until this step there was one engine, and nobody looked at who wrote.
insert into userdomain.engine_marks (number, engine, since, after_seq_id)
select 1, 'postgres', (select e.timestamp from public.mt_events e order by e.seq_id limit 1), 0
where exists (select from public.mt_events) and not exists (select from userdomain.engine_marks);

update userdomain.installation set adopted_up_to = (select coalesce(max(seq_id), 0) from public.mt_events);
