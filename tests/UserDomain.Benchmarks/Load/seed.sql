-- Users 2 to USERS + 1 with 10 keys each, as the host writes them: events, streams and views.
insert into mt_streams (id, type, version) select 'user-' || g, 'user', 11 from generate_series(2, :users + 1) g;
insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, user_name)
select nextval('mt_events_sequence'), gen_random_uuid(), 'user-' || g, k + 1,
  case k when 0 then jsonb_build_object('UserName', 'user' || g, 'UserNameKey', 'USER' || g, 'Email', 'user' || g || '@example.org',
    'EmailKey', 'USER' || g || '@EXAMPLE.ORG', 'AccountId', g, 'OmsId', 1, 'OperatorId', 1, 'AffiliateId', 0, 'RefererId', 0, 'Use2FA', false,
    'EmailVerified', true, 'SelfRegistered', false)
  else jsonb_build_object('Key', 'key' || k, 'Value', 'Hillside Road ' || k) end,
  case k when 0 then 'user_created' else 'user_config_set' end, now(), 'seed', '{"Call":"seed","Transport":"seed"}', '1'
from generate_series(2, :users + 1) g, generate_series(0, 10) k;
insert into mt_doc_user_info (id, data, mt_version, user_name_key, email_key)
select g, jsonb_build_object('UserId', g, 'UserName', 'user' || g, 'UserNameKey', 'USER' || g, 'Email', 'user' || g || '@example.org',
  'EmailKey', 'USER' || g || '@EXAMPLE.ORG', 'EmailVerified', true, 'CreatedAt', now(), 'AccountId', g, 'Accounts', jsonb_build_array(g),
  'AffiliateId', 0, 'RefererId', 0, 'OmsId', 1, 'OperatorId', 1, 'Use2FA', false, 'CodePending', false, 'Locked', false, 'FailedAttempts', 0,
  'Permissions', '[]'::jsonb), 1, 'USER' || g, 'USER' || g || '@EXAMPLE.ORG' from generate_series(2, :users + 1) g;
insert into mt_doc_user_config_entry (id, data, mt_version, user_id)
select g || '/key' || k, jsonb_build_object('UserId', g, 'Key', 'key' || k, 'Value', 'Hillside Road ' || k, 'SetBy', '1', 'SetAt', now(),
  'SetWith', 'seed', 'Position', k + 1), 1, g from generate_series(2, :users + 1) g, generate_series(1, 10) k;
select setval('userdomain.user_ids', :users + 2);
vacuum analyze mt_streams; vacuum analyze mt_events; vacuum analyze mt_doc_user_info; vacuum analyze mt_doc_user_config_entry;
