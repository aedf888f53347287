-- Where the pages of a large configuration stand in its snapshot, so that the database finds the one that a key belongs to: the first key of each, in order, and
-- where each begins, with where the last one ends. None of a snapshot that is read as a whole.
alter table userdomain.snapshots add column if not exists page_keys bytea[], add column if not exists page_starts int[];
