-- All that the schema files make, a line each: what it is, and how it is. Where Marten's own daemon puts what it gave up on is Marten's to make, as its functions are.
with ours as (
  select c.oid, c.relname, c.relkind, c.relacl, n.nspname, n.nspname || '.' || c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where (n.nspname = 'userdomain' or (n.nspname = 'public' and c.relname like 'mt\_%' and c.relname <> 'mt_doc_deadletterevent')) and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')),
grantees as (select oid, rolname from pg_roles union all select 0, 'public'),
run as (select * from grantees where rolname in ('userdomain_run', 'public'))
select 'table ' || name as what, '' as how from ours where relkind in ('r', 'p')
union all
select 'view ' || name, '' from ours where relkind in ('v', 'm', 'f')
union all
select 'column ' || o.name || '.' || a.attname,
  format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
from ours o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where o.relkind <> 'S'
union all
select 'index ' || o.nspname || '.' || i.relname, pg_get_indexdef(i.oid) || case when x.indisvalid then '' else ' (not valid)' end
from ours o join pg_index x on x.indrelid = o.oid join pg_class i on i.oid = x.indexrelid
union all
select 'constraint ' || o.name || ' ' || k.conname, pg_get_constraintdef(k.oid)
from ours o join pg_constraint k on k.conrelid = o.oid where k.contype <> 'n'
union all
select 'trigger ' || o.name || ' ' || t.tgname, pg_get_triggerdef(t.oid) || case t.tgenabled when 'A' then ' (always)' when 'D' then ' (disabled)' else '' end
from ours o join pg_trigger t on t.tgrelid = o.oid where not t.tgisinternal
union all
select 'sequence ' || o.name, format_type(s.seqtypid, null) || ' start ' || s.seqstart || ' increment ' || s.seqincrement || ' max ' || s.seqmax
  || ' cache ' || s.seqcache || case when s.seqcycle then ' cycle' else '' end
from ours o join pg_sequence s on s.seqrelid = o.oid
union all
select 'function userdomain.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
  pg_get_function_result(p.oid) || case when p.prosecdef then ' as its owner' else '' end || coalesce(' ' || array_to_string(p.proconfig, ' '), '') || ' ' || md5(p.prosrc)
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'userdomain'
union all
select 'rights of ' || r.rolname || ' on ' || case o.relkind when 'S' then 'sequence ' else 'table ' end || o.name, string_agg(lower(g.privilege_type), ', ' order by g.privilege_type)
from ours o cross join aclexplode(o.relacl) g join run r on r.oid = g.grantee group by r.rolname, o.relkind, o.name
union all
select 'rights of ' || r.rolname || ' on column ' || o.name || '.' || a.attname, string_agg(lower(g.privilege_type), ', ' order by g.privilege_type)
from ours o join pg_attribute a on a.attrelid = o.oid cross join aclexplode(a.attacl) g join run r on r.oid = g.grantee group by r.rolname, o.name, a.attname
union all
select 'rights of ' || r.rolname || ' on schema ' || n.nspname, string_agg(lower(g.privilege_type), ', ' order by g.privilege_type)
from pg_namespace n cross join aclexplode(n.nspacl) g join run r on r.oid = g.grantee
where n.nspname like 'userdomain%' group by r.rolname, n.nspname
union all
select 'rights of ' || r.rolname || ' on function userdomain.' || p.proname, string_agg(lower(g.privilege_type), ', ' order by g.privilege_type)
from pg_proc p join pg_namespace n on n.oid = p.pronamespace cross join aclexplode(p.proacl) g join run r on r.oid = g.grantee
where n.nspname = 'userdomain' group by r.rolname, p.oid, p.proname
union all
select 'role userdomain_run', concat_ws(', ', case when rolsuper then 'superuser' end, case when rolcanlogin then 'may log in' end, case when rolbypassrls then 'bypasses row security' end)
from pg_roles where rolname = 'userdomain_run'
union all
select 'role userdomain_run is a member of', string_agg(r.rolname, ', ' order by r.rolname)
from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member where u.rolname = 'userdomain_run' having count(*) > 0
