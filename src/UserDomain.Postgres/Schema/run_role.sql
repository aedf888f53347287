-- What the host works with: it adds events and can do nothing else to them.
revoke all on schema userdomain from public;
grant usage on schema public, userdomain to userdomain_run;
grant select, insert on public.mt_events to userdomain_run;
grant select, insert, update on public.mt_streams to userdomain_run;
grant usage, select on sequence public.mt_events_sequence to userdomain_run;
grant select, insert, update, delete on public.mt_event_progression, public.mt_high_water_skips to userdomain_run;
grant select, insert, update, delete on public.mt_doc_user_info, public.mt_doc_user_config_entry to userdomain_run;
grant usage, select on sequence userdomain.user_ids, userdomain.account_ids to userdomain_run;
grant select, insert on userdomain.accounts to userdomain_run;
grant select, insert, update, delete on userdomain.verifiers, userdomain.email_codes, userdomain.sessions to userdomain_run;
grant select, update on userdomain.installation to userdomain_run;
grant execute on all functions in schema userdomain to userdomain_run;
