-- Holds another stream where it was read until the transaction ends.
create or replace function userdomain.assert_version(stream varchar, expected bigint) returns void language plpgsql as $$
declare actual bigint;
begin
  select s.version into actual from public.mt_streams s where s.id = stream for share;
  if coalesce(actual, 0) <> expected then
    raise exception 'stream % is at version %, not at %', stream, coalesce(actual, 0), expected
      using errcode = 'UD001', table = stream, column = coalesce(actual, 0)::text;
  end if;
end $$;
