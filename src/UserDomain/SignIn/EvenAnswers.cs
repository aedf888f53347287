using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>
/// Holds back answers that must not tell by their time whether there is such a user: until a while after the call came in, which
/// is longer than either way takes. How much longer is drawn anew for each, since timers alone are late in ways that can be measured.
/// </summary>
public sealed class EvenAnswers(CallContext context, VenueSettings venue, TimeProvider clock)
{
    private const double Spread = 0.25;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var left = (venue.EvenAnswersAfter * (1 + (Random.Shared.NextDouble() * Spread))) - clock.GetElapsedTime(context.StartedAt);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, cancellationToken);
    }
}
