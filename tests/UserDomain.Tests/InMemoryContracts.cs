using UserDomain.Specs;

namespace UserDomain.Tests;

/// <summary>The in-memory store stands in for an adapter in call specs, so it keeps the same contracts.</summary>
public sealed class InMemoryEventStoreTests : EventStoreContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}

/// <inheritdoc cref="InMemoryEventStoreTests"/>
public sealed class InMemoryViewsTests : ViewsContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}

/// <inheritdoc cref="InMemoryEventStoreTests"/>
public sealed class InMemoryStrangersTests : StrangersContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}

/// <inheritdoc cref="InMemoryEventStoreTests"/>
public sealed class InMemoryApiKeysTests : ApiKeysContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}

/// <inheritdoc cref="InMemoryEventStoreTests"/>
public sealed class InMemoryRestKeysTests : RestKeysContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}

/// <inheritdoc cref="InMemoryEventStoreTests"/>
public sealed class InMemoryKeptAnswersTests : KeptAnswersContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}

/// <inheritdoc cref="InMemoryEventStoreTests"/>
public sealed class InMemoryListingsTests : ListingsContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}

/// <inheritdoc cref="InMemoryEventStoreTests"/>
public sealed class InMemorySnapshotsTests : SnapshotsContract
{
    protected override Task<Stores> OpenAsync() => Task.FromResult(Stores.InMemory(new InMemoryStore()));
}
