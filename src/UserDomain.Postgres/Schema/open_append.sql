-- The gate of every append. Its first statement takes the transaction's id, before any place in the order of events is drawn:
-- readers in order rest on that. What it raises carries the stream as the table and its actual version as the column.
create or replace function userdomain.open_append(stream varchar, kind varchar, expected bigint, added int, at timestamptz)
returns void language plpgsql as $$
declare actual bigint;
begin
  perform pg_current_xact_id();

  if expected is null then
    insert into public.mt_streams as s (id, type, version, timestamp, created) values (stream, kind, added, at, at)
    on conflict (id) do update set version = s.version + added, timestamp = greatest(s.timestamp, excluded.timestamp);
  elsif expected = 0 then
    insert into public.mt_streams (id, type, version, timestamp, created) values (stream, kind, added, at, at)
    on conflict (id) do nothing;
  else
    update public.mt_streams s set version = s.version + added, timestamp = greatest(s.timestamp, at)
    where s.id = stream and s.version = expected;
  end if;

  if not found then
    select s.version into actual from public.mt_streams s where s.id = stream;
    raise exception 'stream % is at version %, not at %', stream, coalesce(actual, 0), expected
      using errcode = 'UD001', table = stream, column = coalesce(actual, 0)::text;
  end if;
end $$;
