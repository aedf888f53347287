-- Whether no session of this database runs a transaction older than the given one. Runs as the owner, who sees the sessions of his own
-- logins; where a stranger is connected whose transactions are hidden from him, the answer is no.
create or replace function userdomain.none_active_before(fresh bigint) returns boolean language sql volatile security definer
set search_path = pg_catalog as $$
  select not exists (select from pg_stat_activity a
                     where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_xid is not null
                       and age(a.backend_xid) > age((fresh & 4294967295)::text::xid))
    and (pg_has_role('pg_read_all_stats', 'usage')
         or not exists (select from pg_stat_activity a
                        where a.datname = current_database() and a.usesysid is not null and a.usename is distinct from current_user))
$$;
