-- The gate of appends that share a transaction is a part of their statement now: calling it took as long as what it did.
drop function if exists userdomain.open_group(varchar[], bigint[], int[], timestamptz[]);
