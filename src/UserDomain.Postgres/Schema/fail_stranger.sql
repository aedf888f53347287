-- Counts a failure for a name that is nobody's, by the rule that users are counted by. False where it is locked already.
create or replace function userdomain.fail_stranger(name varchar, at timestamptz, threshold int, span interval) returns boolean language plpgsql as $$
declare recent timestamptz[];
begin
  insert into userdomain.strangers (name_hash) values (name) on conflict do nothing;
  select array(select f from unnest(s.failures) f where at - f < span) || at into recent
  from userdomain.strangers s where s.name_hash = name and s.locked_at is null for update;
  if not found then
    return false;
  end if;

  update userdomain.strangers
  set failures = recent, locked_at = case when cardinality(recent) >= threshold then at end, last_at = now()
  where name_hash = name;
  return true;
end $$;

grant execute on function userdomain.fail_stranger to userdomain_run;
