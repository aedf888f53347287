using UserDomain.Postgres.Tests.Contracts;

namespace UserDomain.Containers.Tests;

// Each contract as it is kept on the embedded server, on the container's.

public sealed class ContainedEventStoreContract : PostgresEventStoreContract;

public sealed class ContainedViewsContract : PostgresViewsContract;

public sealed class ContainedStrangersContract : PostgresStrangersContract;

public sealed class ContainedApiKeysContract : PostgresApiKeysContract;

public sealed class ContainedRestKeysContract : PostgresRestKeysContract;

public sealed class ContainedKeptAnswersContract : PostgresKeptAnswersContract;

public sealed class ContainedListingsContract : PostgresListingsContract;

public sealed class ContainedSnapshotsContract : PostgresSnapshotsContract;

public sealed class ContainedRebuildContract : PostgresRebuildContract;
