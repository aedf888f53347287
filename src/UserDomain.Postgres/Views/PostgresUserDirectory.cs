using System.Globalization;
using System.Text.Json;
using Npgsql;
using UserDomain.Listing;
using UserDomain.Model;

namespace UserDomain.Postgres.Views;

/// <summary>The directory of users as it stands in the database.</summary>
internal sealed class PostgresUserDirectory(Database database, Reconnecting reconnecting) : IUserDirectory
{
    /// <summary>How many users a page examines at most in one OMS.</summary>
    internal const int MostExamined = 5_000;

    public async ValueTask<DirectoryPage> FindAsync(UserSearch search, DirectoryPosition? after, int limit, CancellationToken cancellationToken)
    {
        var (found, at) = (new List<UserDirectoryEntry>(), after ?? new(search.OmsId ?? 0, "", 0));
        if (search.IsByLookup)
            return await WalkAsync(search, at, limit, cancellationToken);

        // OMS by OMS, of which there are few; the next is begun only where there is room on the page.
        while (await (search.OmsId is null && at is { UserId: 0, NameKey: "" } ? FirstOmsAsync(at.OmsId - 1, cancellationToken) : Known(at.OmsId)) is { } oms)
        {
            at = at with { OmsId = oms };
            var page = IsByEmail(search)
                ? await ByEmailAsync(search, at, limit - found.Count, cancellationToken)
                : await WalkAsync(search, at, limit - found.Count, cancellationToken);
            found.AddRange(page.Users);
            at = page.End ?? new(oms + 1, "", 0);
            if (page.End is not null || search.OmsId is not null || found.Count == limit)
                return new(found, page.End ?? (search.OmsId is null && await FirstOmsAsync(oms, cancellationToken) is { } next ? new(next, "", 0) : null));
        }

        return new(found, null);
    }

    private static bool IsByEmail(UserSearch search) => search is { EmailKey: not null, UserNameKey: null, ConfigKey: null };

    private static ValueTask<long?> Known(long omsId) => new(omsId);

    private async ValueTask<long?> FirstOmsAsync(long after, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(DirectoryWalk.NextOms, P((long?)after));
            return await command.ExecuteScalarAsync(token) as long?;
        }, cancellationToken);

    private Task<DirectoryPage> WalkAsync(UserSearch search, DirectoryPosition after, int limit, CancellationToken cancellationToken) =>
        reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(DirectoryWalk.Of(search).Page(search), ParametersOf(search, after, limit + 1));
            await using var reader = await command.ExecuteReaderAsync(token);
            var (users, edge) = (new List<UserDirectoryEntry>(), (object?)null);
            while (await reader.ReadAsync(token))
            {
                edge = reader.IsDBNull(0) ? null : reader.GetValue(0);
                if (!reader.IsDBNull(1))
                    users.Add(Read(reader, 2));
            }

            if (users.Count > limit)
                return new DirectoryPage([.. users.Take(limit)], PositionOf(search, users[limit - 1]));
            return new(users, edge is null ? null : after with { NameKey = edge as string ?? "", UserId = edge as long? ?? 0 });
        }, cancellationToken);

    /// <summary>
    /// Addresses change, so users do not come by them, or one who moves would be missed or shown twice. Where few begin so, they are all looked
    /// at and come by id; where many do, users are walked by their ids.
    /// </summary>
    private async Task<DirectoryPage> ByEmailAsync(UserSearch search, DirectoryPosition after, int limit, CancellationToken cancellationToken)
    {
        var ids = await reconnecting.RunAsync(token => CandidatesAsync(search, after, token), cancellationToken);
        if (ids.Count > MostExamined)
            return await WalkAsync(search, after, limit, cancellationToken);

        long[] left = [.. ids.Where(id => id > after.UserId).Order()];
        var users = await reconnecting.RunAsync(token => KnownAsync(search, after, left, token), cancellationToken);
        return new([.. users.Take(limit)], users.Count > limit ? PositionOf(search, users[limit - 1]) : null);
    }

    private async Task<List<long>> CandidatesAsync(UserSearch search, DirectoryPosition after, CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command(DirectoryWalk.EmailCandidates, ParametersOf(search, after, 0, MostExamined + 1));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    private async Task<List<UserDirectoryEntry>> KnownAsync(UserSearch search, DirectoryPosition after, long[] ids, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf(search, after, 0);
        parameters[1] = P(NpgsqlTypes.NpgsqlDbType.Varchar, ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        await using var command = database.Source.Command(DirectoryWalk.Known(search), parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var users = new List<UserDirectoryEntry>();
        while (await reader.ReadAsync(cancellationToken))
            users.Add(Read(reader, 0));
        return [.. users.OrderBy(user => user.UserId)];
    }

    private static UserDirectoryEntry Read(NpgsqlDataReader reader, int column) =>
        JsonSerializer.Deserialize<UserDirectoryEntry>(reader.GetFieldValue<byte[]>(column), StoredEvents.Json)!;

    private static DirectoryPosition PositionOf(UserSearch search, UserDirectoryEntry last) =>
        search.IsByName ? new(last.OmsId, last.UserNameKey, 0) : new(last.OmsId, "", last.UserId);

    internal static NpgsqlParameter[] ParametersOf(UserSearch search, DirectoryPosition after, int limit, int examined = MostExamined)
    {
        var (name, email) = (KeyRange.Of(search.UserNameKey ?? ""), KeyRange.Of(search.EmailKey ?? ""));
        return
        [
            P((long?)(search.OmsId ?? after.OmsId)), search.IsByName ? P(after.NameKey) : P((long?)after.UserId), P(limit),
            P(name.From), P(name.Before), P(email.From), P(email.Before),
            P(search.AccountId is { } account ? UserLookupEntry.OfAccount(account) : ""), P(search.ConfigKey is { } key ? UserLookupEntry.OfKey(key) : ""),
            P(search is { ConfigKey: { } named, ConfigValue: { } value } ? UserLookupEntry.OfPair(named, value) : ""), P(examined),
            search.IsByName ? P(KeyRange.Top) : P((long?)long.MaxValue),
        ];
    }
}
