-- Takes hold of the database for an engine, until the session ends: any number of one engine have it at a time, and none beside another's. Who is in the
-- way is the answer, and then nothing is held; no row where it is held now. Whoever asks waits for who asks at the same moment, no longer than this
-- statement takes. Runs as the owner, who sees the names of the sessions of his own logins.
create or replace function userdomain.hold_engine(mine varchar) returns table (engine varchar, holder text)
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform pg_advisory_xact_lock(7113009217);

  return query
  select coalesce((select m.engine from userdomain.engine_marks m where hashtext(m.engine)::oid = l.objid limit 1), '?'), coalesce(a.application_name, '?')
  from pg_locks l left join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.classid = 1913009216::oid and l.objsubid = 2 and l.granted and l.objid <> hashtext(mine)::oid
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
  limit 1;
  if found then
    return;
  end if;

  perform pg_advisory_lock_shared(1913009216, hashtext(mine));
  insert into userdomain.engine_marks (number, engine, after_seq_id)
  select coalesce(max(m.number), 0) + 1, mine, (select case when s.is_called then s.last_value else 0 end from public.mt_events_sequence s)
  from userdomain.engine_marks m
  having mine is distinct from (select n.engine from userdomain.engine_marks n order by n.number desc limit 1);
end $$;

revoke all on function userdomain.hold_engine from public;
grant execute on function userdomain.hold_engine to userdomain_run;
