namespace UserDomain.Host.Limits;

/// <summary>How much is taken of whom.</summary>
public sealed record LimitSettings
{
    /// <summary><c>LIMITS__ADDRESS__BURST</c>, <c>__EVERY</c>: commands that anybody may make, such as sign-ins, from one address (of IPv6 one network of 64 bits).</summary>
    public Rate Address { get; init; } = new(Burst: 200, Every: TimeSpan.FromMilliseconds(50));

    /// <summary><c>LIMITS__NAME__BURST</c>, <c>__EVERY</c>: the same that name one user, wherever they come from.</summary>
    public Rate Name { get; init; } = new(Burst: 60, Every: TimeSpan.FromSeconds(1));

    /// <summary><c>LIMITS__QUERIES__BURST</c>, <c>__EVERY</c>: questions that anybody may ask, from one address.</summary>
    public Rate Queries { get; init; } = new(Burst: 1000, Every: TimeSpan.FromMilliseconds(10));

    /// <summary><c>LIMITS__CALLS</c>: how many calls are under way at a time; four times as many more wait for room.</summary>
    public int Calls { get; init; } = 2048;

    /// <summary><c>LIMITS__CALLSOFONE</c>: how many of those are one caller's; as many more of his wait.</summary>
    public int CallsOfOne { get; init; } = 512;

    /// <exception cref="FormatException">One of them is no such limit.</exception>
    public static LimitSettings Read(IConfiguration settings)
    {
        var usual = new LimitSettings();
        return new()
        {
            Address = RateOf(settings, "LIMITS:ADDRESS", usual.Address),
            Name = RateOf(settings, "LIMITS:NAME", usual.Name),
            Queries = RateOf(settings, "LIMITS:QUERIES", usual.Queries),
            Calls = Positive(settings, "LIMITS:CALLS", usual.Calls),
            CallsOfOne = Positive(settings, "LIMITS:CALLSOFONE", usual.CallsOfOne),
        };
    }

    private static Rate RateOf(IConfiguration settings, string name, Rate usual)
    {
        var every = settings.GetValue($"{name}:EVERY", usual.Every);
        return every > TimeSpan.Zero
            ? new(Positive(settings, $"{name}:BURST", usual.Burst), every)
            : throw new FormatException($"USERDOMAIN_{name.Replace(":", "__", StringComparison.Ordinal)}__EVERY is a time like 00:00:01.");
    }

    private static int Positive(IConfiguration settings, string name, int usual) =>
        settings.GetValue(name, usual) is > 0 and var number
            ? number
            : throw new FormatException($"USERDOMAIN_{name.Replace(":", "__", StringComparison.Ordinal)} is a number from 1 on.");
}

/// <summary>How often something may be done: so many times at once, and then once more each time that this much has passed.</summary>
public sealed record Rate(int Burst, TimeSpan Every);
