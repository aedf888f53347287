-- For an append that is sent again since its answer was lost: ends the transaction where the event stands already.
create or replace function userdomain.refuse_repeat(stream varchar, event uuid) returns void language plpgsql as $$
begin
  if exists (select from public.mt_events e where e.stream_id = stream and e.id = event) then
    raise exception 'event % is stored already', event using errcode = 'UD002';
  end if;
end $$;
