namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>How many keys one user may have (wire contract, 5.2).</summary>
    public const int MaximumKeys = 4096;

    /// <summary>Puts values under keys; a key named twice takes its last value, a value that stands already decides nothing.</summary>
    /// <param name="maximumBytes">What all keys and values of the user may come to, in bytes of UTF-8.</param>
    public IReadOnlyList<UserEvent> SetConfig(IEnumerable<ConfigPair> pairs, long maximumBytes)
    {
        MustExist();
        var changed = LastOfEachKey(pairs).Where(pair => Config.Find(pair.Key) != pair.Value)
            .Select(pair => new UserConfigSet(pair.Key, pair.Value)).ToArray();

        var after = changed.Aggregate(Config, (config, set) => config.Set(set.Key, set.Value));
        RefusedException.Unless(after.Count <= Math.Max(MaximumKeys, Config.Count), Refusals.TooManyKeys);
        RefusedException.Unless(after.Bytes <= Math.Max(maximumBytes, Config.Bytes), Refusals.TooMuchConfig);
        return changed;
    }

    /// <summary>Takes a key out. A key that is not there is refused: the answer says whether it was removed (wire contract, 7.7).</summary>
    public IReadOnlyList<UserEvent> RemoveConfig(string key)
    {
        MustExist();
        RefusedException.Unless(Config.Find(key) is not null, Refusals.KeyUnknown);
        return [new UserConfigRemoved(key)];
    }

    /// <summary>Takes some keys out and puts values under others, all at once; a key to take out that is not there decides nothing.</summary>
    /// <param name="cleared">None of them is among the pairs.</param>
    public IReadOnlyList<UserEvent> UpdateConfig(IEnumerable<string> cleared, IEnumerable<ConfigPair> pairs, long maximumBytes)
    {
        MustExist();
        UserConfigRemoved[] removed =
            [.. cleared.Distinct(StringComparer.Ordinal).Where(key => Config.Find(key) is not null).Select(key => new UserConfigRemoved(key))];
        return [.. removed, .. removed.Aggregate(this, Evolve).SetConfig(pairs, maximumBytes)];
    }

    private static IEnumerable<ConfigPair> LastOfEachKey(IEnumerable<ConfigPair> pairs) =>
        pairs.Reverse().DistinctBy(pair => pair.Key, StringComparer.Ordinal).Reverse();
}
