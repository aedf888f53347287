using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>The connection breaks at the commit of an append by Marten.</summary>
public sealed class MartenLostAnswerTests : LostAnswers
{
    protected override string Deciding => "COMMIT\0"; // not the isolation level's name

    protected override Task<Stores> OpenAsync(string connectionString) => MartenDatabase.OpenAsync(connectionString);
}
