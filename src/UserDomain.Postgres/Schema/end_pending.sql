-- Ends what a second factor turns into a session. Where another was faster it is gone, which is a conflict on the user's stream: the
-- sign-in is decided again, and finds nothing pending.
create or replace function userdomain.end_pending(session varchar, stream varchar) returns void language plpgsql as $$
begin
  delete from userdomain.sessions s where s.key = session and s.kind = 'Pending';
  if not found then
    raise exception 'session of stream % is pending no more', stream using errcode = 'UD001', table = stream,
      column = (select s.version::text from public.mt_streams s where s.id = stream);
  end if;
end $$;
