using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>
/// Holds back answers that must not tell by their time whether there is such a user: until a while after the call came in, which is
/// longer than either way takes. How long is drawn anew for each.
/// </summary>
/// <remarks>
/// Timers run on a grid of milliseconds and begin at the point before now, so that one alone ends early by how long the work took, which
/// is what must not show. So the clock is asked again until the time has come; that the drawn times are spread wider than the grid does the rest.
/// </remarks>
public sealed class EvenAnswers(CallContext context, IKeptAnswers answers, VenueSettings venue, TimeProvider clock)
{
    private const double Spread = 0.25;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The same for an answer that is to be kept: where no append has kept it that is done before, or its time would show that there was none.</summary>
    public async Task<TAnswer> WaitAsync<TAnswer>(TAnswer answer, CancellationToken cancellationToken) where TAnswer : class
    {
        if (context.Keeping is { IsKept: false } keeping)
        {
            var kept = keeping.Keep(answer);
            await answers.KeepAsync(kept, cancellationToken);
            keeping.IsKeptAs(kept);
        }

        await WaitAsync(cancellationToken);
        return answer;
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var until = venue.EvenAnswersAfter * (1 + (Random.Shared.NextDouble() * Spread));
        while (until - clock.GetElapsedTime(context.StartedAt) is var left && left > TimeSpan.Zero)
            await Task.Delay(left > Shortest ? left : Shortest, clock, cancellationToken);
    }
}
