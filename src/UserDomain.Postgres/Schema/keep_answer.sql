-- Keeps an answer in place of none, or of one that is out of date. While another transaction keeps one under the key it is waited for;
-- where one stands, all of the transaction fails.
create or replace function userdomain.keep_answer(answer_key varchar, sealed bytea) returns void language plpgsql as $$
begin
  insert into userdomain.kept_answers as a (key, box) values (answer_key, sealed)
  on conflict (key) do update set box = excluded.box, kept_at = excluded.kept_at where a.kept_at < now() - interval '24 hours';
  if not found then
    raise exception 'an answer is kept already' using errcode = 'UD003';
  end if;
end $$;

grant execute on function userdomain.keep_answer to userdomain_run;
