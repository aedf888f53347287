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
        UserConfigSet[] changed = [.. LastOfEachKey(pairs).Where(pair => !Config.Contains(pair)).Select(pair => new UserConfigSet(pair.Key, pair.Value))];
        var after = Config.SizeWith(changed);
        var (isFew, isSmall) = (after.Count <= Math.Max(MaximumKeys, Config.Count), after.Bytes <= Math.Max(maximumBytes, Config.Bytes));
        if (!(isFew && isSmall) && !Config.IsExact)
            throw new ConfigLeftException(changed[0].Key); // perhaps it is less
        RefusedException.Unless(isFew, Refusals.TooManyKeys);
        RefusedException.Unless(isSmall, Refusals.TooMuchConfig);
        return changed;
    }

    /// <summary>Takes a key out. A key that is not there is refused: the answer says whether it was removed (wire contract, 7.7).</summary>
    public IReadOnlyList<UserEvent> RemoveConfig(string key)
    {
        MustExist();
        RefusedException.Unless(Config.Contains(key), Refusals.KeyUnknown);
        return [new UserConfigRemoved(key)];
    }

    /// <summary>Takes some keys out and puts values under others, all at once; a key to take out that is not there decides nothing.</summary>
    /// <param name="cleared">None of them is among the pairs.</param>
    public IReadOnlyList<UserEvent> UpdateConfig(IEnumerable<string> cleared, IEnumerable<ConfigPair> pairs, long maximumBytes)
    {
        MustExist();
        UserConfigRemoved[] removed =
            [.. cleared.Distinct(StringComparer.Ordinal).Where(Config.Contains).Select(key => new UserConfigRemoved(key))];
        return [.. removed, .. removed.Aggregate(this, Evolve).SetConfig(pairs, maximumBytes)];
    }

    private static IEnumerable<ConfigPair> LastOfEachKey(IEnumerable<ConfigPair> pairs) => pairs is IReadOnlyList<ConfigPair> { Count: <= 1 }
        ? pairs
        : pairs.Reverse().DistinctBy(pair => pair.Key, StringComparer.Ordinal).Reverse();
}
