-- The gate of appends that share a transaction: each passes by the row of its own stream. One whose row somebody else holds is not waited
-- for, so that groups neither hold each other up nor stand in each other's way; it comes again alone. As in open_append the transaction's
-- id is taken first, before any place in the order of events is drawn. Plans are made once for all sizes of the table, so they may not
-- depend on how small it was at first.
create or replace function userdomain.open_group(streams varchar[], expected bigint[], added int[], ats timestamptz[])
returns table (item int, stream varchar, before bigint, at timestamptz)
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform pg_current_xact_id();

  return query
  with held as materialized (
    select s.id from public.mt_streams s where s.id = any (streams) for no key update skip locked)
  update public.mt_streams s set version = s.version + g.added, timestamp = greatest(s.timestamp, g.at)
  from held, unnest(streams, expected, added, ats) with ordinality as g (stream, expected, added, at, item)
  where held.id = g.stream and s.id = g.stream and s.version = g.expected
  returning g.item::int, s.id, s.version - g.added, s.timestamp;
end $$;

grant execute on function userdomain.open_group to userdomain_run;
