namespace UserDomain.Benchmarks.Measuring;

/// <summary>How much of everything a run does. A quick one takes little of each, to see that all of it works: its figures are rough.</summary>
/// <param name="SecondsGiven">How long one sample takes, where that was said.</param>
internal sealed record Plan(bool IsQuick, int? SecondsGiven, int? RoundsGiven, int? UsersGiven)
{
    public TimeSpan Time => TimeSpan.FromSeconds(SecondsGiven ?? Of(6, 1));

    /// <summary>With samples long enough that what follows from behind keeps up in each, and none is spared what it leaves to be done.</summary>
    public Plan Sustained => this with { SecondsGiven = SecondsGiven ?? Of(40, 1), RoundsGiven = RoundsGiven ?? Of(3, 2) };

    /// <summary>How long what is measured runs before, at least.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Of(10, 1));

    public int Rounds => RoundsGiven ?? Of(5, 2);

    /// <summary>Users of the figures that share one database.</summary>
    public int Users => UsersGiven ?? Of(100_000, 10_000);

    /// <summary>What a full run takes, or what a quick one does.</summary>
    public int Of(int full, int quick) => IsQuick ? quick : full;

    /// <summary>The same, but never more than what was asked for of users.</summary>
    public int UpToUsers(int full, int quick) => Math.Min(Of(full, quick), UsersGiven ?? int.MaxValue);
}
