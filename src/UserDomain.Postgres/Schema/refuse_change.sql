create or replace function userdomain.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: events are never changed', tg_op, tg_table_name using errcode = 'UD003';
end $$;

create or replace trigger refuse_change before update or delete or truncate on public.mt_events
  for each statement execute function userdomain.refuse_change();

-- Also where session_replication_role is replica.
alter table public.mt_events enable always trigger refuse_change;
