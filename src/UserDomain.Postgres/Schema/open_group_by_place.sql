-- The gate of appends that share a transaction, as before it: each passes by the row of its own stream, and one whose row somebody else holds is not
-- waited for. Each row is come to once, by the index, looked at under its own lock, and changed where it lies: found a second time by its name it
-- took three times as long. A row that was changed between the statement's begin and the lock lies elsewhere by then, and does not pass.
create or replace function userdomain.open_group(streams varchar[], expected bigint[], added int[], ats timestamptz[])
returns table (item int, stream varchar, before bigint, at timestamptz)
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform pg_current_xact_id();

  return query
  with held as materialized (
    select g.item, g.added, g.at, own.place
    from unnest(streams, expected, added, ats) with ordinality as g (stream, expected, added, at, item),
      lateral (select s.ctid as place from public.mt_streams s where s.id = g.stream and s.version = g.expected for no key update skip locked) own)
  update public.mt_streams s set version = s.version + held.added, timestamp = greatest(s.timestamp, held.at)
  from held where s.ctid = held.place
  returning held.item::int, s.id, s.version - held.added, s.timestamp;
end $$;
