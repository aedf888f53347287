-- What readers in order wait for longest: the oldest transaction of this database that may still add an event. Runs as the owner, who sees
-- the sessions of his own logins; a prepared one has no process. No row where there is none.
create or replace function userdomain.oldest_transaction() returns table (pid int, database name, name text, seconds double precision)
language sql volatile security definer set search_path = pg_catalog as $$
  select o.pid, current_database(), o.name, extract(epoch from clock_timestamp() - o.since)::double precision
  from (select a.pid, a.application_name as name, a.xact_start as since from pg_stat_activity a
        where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_xid is not null
        union all
        select null, 'prepared transaction ' || p.gid, p.prepared from pg_prepared_xacts p where p.database = current_database()) o
  order by o.since nulls first limit 1
$$;

revoke all on function userdomain.oldest_transaction() from public;
grant execute on function userdomain.oldest_transaction() to userdomain_run;
