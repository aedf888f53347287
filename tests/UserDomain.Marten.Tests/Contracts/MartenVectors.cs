using UserDomain.Host.Tests;
using UserDomain.Host.Tests.Contract;
using UserDomain.Host.Tests.Retries;

namespace UserDomain.Marten.Tests.Contracts;

/// <summary>One venue with one host whose engine is Marten.</summary>
public sealed class MartenHost : OneHost
{
    protected override string Engine => Postgres.Engines.Engine.Marten;
}

/// <summary>The same, whose letters become files, by a clock that tests set.</summary>
public sealed class MartenRegistrationHost : RegistrationHost
{
    protected override string Engine => Postgres.Engines.Engine.Marten;
}

/// <summary>The same, whose clients come by WebSockets.</summary>
public sealed class MartenHostBySocket : OneHost
{
    protected override string Engine => Postgres.Engines.Engine.Marten;

    protected override bool BySocket => true;
}

/// <inheritdoc cref="MartenHostBySocket"/>
public sealed class MartenRegistrationHostBySocket : RegistrationHost
{
    protected override string Engine => Postgres.Engines.Engine.Marten;

    protected override bool BySocket => true;
}

public sealed class AccountVectorsOnMarten(MartenHost host) : AccountVectors(host), IClassFixture<MartenHost>;

public sealed class AffiliateVectorsOnMarten(MartenHost host) : AffiliateVectors(host), IClassFixture<MartenHost>;

public sealed class ConfigVectorsOnMarten(MartenHost host) : ConfigVectors(host), IClassFixture<MartenHost>;

public sealed class LockVectorsOnMarten(MartenHost host) : LockVectors(host), IClassFixture<MartenHost>;

public sealed class PermissionVectorsOnMarten(MartenHost host) : PermissionVectors(host), IClassFixture<MartenHost>;

public sealed class UserVectorsOnMarten(MartenHost host) : UserVectors(host), IClassFixture<MartenHost>;

public sealed class RegistrationVectorsOnMarten(MartenRegistrationHost venue) : RegistrationVectors(venue), IClassFixture<MartenRegistrationHost>;

public sealed class StoryOnMarten(MartenRegistrationHost venue) : Story(venue), IClassFixture<MartenRegistrationHost>;

public sealed class AuditCallsOnMarten(MartenHost host) : AuditCallTests(host), IClassFixture<MartenHost>;

public sealed class RestVectorsOnMarten(MartenHost host) : RestVectorTests(host), IClassFixture<MartenHost>;

public sealed class RetryVectorsOnMarten(MartenHost host) : RetryVectorTests(host), IClassFixture<MartenHost>;

public sealed class VersionVectorsOnMarten(MartenHost host) : VersionVectorTests(host), IClassFixture<MartenHost>;

public sealed class AccountVectorsBySocketOnMarten(MartenHostBySocket host) : AccountVectors(host), IClassFixture<MartenHostBySocket>;

public sealed class AffiliateVectorsBySocketOnMarten(MartenHostBySocket host) : AffiliateVectors(host), IClassFixture<MartenHostBySocket>;

public sealed class ConfigVectorsBySocketOnMarten(MartenHostBySocket host) : ConfigVectors(host), IClassFixture<MartenHostBySocket>;

public sealed class LockVectorsBySocketOnMarten(MartenHostBySocket host) : LockVectors(host), IClassFixture<MartenHostBySocket>;

public sealed class PermissionVectorsBySocketOnMarten(MartenHostBySocket host) : PermissionVectors(host), IClassFixture<MartenHostBySocket>;

public sealed class UserVectorsBySocketOnMarten(MartenHostBySocket host) : UserVectors(host), IClassFixture<MartenHostBySocket>;

public sealed class RegistrationVectorsBySocketOnMarten(MartenRegistrationHostBySocket venue) : RegistrationVectors(venue), IClassFixture<MartenRegistrationHostBySocket>;

public sealed class StoryBySocketOnMarten(MartenRegistrationHostBySocket venue) : Story(venue), IClassFixture<MartenRegistrationHostBySocket>;

public sealed class AuditCallsBySocketOnMarten(MartenHostBySocket host) : AuditCallTests(host), IClassFixture<MartenHostBySocket>;
