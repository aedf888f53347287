using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>Users who live at random: settings and removals over a few keys, addresses that are freed and taken, keys, tags, locks, accounts.</summary>
internal static class RandomLife
{
    private static int made;

    /// <summary>Appends so many times, each to one of the users, who are his alone.</summary>
    public static Task LiveAsync(Stores stores, Random random, int users, int steps) => LiveAsync([stores], random, users, steps);

    /// <summary>The same, each time by another of several hosts in turn. The users as they then are.</summary>
    public static async Task<IReadOnlyList<UserState>> LiveAsync(IReadOnlyList<Stores> hosts, Random random, int users, int steps)
    {
        var states = new UserState[users];
        for (var i = 0; i < users; i++)
            states[i] = await hosts[i % hosts.Count].CreateAsync($"user{Interlocked.Increment(ref made)}");
        for (var step = 0; step < steps; step++)
        {
            var user = random.Next(users);
            states[user] = await hosts[step % hosts.Count].AppendAsync(states[user], [.. Happening(states[user], random)]);
        }

        return states;
    }

    private static IEnumerable<UserEvent> Happening(UserState state, Random random)
    {
        var key = $"key{random.Next(6)} {{\"ö\"}}";
        switch (random.Next(12))
        {
            case 0:
                yield return new UserConfigRemoved(key);
                break;
            case 1:
                var address = $"u{state.UserId}-{random.Next(4)}@example.org";
                yield return new UserEmailChanged(address, TextKey.Of(address), random.Next(2) == 0);
                yield return new UserEmailVerified();
                break;
            case 2:
                yield return new UserAffiliateTagSet($"t{state.UserId}", $"T{state.UserId}-{random.Next(3)}", $"T{state.UserId}-{random.Next(3)}");
                break;
            case 3:
                yield return new UserApiKeyAdded($"{state.UserId.Value:x16}{random.Next(3):x16}", "Deposit,Trading");
                break;
            case 4:
                yield return new UserApiKeyRemoved($"{state.UserId.Value:x16}{random.Next(3):x16}");
                break;
            case 5:
                yield return random.Next(2) == 0 ? new UserLocked(Examples.Noon) : new UserUnlocked();
                break;
            case 6:
                yield return random.Next(2) == 0 ? new UserAccountAdded(100 + random.Next(5)) : new UserAccountRemoved(100 + random.Next(5));
                break;
            case 7:
                yield return random.Next(2) == 0 ? new UserPermissionGranted("Trading") : new UserPermissionRevoked("Trading");
                break;
            default:
                yield return new UserConfigSet(key, $"value \\ {random.Next()} 😀");
                yield return new UserConfigSet($"key{random.Next(6)}", "");
                break;
        }
    }
}
