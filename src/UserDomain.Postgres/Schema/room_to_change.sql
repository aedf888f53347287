-- Rows that are changed again and again keep room beside them: a new version that stays on its page needs no new entries in the indexes, and brings no
-- further page into the log after a checkpoint.
alter table public.mt_streams set (fillfactor = 75);
alter table public.mt_doc_user_config_entry set (fillfactor = 85);
alter table public.mt_doc_user_info set (fillfactor = 85);
alter table public.mt_doc_user_directory set (fillfactor = 85);
